"""The read-only JSON API under /api/v1/: what the pages say, for machines, with the origin of every number.

Each module is a thing (authors, works, subjects, …) with its addresses; `reads` registers them, `gate` stands before
all of them. The schemas are the words of the answers.
"""
