"""The admin finds the curator's desk here: each of these modules registers its lists."""

from works.desk import (  # noqa: F401
    authors,
    captures,
    claims,
    contests,
    domains,
    history,
    imports,
    links,
    objections,
    queue,
    records,
    reports,
    works,
)  # fmt: skip
