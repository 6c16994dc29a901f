"""`make run`: the whole site on this machine, held by one small process that ends everything it started.

Nothing here imports Django: the children do.
"""
