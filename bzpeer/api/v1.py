"""Version 1 of the API, put together."""

from __future__ import annotations

from ninja import NinjaAPI

from bzpeer.api import authors, graph, index, problems, searching, sources, subjects, works

VERSION = "1.0"
TITLE = "BZPEER"
DESCRIPTION = """
What the pages of this site say, for machines: authors, works, topics, institutions, search, and slices of the research
graph. Read-only, without a key, and the same for everybody.

Every number is an object that says where it comes from: `reported` by a source on a day, or `computed` here. What is
not known is null, never 0.
""".strip()

# Its own pages of documentation load scripts from another host: docs_page makes ours from the same document.
api = NinjaAPI(
    title=TITLE, version=VERSION, description=DESCRIPTION, urls_namespace="api-v1", openapi_url=None, docs_url=None
)
problems.install(api)
for module in (index, searching, authors, works, subjects, sources, graph):
    api.add_router("", module.router)
