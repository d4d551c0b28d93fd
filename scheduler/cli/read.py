"""`jianbao read`: one page, read before your eyes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand

if TYPE_CHECKING:
    from archive.records import Draft
    from pipelines.explain import Explained

LONGEST = 70
FIELDS = (
    *("title", "kicker", "subtitle", "original_title", "people", "published_on", "published_at", "modified_at"),
    *("agency", "dateline", "section", "language", "kind", "text", "captions", "credits"),
)


@click.command(cls=NounCommand, example="jianbao read page.html --explain")
@click.argument("target", metavar="FILE|URL|CAPTURE")
@click.option("--source", default="", help="Read by the selectors and furniture of this source.")
@click.option("--url", default="", help="Address that a FILE was saved from.")
@click.option("--explain", "is_explained", is_flag=True, help="Show what other ways gave, and where paragraphs stand.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the drafts with provenance, confidence and losers as JSON."
)
@pass_desk
def read(desk: Desk, *, target: str, source: str, url: str, is_explained: bool, as_json: bool) -> None:
    """Read one page and show each field with how it was read and how sure that is; nothing is stored.

    CAPTURE is the number of a capture in the archive. A URL is fetched as a crawl would fetch it: robots.txt is
    obeyed and no private network is reached. Exits with 1 when the page is no article.
    """
    from archive.records import Rejected
    from pipelines.explain import explain
    from pipelines.understand import open_rooms
    from scheduler import looking
    from scheduler.stopping import until_signal

    stop = threading.Event()
    with until_signal(stop):
        page = looking.page_of(desk.config, target, source=source, url=url, now=desk.now, stop=stop)
    told = explain(page, open_rooms())
    if as_json:
        losers = [show.plain(one) for one in told.losers]
        refused = told.read if isinstance(told.read, Rejected) else None
        drafts = [] if isinstance(told.read, Rejected) else [show.plain(draft) for draft in told.read]
        show.as_json({"url": page.url, "drafts": drafts, "rejected": show.plain(refused), "losers": losers})
    elif isinstance(told.read, Rejected):
        show.say(f"no article: {told.read.reason.value} ({told.read.detail})")
    else:
        for draft in told.read:
            _tell(draft, told, is_explained=is_explained)
    if isinstance(told.read, Rejected):
        click.get_current_context().exit(1)


def _tell(draft: Draft, told: Explained, *, is_explained: bool) -> None:
    from pipelines.explain import shown

    rows: list[tuple[str, str, str, str]] = []
    for name in FIELDS:
        value = shown(getattr(draft, name))
        sure = draft.confidence.get(name)
        if value:
            rows.append((name, _cut(value), draft.provenance.get(name, ""), "" if sure is None else f"{sure:.2f}"))
        if is_explained:
            others = [one for one in told.losers if one.field == name]
            rows += [(f"  not {name}", _cut(one.value), one.how, "") for one in others]
    show.table(("field", "value", "how", "sure"), rows)
    if is_explained:
        paragraphs = zip(draft.text.split("\n"), draft.anchors, strict=True)
        found = [(_cut(text), part or "-", start, length) for text, (part, start, length) in paragraphs]
        show.table(("paragraph", "part", "start", "length"), found)
    for flag in draft.flags:
        show.say(f"flag: {flag}")
    show.say(f"{draft.url}, {draft.reader}")


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}… ({len(text)} characters)"
