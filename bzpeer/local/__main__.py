"""`python -m bzpeer.local`: starts the site of `make run` and ends it on Ctrl-C."""

import io
import os
import sys
from pathlib import Path

from bzpeer import embedded
from bzpeer.embedded.processes import Child, Problem
from bzpeer.local import address, children
from bzpeer.local.address import Address
from bzpeer.local.crew import Crew, Failed
from bzpeer.local.ending import Ending
from bzpeer.local.preparation import Preparation

_ANSWER_LIMIT = 60.0  # seconds for the web server to answer its first request


def main() -> int:
    """Runs the site until a signal ends it (0) or a problem does (1, with a sentence)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without our dots is no reason to stop
    ending = Ending()
    try:
        where = address.from_environment()
        where.check_free()
        _run(where, ending)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def _run(where: Address, ending: Ending) -> None:
    _say("Starting PostgreSQL and Valkey …")
    with embedded.servers(embedded.RUN) as servers:
        crew = Crew(servers.children, ending.check)
        env = children.environment(servers, where)
        try:
            preparation = Preparation(servers)
            helpers = [children.worker(servers, env), children.clock(servers, env)]
            if preparation.due:
                _prepare(crew, preparation, helpers, env)
                helpers = []
            crew.add(children.web(servers, env, where))
            for helper in helpers:
                crew.add(helper)
            crew.wait(where.answers, _ANSWER_LIMIT, f"{where.url}/healthz did not answer; see {servers.data / 'logs'}.")
            _say(_block(where, preparation))
            crew.watch()
        finally:
            ending.begun = True
            _say("\nStopping …")
            crew.stop(ending.hurry)


def _prepare(crew: Crew, preparation: Preparation, helpers: list[Child], env: dict[str, str]) -> None:
    """Brings the database up to date and fills it, before anyone can look at it half filled."""
    servers = preparation.servers
    _say("Bringing the database up to date …")
    crew.run(children.manage(servers, env, "migrate", "--no-input"))
    for helper in helpers:
        crew.add(helper)
    _say("Importing the demonstration (only now) …")
    try:
        demo = children.manage(servers, env, "demo")
        demo.output = preparation.new_demo_note()
        crew.run(demo)
        preparation.note_done()
    except Failed as problem:
        _say(f"{problem}\nThe site is served without it; the next start tries again.")


def _block(where: Address, preparation: Preparation) -> str:
    data = preparation.servers.data
    lines = ["", f"BZPEER answers at {where.url}", "", *preparation.demo.splitlines(), ""]
    lines += [f"Data   {data} (logs/ and mail/ in it; `make reset` deletes it)", "Stop   Ctrl-C", ""]
    return "\n".join(f"  {line}".rstrip() for line in lines)


def _say(text: str) -> None:
    try:
        print(text, flush=True)
    except OSError:  # the terminal is gone, which is no reason to leave anything running
        sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - to the end


if __name__ == "__main__":
    sys.exit(main())
