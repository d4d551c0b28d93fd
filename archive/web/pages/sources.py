"""The state board, a source with its runs and editions, and one run with its account."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from archive import health, read, runs
from archive.errors import NotFound
from archive.health import SourceHealth
from archive.read.reviews import count_waiting
from archive.records import Ledger, RunRecord, SourceLine, SourceState
from archive.web.desk import who
from archive.web.filters import filter_address
from archive.web.plain import plain
from archive.web.site import site_of
from archive.web.tallies import articles_by_source

# What needs a hand comes first.
URGENCY = {
    "failing": 0,
    "blocked": 1,
    "layout": 2,
    "silent": 3,
    "volume": 4,
    "late": 5,
    "lost": 6,
    "running": 7,
    "new": 8,
    "ok": 9,
    "disabled": 10,
    "paused": 11,
}
COMMANDS = {
    "failing": "jianbao crawl {source}",
    "blocked": "jianbao source show {source}",
    "layout": "jianbao source learn {source}",
    "silent": "jianbao source show {source}",
    "volume": "jianbao run list --source {source}",
    "late": "jianbao run",
}
RUNS_SHOWN = 30
EDITIONS_SHOWN = 60


@dataclass(slots=True, kw_only=True)
class Line:
    """One source on the board."""

    id: str
    name: str
    family: str
    place: str
    every: str
    enabled: bool
    look: str
    """How it is, see archive.health; `paused` when it is never crawled."""
    state_detail: str
    """Evidence for a look that is not good."""
    next_due_at: datetime | None
    articles: int
    last_run: RunRecord | None
    command: str
    """What mends it, empty when nothing is wrong."""


def board(request: Request) -> Response:
    """Show all sources, those in trouble on top."""
    site = site_of(request)
    states = runs.states(site.engine)
    counts = articles_by_source(site.engine)
    healths = {one.source: one for one in health.board(site.engine, now=site.clock())}
    lines = [_line(state, counts.get(state.id, 0), healths[state.id]) for state in states if state.id in healths]
    known = {line.id for line in lines}
    given = [one for one in read.sources(site.engine).values() if one.id not in known]
    lines += [_given_by_hand(one, counts.get(one.id, 0)) for one in given]
    lines.sort(key=lambda line: (URGENCY.get(line.look, 0), line.name))
    waiting = count_waiting(site.engine) if who(request) else 0
    return site.screens.show(request, "sources.html", rows=lines, waiting=waiting)


def page(request: Request) -> Response:
    """Show one source: its state, its editions, its runs with their accounts."""
    site = site_of(request)
    source = request.path_params["source"]
    history = runs.history(site.engine, source=source, limit=RUNS_SHOWN)
    line = _find(site.engine, source, site.clock())
    return site.screens.show(
        request,
        "source.html",
        row=line,
        runs=history,
        figures=figures,
        editions=read.editions(site.engine, source, limit=EDITIONS_SHOWN),
        all_articles=filter_address("source", source),
    )


def run(request: Request) -> Response:
    """Show one run and whether its ledger adds up."""
    site = site_of(request)
    record = runs.show(site.engine, request.path_params["id"])
    line = read.sources(site.engine).get(record.source)
    return site.screens.show(
        request, "run.html", run=record, figures=figures, source_name=line.name if line else record.source
    )


def figures(ledger: Ledger) -> tuple[tuple[str, int], ...]:
    """Return the account as (word, count) in the order in which it adds up."""
    return (
        ("discovered", ledger.discovered),
        ("stored", ledger.stored),
        ("unchanged", ledger.unchanged),
        ("duplicate", ledger.duplicate),
        ("rejected", sum(ledger.rejected.values())),
        ("failed", sum(ledger.failed.values())),
    )


def board_json(request: Request) -> Response:
    """Return how all sources are, each with the evidence and its last run."""
    site = site_of(request)
    return JSONResponse({"sources": plain(health.board(site.engine, now=site.clock()))})


def _find(engine: Engine, source: str, now: datetime) -> Line:
    articles = articles_by_source(engine).get(source, 0)
    state = next((one for one in runs.states(engine) if one.id == source), None)
    known = health.of_source(engine, source, now=now)
    if state is not None and known is not None:
        return _line(state, articles, known)
    given = read.sources(engine).get(source)
    if given is None:
        raise NotFound(f"no source is called '{source[:80]}'", mend="`jianbao source list` shows all of them")
    return _given_by_hand(given, articles)


def _given_by_hand(source: SourceLine, articles: int) -> Line:
    """Return the line of a source that is never crawled: its articles were imported."""
    return Line(
        id=source.id,
        name=source.name,
        family=source.family,
        place=source.place,
        every="",
        enabled=False,
        look="paused",
        state_detail="",
        next_due_at=None,
        articles=articles,
        last_run=None,
        command="",
    )


def _line(state: SourceState, articles: int, known: SourceHealth) -> Line:
    return Line(
        id=state.id,
        name=state.name,
        family=state.family,
        place=state.place,
        every=state.every,
        enabled=state.enabled and not state.paused,
        look=known.state,
        state_detail=known.why,
        next_due_at=state.next_due_at,
        articles=articles,
        last_run=known.last,
        command=COMMANDS.get(known.state, "").format(source=state.id),
    )
