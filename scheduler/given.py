"""Files given by hand: a saved page or the text of a printed page becomes a capture, as if it had been fetched.

Reads files and nothing else; what is in them is the reading rooms' business.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from archive.errors import AskedWrongly
from archive.records import Capture
from pipelines.items import Hints

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
    address = given.url or f"import:{path.name}"
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
