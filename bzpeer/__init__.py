"""The project: settings, addresses, and the pages that look at every room."""
