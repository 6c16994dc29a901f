"""The admin finds the curator's desk here: each of these modules registers its lists."""

from works.desk import authors, captures, history, imports, queue, records, works  # noqa: F401
