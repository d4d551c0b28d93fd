"""Learn the selectors and the furniture of a source from its kept captures, and write them where they are wanted."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from archive.captures import Captures
from archive.config import Config
from archive.errors import AskedWrongly, CaptureError
from archive.records import Capture, CaptureRef, Rejected
from crawler.registry import SourceFile, load_registry
from crawler.registry.read import read_source
from pipelines.extract import learn_furniture
from pipelines.extract.propose import FEWEST, FIELDS, Compared, Sample, compare, propose, sample_of
from pipelines.furnishing import Furnishing
from pipelines.items import ROLE, FetchedPage, ReadRules
from scheduler.orders import opened

MOST_LOOKED_AT = 200
"""Newest captures among which articles are looked for."""
FURNITURE_PAGES = 20
_READ_KEY = re.compile(r"^read:[ \t]*(?P<rest>[^#\n]*).*\n", re.M)
_FIRST_ENTRY = re.compile(r"(?P<indent>[ ]*)- ")


@dataclass(slots=True, kw_only=True)
class Learned:
    """What the captures of a source taught, not yet written anywhere."""

    source: SourceFile
    rules: ReadRules
    """Proposed selectors; empty when the pages do not agree on any."""
    rows: list[Compared]
    """Each field of each page, read generically and by the selectors."""
    pages: tuple[str, ...]
    """Addresses of the pages learned from, newest first."""
    markup: tuple[str, ...]
    """Markup of the pages, for their furniture."""
    furniture: int
    """Blocks that the pages repeat."""

    @property
    def entry(self) -> str:
        """The entry for the source's `read:` list, as YAML."""
        return entry_of(self.rules) if self.found else ""

    @property
    def found(self) -> bool:
        """True when at least one selector is proposed."""
        return any(getattr(self.rules, field) for field in FIELDS)


def learn(config: Config, source_id: str, *, pages: int = 5, since: date | None = None) -> Learned:
    """Propose selectors from the newest captures of a source; `since` is the day from which they hold.

    Without `since` that is the day of the oldest capture looked at. Raises SourceError for an unknown source,
    AskedWrongly when fewer than three of its captures hold an article.
    """
    source = load_registry(config).get(source_id)
    with opened(config) as engine:
        captures = Captures(engine, config.captures)
        furnishing = Furnishing(engine)
        try:
            samples = _samples(captures, source, furnishing.of(source_id))
        finally:
            captures.close()
    if len(samples) < FEWEST:
        raise AskedWrongly(
            f"{len(samples)} captures of {source_id} hold an article, {FEWEST} are needed",
            mend=f"crawl it first: jianbao crawl {source_id}",
        )
    chosen = samples[: max(pages, FEWEST)]
    rules = propose(chosen)
    rules.since = since or min(each.page.fetched_at.astimezone(source.zone).date() for each in chosen)
    markup = tuple(each.html for each in samples)
    return Learned(
        source=source,
        rules=rules,
        rows=compare(chosen, rules),
        pages=tuple(each.page.url for each in chosen),
        markup=markup,
        furniture=len(learn_furniture(markup).hashes),
    )


def write(config: Config, learned: Learned, *, now: datetime) -> Path:
    """Put the selectors into the source's file in the home folder and its furniture in force; return the file.

    A source that came with the program gets a file of its own in the home folder, which from then on counts.
    """
    known = Path(learned.source.path)
    own = config.home / "sources"
    path = known if known.is_relative_to(own) else own / f"{learned.source.id}.yaml"
    if learned.found:
        _replace(path, with_entry(known.read_text(encoding="utf-8"), learned.entry, learned.rules.since))
    with opened(config) as engine:
        Furnishing(engine).learn(learned.source.id, learned.markup, now=now)
    return path


def entry_of(rules: ReadRules) -> str:
    """Return the entry of a `read:` list in YAML, without indent."""
    lines = [f"- since: {rules.since}"] if rules.since else []
    for field in FIELDS:
        found: tuple[str, ...] = getattr(rules, field)
        if found:
            quoted = [json.dumps(selector, ensure_ascii=False) for selector in found]
            lines.append(f"  {field}: {quoted[0] if len(quoted) == 1 else '[' + ', '.join(quoted) + ']'}")
    if rules.complete:
        lines.append("  complete: yes")
    return "".join(f"{line}\n" for line in lines)


def with_entry(text: str, entry: str, since: date | None) -> str:
    """Return the text of a source file with one more entry at the head of its `read:` list.

    Raises AskedWrongly where the list is not written a line each, or has an entry of that day.
    """
    found = _READ_KEY.search(text)
    if found is None:
        return f"{text.rstrip()}\nread:\n" + _indented(entry, "  ")
    if found["rest"].strip():
        raise AskedWrongly("'read:' is written on one line", mend="write its entries below it, each after '- '")
    behind = text[found.end() :]
    if re.search(rf"^[ -]*since:[ ]*['\"]?{since}\b", behind, re.M):
        raise AskedWrongly(
            f"the file has selectors since {since} already", mend="give another day with --since, or remove them"
        )
    first = _FIRST_ENTRY.match(behind)
    return text[: found.end()] + _indented(entry, first["indent"] if first else "  ") + behind


def _indented(entry: str, indent: str) -> str:
    return "".join(f"{indent}{line}\n" for line in entry.splitlines())


def _replace(path: Path, text: str) -> None:
    """Write a source file, once it is sure to be one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_suffix(".yaml.new")
    waiting.write_text(text, encoding="utf-8")
    try:
        read_source(waiting)
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)


def _samples(captures: Captures, source: SourceFile, furniture: frozenset[str]) -> list[Sample]:
    """Return the newest articles of a source, each address once, as many as furniture is learned from."""
    found: list[Sample] = []
    met: set[str] = set()
    for capture, ref in _newest(captures, source.id):
        if capture.final_url in met or ROLE in capture.hints or capture.status != 200:
            continue
        met.add(capture.final_url)
        page = FetchedPage.of_capture(
            capture, ref, source_name=source.name, rules=source.rules_on(capture.fetched_at.date())
        )
        page.furniture = furniture
        sample = sample_of(page)
        if not isinstance(sample, Rejected):
            found.append(sample)
        if len(found) == FURNITURE_PAGES:
            break
    return found


def _newest(captures: Captures, source: str) -> Iterator[tuple[Capture, CaptureRef]]:
    for ref in list(captures.refs(source=source))[: -MOST_LOOKED_AT - 1 : -1]:
        try:
            yield captures.read(ref), ref
        except CaptureError:
            continue
