"""Try a source without storing anything: a real crawl into an archive of its own that is thrown away afterwards.

Also asks what a site offers, and fetches single pages for frozen cases. The crawl is the product's, with every rule of
conduct; only the home folder is another one.
"""

import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from archive.captures import Captures
from archive.config import FILE_NAME, Config, load_config
from archive.db import connect
from archive.errors import AskedWrongly, CaptureError
from archive.records import Capture, Draft, Ledger, Rejected
from crawler.registry import SourceFile
from pipelines.items import ROLE, FetchedPage, Hints, ReadRules
from pipelines.understand import open_rooms, understand
from scheduler.dispatch import Watch, run_crawler
from scheduler.plan import clock_config

SENTENCE = re.compile(r".+?(?:[。！？!?]|\.\s|$)", re.DOTALL)
DRAIN_S = 10.0
LONGEST_SENTENCE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What would become of one fetched page."""

    url: str
    title: str = ""
    day: date | None = None
    sentence: str = ""
    """The first one."""
    why_not: str = ""
    """Reason for which it would not be stored; empty when it would."""


@dataclass(slots=True, kw_only=True)
class Trial:
    """What a crawl of the source would bring."""

    source: str
    outcome: str = "failed"
    detail: str = ""
    ledger: Ledger = field(default_factory=Ledger)
    """Of the trial: a first crawl, in which everything is new."""
    rows: list[Row] = field(default_factory=list)


def discover(config: Config, url: str, *, stop: threading.Event) -> dict[str, Any]:
    """Return what the site at `url` offers: `offers`, a list with family, start, why and options; and `trouble`."""
    heard: list[dict[str, Any]] = []
    arguments = ["--home", str(config.home), "--discover", url]
    run_crawler(arguments, environment=config.environment, heard=heard.append, watch=_watch(config, stop))
    return heard[0] if heard else {"url": url, "trouble": "the crawler said nothing", "offers": []}


def try_source(
    config: Config, source: SourceFile, *, now: datetime, day: date | None, most: int, stop: threading.Event
) -> Trial:
    """Crawl a source, at most so many articles of it, and return what would be stored and why the rest would not."""
    given = ["--day", day.isoformat()] if day else []
    if abs(now - datetime.now(now.tzinfo)) > timedelta(minutes=2):
        given += ["--now", now.isoformat()]
    with _elsewhere(config, source) as there:
        trial = _crawl(there, source, [*given, "--most", str(most)], stop)
        rooms = open_rooms()
        for capture in _captures(there, source):
            rules = source.rules_on(capture.fetched_at.astimezone(source.zone).date())
            trial.rows.append(_row(capture.url, understand(_page(capture, source, rules), rooms)))
    return trial


def fetch_one(config: Config, source: SourceFile, url: str, *, stop: threading.Event) -> Capture:
    """Fetch one page as the source would, and return it. Raises AskedWrongly when it cannot be had."""
    with _elsewhere(config, source) as there:
        trial = _crawl(there, source, ["--only", url], stop)
        found = next(iter(_captures(there, source)), None)
    if found is None:
        causes = ", ".join(trial.ledger.failed) or trial.detail or "no answer"
        raise AskedWrongly(f"{url} cannot be had: {causes}", mend="open it in a browser, and check the source's hosts")
    return found


def page_of(capture: Capture, source: SourceFile) -> FetchedPage:
    """Return a capture as the readers get it in a frozen case: with the house's own rules."""
    return _page(capture, source, ReadRules())


def _page(capture: Capture, source: SourceFile, rules: ReadRules) -> FetchedPage:
    return FetchedPage(
        url=capture.final_url,
        asked_url=capture.url,
        source=source.id,
        source_name=source.name,
        body=capture.body,
        fetched_at=capture.fetched_at,
        status=capture.status,
        headers={name.lower(): value for name, value in capture.headers},
        hints=Hints.from_text(capture.hints),
        rules=rules,
    )


def _row(url: str, read: tuple[Draft, ...] | Rejected) -> Row:
    if isinstance(read, Rejected):
        return Row(url=url, why_not=f"{read.reason.value}: {read.detail}" if read.detail else read.reason.value)
    draft = read[0]
    found = SENTENCE.match(" ".join(draft.text.split()))
    sentence = found[0].strip() if found else ""
    cut = sentence if len(sentence) <= LONGEST_SENTENCE else sentence[:LONGEST_SENTENCE] + "…"
    return Row(url=url, title=draft.title, day=draft.published_on, sentence=cut)


def _crawl(there: Config, source: SourceFile, given: list[str], stop: threading.Event) -> Trial:
    trial = Trial(source=source.id)

    def heard(line: dict[str, Any]) -> None:
        trial.outcome, trial.detail = str(line.get("outcome", "failed")), str(line.get("detail", ""))
        ledger = line.get("ledger")
        trial.ledger = Ledger(**ledger) if isinstance(ledger, dict) else Ledger()

    arguments = ["--home", str(there.home), *given, "--", source.id]
    ended = run_crawler(arguments, environment=there.environment, heard=heard, watch=_watch(there, stop))
    if not trial.detail and trial.outcome == "failed" and ended.last_words:
        trial.detail = ended.last_words[-1]
    return trial


def _watch(config: Config, stop: threading.Event) -> Watch:
    return Watch(limit_s=clock_config(config).crawl_limit_s, drain_s=DRAIN_S, stop=stop)


@contextmanager
def _elsewhere(config: Config, source: SourceFile) -> Iterator[Config]:
    """Give the settings of a home of its own, with this source alone; the folder is gone after the block."""
    with tempfile.TemporaryDirectory(prefix="jianbao-trial-") as name:
        home = Path(name)
        (home / "sources").mkdir()
        shutil.copyfile(source.path, home / "sources" / f"{source.id}.yaml")
        if config.path.exists():
            shutil.copyfile(config.path, home / FILE_NAME)
        ours = {
            "JIANBAO_DATABASE_URL": f"sqlite:///{home / 'archive.db'}",
            "JIANBAO_CRAWL_PACKAGED_SOURCES": "false",
        }
        yield load_config(home, environment={**config.environment, **ours})


def _captures(there: Config, source: SourceFile) -> list[Capture]:
    """Return the article pages that were fetched, in the order of their coming."""
    engine = connect(there.database)
    captures = Captures(engine, there.captures)
    found = []
    try:
        for ref in captures.refs(source=source.id):
            capture = captures.read(ref)
            if ROLE not in capture.hints:
                found.append(capture)
    except CaptureError as error:
        raise AskedWrongly(f"the trial is damaged: {error.wrong}", mend="try again") from error
    finally:
        captures.close()
        engine.dispose()
    return found
