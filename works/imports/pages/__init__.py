"""One module for each kind of page; the registry finds them here by itself."""
