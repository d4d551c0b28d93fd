"""The door of the extraction harness: one page in, the fields a reader sees out."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from archive.records import Draft, Role
from pipelines.items import FetchedPage
from pipelines.understand import read

WRITERS = frozenset({Role.REPORTER, Role.CORRESPONDENT, Role.COMMENTATOR, Role.AUTHOR, Role.OTHER})


def extract(html: bytes | str, url: str) -> dict[str, Any]:
    """Read a page with the product's own functions; an empty dict when it is no article.

    Only names of writers are authors; editors, photographers and video makers are not. `text` is the article's text,
    from which captions are kept apart. `body` is what the harness asks for: its README says that the truths of the
    Chinese pages keep the captions inside the container, and those of other pages hold paragraphs only. So captions
    are put back where they stood on Chinese pages.
    """
    body = html if isinstance(html, bytes) else html.encode("utf-8", "replace")
    page = FetchedPage(url=url, source="quality", source_name="", body=body, fetched_at=datetime.now(UTC))
    drafts = read(page)
    return _as_dict(drafts[0]) if isinstance(drafts, tuple) else {}


def _as_dict(draft: Draft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "kicker": draft.kicker,
        "subtitle": draft.subtitle,
        "authors": [person.name for person in draft.people if person.role in WRITERS],
        "date": draft.published_on.isoformat() if draft.published_on else None,
        "body": "\n".join(_with_captions(draft)) if draft.language.startswith("zh") else draft.text,
        "text": draft.text,
        "captions": [caption.text for caption in draft.captions],
        "page_no": draft.placement.page_label if draft.placement else "",
        "page_name": draft.placement.page_name if draft.placement else "",
        "section": draft.section,
        "source": draft.agency,
        "type": draft.kind.value,
    }


def _with_captions(draft: Draft) -> Iterator[str]:
    """Yield the paragraphs and the captions as they stand on the page."""
    paragraphs = draft.text.split("\n")
    for place in range(len(paragraphs) + 1):
        yield from (caption.text for caption in draft.captions if caption.after == place)
        yield from paragraphs[place : place + 1]
