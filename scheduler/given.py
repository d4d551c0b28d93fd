"""Files given by hand: a saved page or the text of a printed page becomes a capture, as if it had been fetched.

Reads files and nothing else; what is in them is the reading rooms' business.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from archive.errors import AskedWrongly
from archive.records import Capture
from pipelines.decode import Decoded, decode
from pipelines.items import ROLE, Hints
from pipelines.parts import IMPORTED, further_pages, own_address

PART = "part"
"""Role of a capture that is a further page of an article, as crawls note it too."""
SOURCE = "import"
"""Source id of files that belong to no source."""
LARGEST_BYTES = 64 * 1024 * 1024
"""A printed page's text is some kilobytes, a saved page some hundred; more is a file of another sort."""
TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".htm": "text/html",
    ".html": "text/html",
    ".shtml": "text/html",
    ".xhtml": "text/html",
}
HTML_HEAD = re.compile(rb"<\s*(!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE)
DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the person said of the files."""

    source: str = SOURCE
    """Source id."""
    day: date | None = None
    """Day of the edition; None means the day in a text file's name, if there is one."""
    page: str = ""
    """Label of the layout page, such as A01."""
    url: str = ""
    """Address the page was saved from; empty means what the page says of itself, else `import:NAME`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """A file, and the further pages of its article among the other files."""

    first: Capture
    parts: tuple[Capture, ...] = ()
    whole: bool = True
    """False where the article has further pages that are not among the files."""


def read_file(path: Path, given: Given, *, now: datetime) -> Capture:
    """Return the file as a capture. Raises AskedWrongly when it cannot be read or is far too large."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise AskedWrongly(f"{path} is larger than 64 MB", mend="give single pages, as HTML or text")
        body = path.read_bytes()
    except OSError as error:
        raise AskedWrongly(f"{path}: {error.strerror}", mend="check the name and the rights of the file") from error
    kind = content_type(path.name, body)
    # The name of a saved page says at best when it was saved; that of a printed page's text says the edition.
    day = given.day or (day_in_name(path.name) if kind == "text/plain" else None)
    hints = Hints(edition_on=day, page_label=given.page, file_name=path.name)
    address = given.url or f"{IMPORTED}{path.name}"
    return Capture(
        url=address,
        final_url=address,
        status=200,
        headers=(("Content-Type", kind),),
        body=body,
        fetched_at=now,
        source=given.source,
        hints=hints.as_text(),
    )


def gather(captures: Sequence[Capture]) -> list[Together | None]:
    """Return the files in their order, each with the further pages of its article; None for those that are such.

    A further page is known by its file's name, as the pages before it link to it. Files of one name in two folders
    stand for themselves. First page and parts get the addresses by which they are found when they are read again.
    """
    count = Counter(capture.hints.get("file_name", "") for capture in captures)
    named = {name: capture for capture in captures if count[name := capture.hints.get("file_name", "")] == 1}
    found = [_with_parts(capture, named) for capture in captures]
    later = {part.hints["file_name"] for one in found for part in one.parts}
    return [None if one.first.hints.get("file_name", "") in later else one for one in found]


def _with_parts(capture: Capture, named: Mapping[str, Capture]) -> Together:
    text = _text(capture)
    own = own_address(text, capture.url)
    parts: dict[str, Capture] = {}
    missing = False
    waiting = [*further_pages(text, own)]
    while waiting:
        address = waiting.pop(0)
        part = named.get(urlsplit(address).path.rsplit("/", 1)[-1])
        if part is None or part is capture or address in parts:
            missing = missing or part is None
            continue
        hints = {**part.hints, ROLE: PART}
        parts[address] = replace(part, url=address, final_url=address, hints=hints)
        waiting += further_pages(_text(part), own)
    first = replace(capture, url=own, final_url=own) if parts else capture
    return Together(first=first, parts=tuple(parts.values()), whole=not (parts and missing))


def _text(capture: Capture) -> str:
    decoded = decode(capture.body, dict(capture.headers).get("Content-Type", ""))
    return decoded.text if isinstance(decoded, Decoded) else ""


def content_type(name: str, body: bytes) -> str:
    """Return the media type of a file by the end of its name, else by how it begins.

    >>> content_type("A01", b"<!DOCTYPE html><title>x</title>")
    'text/html'
    """
    known = TYPES.get(Path(name).suffix.lower())
    if known:
        return known
    head = body[:2048].replace(b"\0", b"")  # UTF-16 has a NUL beside each Latin letter
    if head.startswith(b"%PDF"):
        return "application/pdf"
    return "text/html" if HTML_HEAD.search(head) else "text/plain"


def day_in_name(name: str) -> date | None:
    """Return the day in a file's name; None when there is none.

    >>> day_in_name("zhenjiang-daily-2024-02-20.txt")
    datetime.date(2024, 2, 20)
    """
    found = DAY.search(name)
    try:
        return date(int(found[1]), int(found[3]), int(found[4])) if found else None
    except ValueError:
        return None
