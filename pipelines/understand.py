"""A fetched page in, clean tagged drafts out: the one way through the reading rooms.

Pure: no network, clock or database. The same bytes under the same reader, taxonomy and furniture give the same drafts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive.records import Draft, Kind, Placement, Rejected
from pipelines.decode import Decoded, decode
from pipelines.dedup import fingerprint
from pipelines.entities import find_mentions, home_of
from pipelines.extract import VERSION, Reading, canonical, confidence_of, find_anchors, flags_of, read_page, read_print
from pipelines.extract.furniture import version_of
from pipelines.halves import lacks_a_half
from pipelines.items import FetchedPage
from pipelines.parts import join, join_to_beginning, part_is_missing
from pipelines.subjects import Subjects
from pipelines.themes import Tagger, load_taxonomy

TEXT_NAMES = (".txt", ".text")
"""File names of text copied out of print, for imports without a content type."""


@dataclass(slots=True, kw_only=True)
class Rooms:
    """What reading needs that is costly to make; open once, use for many pages."""

    tagger: Tagger
    subjects: Subjects
    """Themes by the subject class that a page states itself."""
    version: str
    """Version of the reader, hash of the taxonomy, version of the tagger; goes into every draft."""


def open_rooms(taxonomy_paths: Sequence[Path | str] = ()) -> Rooms:
    """Open the reading rooms with the taxonomy of the house, and the further theme files named."""
    taxonomy = load_taxonomy(taxonomy_paths)
    return Rooms(tagger=Tagger(taxonomy), subjects=Subjects(taxonomy), version=f"reader {VERSION}, {taxonomy.label}")


def understand(page: FetchedPage, rooms: Rooms) -> tuple[Draft, ...] | Rejected:
    """Return the articles of a page as drafts, or why it holds none.

    A page of HTML gives one draft; text copied out of print may give several, with addresses `…`, `…#2`, `…#3`.
    """
    drafts = read(page)
    if isinstance(drafts, Rejected):
        return drafts
    reader = rooms.version if not page.furniture else f"{rooms.version}, furniture {version_of(page.furniture)}"
    pages = _texts(page)
    home = home_of(page.source_name)
    return tuple(_enrich(draft, rooms, reader, home, pages) for draft in drafts)


def read(page: FetchedPage) -> tuple[Draft, ...] | Rejected:
    """Return the drafts as read, before anchors, fingerprint, themes and mentions.

    An article that continues on further pages is one draft; a part without text of its own is left out and flagged.
    """
    rules = replace(page.rules, min_chars=1)
    # The second half of a printed story may be a few lines.
    drafts = _read_one(replace(page, rules=rules) if page.hints.begins_at and page.parts else page)
    if isinstance(drafts, Rejected) or len(drafts) > 1:
        return drafts
    if not (page.parts or page.part_missing):
        return (part_is_missing(drafts[0]),) if _lacks_a_half(page, drafts[0]) else drafts
    parts = [_read_one(replace(part, rules=rules, furniture=page.furniture)) for part in page.parts]
    found = [part[0] for part in parts if not isinstance(part, Rejected)]
    whole = len(found) == len(parts) and not page.part_missing
    if page.hints.begins_at:
        return (join_to_beginning(drafts[0], found, whole=whole),)
    return (join([*drafts, *found], whole=whole),)


def _lacks_a_half(page: FetchedPage, draft: Draft) -> bool:
    """Tell whether an article of print is half of a story whose other half nobody found."""
    decoded = decode(page.body, page.content_type) if page.hints.edition_on else None
    return isinstance(decoded, Decoded) and lacks_a_half(decoded.text, draft.text)


def _read_one(page: FetchedPage) -> tuple[Draft, ...] | Rejected:
    decoded = decode(page.body, page.content_type)
    if isinstance(decoded, Rejected):
        return decoded
    if is_plain_text(page, decoded.text):
        readings = read_print(decoded.text, page.hints, page.source_name)
    else:
        readings = read_page(decoded.text, page)
    if isinstance(readings, Rejected):
        return readings
    return tuple(_draft(each, page, number) for number, each in enumerate(readings, start=1))


def _texts(page: FetchedPage) -> list[str]:
    """Return the decoded text of a page and of its parts."""
    decoded = [decode(each.body, each.content_type) for each in (page, *page.parts)]
    return [each.text if isinstance(each, Decoded) else "" for each in decoded]


def _enrich(draft: Draft, rooms: Rooms, reader: str, home: str, pages: Sequence[str]) -> Draft:
    tagged = rooms.tagger.tag(draft.title, draft.text)
    return replace(
        draft,
        anchors=find_anchors(pages, draft.text.split("\n")),
        fingerprint=fingerprint(draft.text),
        tags=(*tagged.tags, *rooms.subjects.tags_of(draft.policy_facts.get("subject", ""))),
        policy=tagged.policy,
        mentions=find_mentions(draft.text, home),
        reader=reader,
    )


def is_plain_text(page: FetchedPage, text: str) -> bool:
    """Tell whether a page is text copied out of print: declared as such, and without the marks of HTML."""
    declared = page.content_type.lower().startswith("text/plain")
    named = not page.content_type and page.hints.file_name.lower().endswith(TEXT_NAMES)
    start = text[:2000].lower()
    return (declared or named) and "<html" not in start and "<body" not in start and "<!doctype" not in start


def _draft(reading: Reading, page: FetchedPage, number: int) -> Draft:
    url = canonical(page.url, reading.canonical_url)
    return Draft(
        url=url if number == 1 else f"{url}#{number}",
        source=page.source,
        title=reading.title,
        text=reading.text,
        kind=reading.kind or Kind.NEWS,
        title_raw=reading.title_raw or reading.title,
        kicker=reading.kicker,
        subtitle=reading.subtitle,
        original_title=reading.original_title,
        people=reading.people,
        dateline=reading.dateline,
        agency=reading.agency,
        published_on=reading.published_on,
        published_at=reading.published_at,
        published_raw=reading.published_raw,
        modified_at=reading.modified_at,
        placement=_placement(reading, page),
        section=reading.section or page.hints.section,
        language=reading.language or page.hints.language,
        policy_facts=reading.policy_facts,
        attachments=reading.attachments,
        captions=reading.captions,
        credits=reading.credits,
        capture=page.capture,
        provenance=reading.provenance,
        confidence=confidence_of(reading),
        flags=flags_of(reading.flags),
    )


def _placement(reading: Reading, page: FetchedPage) -> Placement | None:
    """Return where the article stood in print; None for articles that were in no edition."""
    hints = page.hints
    label = reading.page_label or hints.page_label
    edition_on = hints.edition_on or reading.published_on
    if not label or edition_on is None:
        return None
    name = reading.page_name or hints.page_name
    return Placement(edition_on=edition_on, page_label=label, page_name=name, order=hints.order)
