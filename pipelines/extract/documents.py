"""Read the text of a document: PDF by pypdf, DOCX, XLSX and OFD as the zipped XML that they are, older ones apart.

Documents are hostile: encrypted ones, bombs and things that are not what their name says get a named detail, never an
exception of their own making.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from pipelines.extract.old_office import MAGIC, OLD_FAULTS, NoReader, TooWide, read_old

MOST_CHARS = 500_000
MOST_PAGES = 300
MOST_INSIDE_BYTES = 30_000_000
"""Unpacked size of the parts of one file that are read, and of one page of a PDF: a bomb unpacks to a thousandfold."""
MOST_PARTS = 500

ENCRYPTED = "encrypted"
DAMAGED = "damaged"
BOMB = "too-large-inside"
NO_READER = "no-reader"
NO_TEXT = "no-text"
"""Such as a scanned page."""
OTHER = "not-a-document"
"""Such as an error page under the name of a PDF."""

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFD = "{http://www.ofdspec.org/2016}"
_DAMAGE = (*OLD_FAULTS, etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, OSError, EOFError)
_FAULTY = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, NotImplementedError)
_BLANKS = re.compile(r"[ \t\u3000\xa0]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What reading a document gave."""

    text: str = ""
    """Paragraphs or rows joined by one line break each, at most 500,000 characters."""
    detail: str = ""
    """Why there is no text, or not all of it; empty when all was read."""


class _TooLarge(Exception):
    """The document unpacks to more than is read."""


def read_document(body: bytes, kind: str) -> Document:
    """Return the text of a document. What it is, its first bytes say; `kind` only names what has no reader."""
    # Loaded by the process apart alone: pypdf takes 14 MB, and the crawler only asks that process.
    from pypdf.errors import DependencyError, PyPdfError

    reader = _reader_of(body)
    if reader is None:
        return Document(detail=OTHER)
    lines: list[str] = []
    try:
        detail = _gather(reader(body), lines)
    except (_TooLarge, TooWide):
        detail = BOMB
    except NoReader:
        detail = f"{NO_READER}: {kind}"
    except (PermissionError, DependencyError):
        detail = ENCRYPTED
    except (*_DAMAGE, PyPdfError, *_FAULTY) as error:
        detail = f"{DAMAGED}: {type(error).__name__}"
    return Document(text="\n".join(lines), detail=detail or ("" if lines else NO_TEXT))


def _gather(found: Iterator[str], lines: list[str]) -> str:
    """Put the lines that say something into `lines`; what was read before a fault is not lost."""
    chars = 0
    for line in found:
        tidy = _BLANKS.sub(" ", line).strip()
        if chars + len(tidy) > MOST_CHARS:
            return f"cut at {MOST_CHARS} characters"
        if tidy:
            lines.append(tidy)
            chars += len(tidy) + 1
    return ""


def _reader_of(body: bytes) -> Callable[[bytes], Iterator[str]] | None:
    if b"%PDF-" in body[:1024]:
        return _pdf
    if body.startswith(MAGIC):
        return read_old
    return _zipped if body.startswith(b"PK\x03\x04") else None


def _pdf(body: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(body), strict=False)
    # Many offices lock a file against printing with an empty password; such a file may be read by anyone.
    if reader.is_encrypted and not reader.decrypt(""):
        raise PermissionError(ENCRYPTED)
    for number, page in enumerate(reader.pages):
        if number == MOST_PAGES:
            raise _TooLarge
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > MOST_INSIDE_BYTES:
            raise _TooLarge
        yield from page.extract_text().splitlines()


def _zipped(body: bytes) -> Iterator[str]:
    with zipfile.ZipFile(BytesIO(body)) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise PermissionError(ENCRYPTED)
        names = {part.filename for part in parts[:MOST_PARTS]}
        opened = _Parts(archive)
        if "word/document.xml" in names:
            yield from _docx(opened)
        elif "xl/workbook.xml" in names:
            yield from _xlsx(opened, names)
        elif "OFD.xml" in names:
            yield from _ofd(opened, names)
        else:
            raise ValueError(OTHER)


class _Parts:
    """The parts of one zip file, unpacked within a common bound."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MOST_INSIDE_BYTES

    def xml(self, name: str) -> etree._Element:
        """Return a part as parsed XML, without outside entities."""
        with self._archive.open(name) as file:
            # The size in the file's own directory may lie, so the bytes are counted.
            data = file.read(self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise _TooLarge
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        return etree.fromstring(data, parser)


def _docx(parts: _Parts) -> Iterator[str]:
    """Yield the paragraphs, cells of tables as paragraphs among them."""
    for paragraph in parts.xml("word/document.xml").iter(f"{_WORD}p"):
        said = ""
        for node in paragraph.iter(f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br"):
            said += (node.text or "") if node.tag == f"{_WORD}t" else " "
        yield said


def _xlsx(parts: _Parts, names: set[str]) -> Iterator[str]:
    """Yield the rows of all sheets, cells parted by a tab's worth of space."""
    shared: list[str] = []
    if "xl/sharedStrings.xml" in names:
        items = parts.xml("xl/sharedStrings.xml").iter(f"{_SHEET}si")
        shared = ["".join(node.text or "" for node in item.iter(f"{_SHEET}t")) for item in items]
    for name in sorted(one for one in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", one)):
        for row in parts.xml(name).iter(f"{_SHEET}row"):
            yield " ".join(filter(None, (_cell(cell, shared) for cell in row.iter(f"{_SHEET}c"))))


def _cell(cell: etree._Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(node.text or "" for node in cell.iter(f"{_SHEET}t"))
    value = cell.findtext(f"{_SHEET}v") or ""
    if cell.get("t") == "s" and value.isdecimal() and int(value) < len(shared):
        return shared[int(value)]
    return value


def _ofd(parts: _Parts, names: set[str]) -> Iterator[str]:
    """Yield the lines of all pages: text objects at one height are one line."""
    pages = [one for one in names if re.fullmatch(r"Doc_\d+/Pages/Page_\d+/Content\.xml", one)]
    for name in sorted(pages, key=lambda one: [int(number) for number in re.findall(r"\d+", one)]):
        line, height = "", ""
        for item in parts.xml(name).iter(f"{_OFD}TextObject"):
            top = (item.get("Boundary") or "").split()[1:2]
            if top and top[0] != height:
                yield line
                line, height = "", top[0]
            line += "".join(node.text or "" for node in item.iter(f"{_OFD}TextCode"))
        yield line
