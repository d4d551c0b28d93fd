"""Get one page to be read before somebody's eyes: a file, an address, or a capture. Stores nothing."""

import json
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from archive.captures import Captures
from archive.config import Config
from archive.errors import AskedWrongly
from archive.records import Capture, CaptureRef
from crawler.addresses import typed
from crawler.registry import SourceFile, load_registry
from crawler.registry.read import read_source
from pipelines.furnishing import Furnishing
from pipelines.items import FetchedPage, ReadRules
from scheduler import given, trial
from scheduler.orders import opened

STRANGER = "stranger"
"""Source id of an address that no source file stands for."""


def page_of(config: Config, target: str, *, source: str, url: str, now: datetime, stop: threading.Event) -> FetchedPage:
    """Return the page that a target names: `http…` an address, digits a capture, anything else a file.

    `source` lends its selectors and furniture; a capture has its own, and a capture's text is read by the selectors in
    force on its day. Raises AskedWrongly, NotFound, CaptureError, SourceError.
    """
    registry = load_registry(config, strict=False)
    known = registry.get(source) if source else None
    if target.isascii() and target.isdigit():
        capture, ref = _kept(config, int(target))
        own = next((one for one in registry.all() if one.id == capture.source), None)
        return _page(config, capture, ref, known or own)
    if target.startswith(("http://", "https://")):
        with _visitor(target, known) as visitor:
            capture = trial.fetch_one(config, visitor, target, stop=stop)
    elif Path(target).is_file():
        capture = given.read_file(Path(target), given.Given(source=source or given.SOURCE, url=url), now=now)
    else:
        raise AskedWrongly(
            f"'{target}' is no file, no address and no number of a capture",
            mend="check the name; `jianbao capture show NUMBER` shows what a capture is",
        )
    return _page(config, capture, None, known)


def _kept(config: Config, number: int) -> tuple[Capture, CaptureRef]:
    with opened(config) as engine:
        captures = Captures(engine, config.captures)
        try:
            ref = captures.find(number)
            return captures.read(ref), ref
        finally:
            captures.close()


def _page(config: Config, capture: Capture, ref: CaptureRef | None, known: SourceFile | None) -> FetchedPage:
    nowhere = CaptureRef(digest="", file="", offset=0, length=0, fetched_at=capture.fetched_at)
    rules = known.rules_on(capture.fetched_at.astimezone(known.zone).date()) if known else ReadRules()
    page = FetchedPage.of_capture(capture, ref or nowhere, source_name=known.name if known else "", rules=rules)
    if ref is None:
        page.capture = None
    if known is not None:
        with opened(config) as engine:
            page.furniture = Furnishing(engine).of(known.id)
    return page


@contextmanager
def _visitor(url: str, known: SourceFile | None) -> Iterator[SourceFile]:
    """Give a source to fetch an address with: the one named, else one made for this address alone."""
    if known is not None:
        yield known
        return
    host = urlsplit(typed(url)).hostname
    with tempfile.TemporaryDirectory(prefix="jianbao-read-") as folder:
        path = Path(folder) / f"{STRANGER}.yaml"
        keys = {"id": STRANGER, "name": host, "family": "listing", "start": url}
        path.write_text(json.dumps(keys), encoding="utf-8")  # which is YAML too
        yield read_source(path)
