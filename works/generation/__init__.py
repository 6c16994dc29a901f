"""A made-up installation of any size, loaded in bulk: the same for the same seed, with the shapes of a real one.

`installation.fill(size, add=…, told=…)` does it; `sizes.stands()` says which one a database holds.
"""
