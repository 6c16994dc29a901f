"""A slice of the research graph, as the page of the graph reads it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from bzpeer.api import finding, numbers, problems, reads
from bzpeer.api.places import Places
from bzpeer.api.problems import Refused
from bzpeer.api.schemas.graph import Edge, Graph, GraphAsked, Node
from bzpeer.api.schemas.numbers import Number, Origin
from graph import focus, reading
from graph.models import Slice
from graph.reading import Reading
from profiles.models import Author

router = Router(tags=["graph"])
FAILS = (*reads.RECORD, problems.UNAVAILABLE)
RETRY = 2  # seconds


@reads.get(router, "/graph", {200: Graph, 202: Graph}, "The research graph around an author", FAILS)
def graph(request: HttpRequest, asked: Query[GraphAsked]) -> Any:
    """What is near an author: papers, people, topics and institutions, at most forty of them.

    A worker builds the slice when it is first asked for: until it is there the answer is 202 with `Retry-After`.
    """
    author = finding.author(asked.focus.partition(":")[2])
    look = reading.read(focus.of_author(author))
    if look.shown is None and look.is_waiting:
        waiting = {"Retry-After": str(RETRY), "Cache-Control": "no-store"}
        return reads.json(_graph(author, look, Places.of(request)), status=202, **waiting)
    if look.shown is None:
        raise Refused(problems.UNAVAILABLE, look.slice.problem, headers={"Retry-After": "120"})
    answer = reads.json(_graph(author, look, Places.of(request)))
    if look.state != "ready":
        # The next look may find another slice.
        answer["Cache-Control"] = "no-store"
        answer["Retry-After"] = str(RETRY)
    elif look.shown.built_at:
        reads.since(answer, look.shown.built_at.timestamp())
    return answer


def _graph(author: Author, look: Reading, at: Places) -> Graph:
    payload = look.shown.payload if look.shown else {}
    key = f"author:{author.public_id}"
    page = at.page(f"/graph/?focus={key}")
    if look.shown is None:
        return Graph(
            focus=key, state="building", built_at=None, shown=None, total=None, weights=None, nodes=[], edges=[],
            page=page,
        )  # fmt: skip
    return Graph(
        focus=key,
        state=_state(look),
        built_at=look.shown.built_at,
        shown=_number(look.shown, payload["shown"], "nodes of this slice"),
        total=_number(look.shown, payload["total"], "things near the focus, the focus included"),
        weights=Origin(origin="computed", as_of=_day(look.shown), scope="works that make the tie"),
        nodes=[_node(node, at) for node in payload["nodes"]],
        edges=[
            Edge(source=edge["a"], target=edge["b"], tie=edge["tie"], weight=edge["weight"])
            for edge in payload["edges"]
        ],
        page=page,
    )


def _state(look: Reading) -> Any:
    # After a failure the older slice stands, as on the page.
    return look.state if look.state in ("ready", "empty") else "stale"


def _node(node: dict[str, Any], at: Places) -> Node:
    told = {name: node[name] for name in ("kind", "name", "near", "size", "hops")}
    return Node(id=node["key"], page=at.page(node["url"]), **told)


def _number(slice_: Slice, value: int, scope: str) -> Number:
    return Number(value=value, origin="computed", as_of=_day(slice_), scope=scope)


def _day(slice_: Slice) -> Any:
    return slice_.built_at.date() if slice_.built_at else numbers.today()
