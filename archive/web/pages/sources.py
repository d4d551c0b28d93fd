"""The state board, a source with its runs and editions, and one run with its account."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import Response

from archive import read, runs
from archive.errors import NotFound
from archive.read.reviews import count_waiting
from archive.read.views import SourceLine
from archive.records import Ledger
from archive.runs import RunRecord, SourceState
from archive.web.desk import who
from archive.web.filters import filter_address
from archive.web.site import site_of
from archive.web.tallies import articles_by_source

# What needs a hand comes first.
URGENCY = {"failing": 0, "blocked": 1, "silent": 2, "new": 3, "ok": 4, "paused": 5}
COMMANDS = {
    "failing": "jianbao crawl {source}",
    "blocked": "jianbao source show {source}",
    "silent": "jianbao source show {source}",
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
    """Its state, or `paused` when it was switched off by hand, or is not crawled and nothing is wrong."""
    state_detail: str
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
    last = _last_runs(site.engine, states)
    lines = [_line(state, counts.get(state.id, 0), last.get(state.id)) for state in states]
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
    line = _find(site.engine, source, history[0] if history else None)
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


def _find(engine: Engine, source: str, last_run: RunRecord | None) -> Line:
    articles = articles_by_source(engine).get(source, 0)
    state = next((one for one in runs.states(engine) if one.id == source), None)
    if state is not None:
        return _line(state, articles, last_run)
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


def _line(state: SourceState, articles: int, last_run: RunRecord | None) -> Line:
    enabled = state.enabled and not state.paused
    resting = state.paused or (not enabled and state.state in ("ok", "new"))
    return Line(
        id=state.id,
        name=state.name,
        family=state.family,
        place=state.place,
        every=state.every,
        enabled=enabled,
        look="paused" if resting else state.state,
        state_detail=state.state_detail,
        next_due_at=state.next_due_at,
        articles=articles,
        last_run=last_run,
        command="" if resting else COMMANDS.get(state.state, "").format(source=state.id),
    )


def _last_runs(engine: Engine, states: list[SourceState]) -> dict[str, RunRecord]:
    """Return source → its last run: most are among the newest runs of all, the others are asked for one by one."""
    last: dict[str, RunRecord] = {}
    for record in runs.history(engine, limit=3 * len(states) + 50):
        last.setdefault(record.source, record)
    for state in states:
        if state.id not in last:
            last.update((one.source, one) for one in runs.history(engine, source=state.id, limit=1))
    return last
