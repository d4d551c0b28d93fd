"""Bytes to text: the only place of the house where a character set is chosen.

Order: byte order mark, strict UTF-8, charset of the header, charset of the page, GB 18030, a detector.
A label is believed only where the bytes agree with it: UTF-8 pages labelled GB2312 are common, and so are GBK pages
that a server calls ISO-8859-1. `gb2312` and `gbk` mean GB 18030, their superset, or names such as 喆 are lost.
"""

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache

import charset_normalizer

from archive.records import Reason, Rejected

META_WINDOW_BYTES = 4096
"""The HTML standard looks for the charset in the first 1,024; real heads put it later."""

DAMAGE_LIMIT = 0.002
"""Share of characters that may be unreadable before a page counts as undecodable: one bad byte loses no page."""

DETECTOR_BYTES = 60_000
"""Enough to tell a script; the detector is slow on what fits nothing."""

_LATIN = re.compile(r"cp125[0247]|iso8859_\d+|latin_1|mac_(?:roman|iceland|turkish|latin2)|cp(?:437|775|8\d\d)")
_CENTRAL = frozenset("ąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůžČĎĚŇŘŠŤŮŽőűŐŰ")
_META = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)"""
    rb"""|<\?xml[^>]{0,200}?encoding=["']([\w.-]+)""",
    re.I,
)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.I)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"RIFF", b"\x1f\x8b")
_NOT_TEXT = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/octet-stream")
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb-2312": "gb18030",
    "gb_2312-80": "gb18030",
    "cp936": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "utf8": "utf-8",
}
_ON_THE_WEB = re.compile(
    r"gb18030|hz|big5\w*|cp\d+|windows-\d+|iso-8859-\d+|iso-2022-jp|euc-jp|koi8-[ru]|macintosh|utf-8"
)
"""Labels that are tried. UTF-16 without its mark is none: a label that can be read as ASCII proves it wrong."""

_WEAK = frozenset({"iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252", "us-ascii", "ascii", "iso8859-1"})
"""Labels that servers send without looking: they fit any bytes, so they come after GB 18030."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A page as text."""

    text: str
    charset: str
    """Python's name of the character set that was used."""
    how: str
    """bom, utf-8, header, meta, gb18030, label, detector or damaged."""


def decode(body: bytes, content_type: str = "") -> Decoded | Rejected:
    """Turn the bytes of a page into text, or say why they are none."""
    return _decode(body, content_type)


@lru_cache(maxsize=2)  # the same page is asked for its text thrice: to be read, for its halves, for its anchors
def _decode(body: bytes, content_type: str) -> Decoded | Rejected:
    if not body.strip():
        return Rejected(reason=Reason.EMPTY, detail="no bytes")
    if _is_binary(body, content_type):
        return Rejected(reason=Reason.NOT_HTML, detail=content_type or body[:4].hex())
    found = _by_mark(body) or _as_utf8(body) or _as_labelled(body, content_type) or _as_chinese(body)
    found = found or _as_weak_label(body, content_type) or _as_detected(body)
    if found is None:
        return Rejected(reason=Reason.UNDECODABLE, detail="no character set reads the bytes")
    if not found.text.strip("\ufeff\x00 \t\r\n"):
        return Rejected(reason=Reason.EMPTY, detail="only white space")
    return found


def _is_binary(body: bytes, content_type: str) -> bool:
    if any(body.startswith(mark) for mark, _ in _MARKS):
        return False
    if body.startswith(_BINARY) or b"\x00" in body[:1024]:
        return True
    # A server that calls a page octet-stream is corrected by the page itself.
    return content_type.lower().startswith(_NOT_TEXT) and b"<" not in body[:META_WINDOW_BYTES]


def _by_mark(body: bytes) -> Decoded | None:
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return _tolerant(body[len(mark) :], charset, "bom")
    return None


def _as_utf8(body: bytes) -> Decoded | None:
    try:
        return Decoded(text=body.decode("utf-8"), charset="utf-8", how="utf-8")
    except UnicodeDecodeError:
        return _tolerant(body, "utf-8", "damaged")


def _tolerant(body: bytes, charset: str, how: str) -> Decoded | None:
    """Read with a few unreadable characters; None when they are more than a few of the non-ASCII ones."""
    text = body.decode(charset, "replace")
    lost = text.count("\ufffd")
    others = max(len(text) - len(text.encode("ascii", "ignore")), 1)
    # A cut at the end of a download leaves one broken character, whatever the length.
    return Decoded(text=text, charset=charset, how=how) if lost <= 1 + others * DAMAGE_LIMIT and lost < others else None


def _labels(body: bytes, content_type: str) -> list[tuple[str, str]]:
    header = _HEADER.search(content_type)
    meta = _META.search(body[:META_WINDOW_BYTES])
    named = [("header", header.group(1))] if header else []
    if meta:
        named.append(("meta", (meta.group(1) or meta.group(2)).decode("ascii")))
    return [(how, _SUPERSETS.get(name.lower(), name.lower())) for how, name in named]


def _as_labelled(body: bytes, content_type: str) -> Decoded | None:
    for how, charset in _labels(body, content_type):
        known = _ON_THE_WEB.fullmatch(charset) and charset not in _WEAK
        if known and (text := _strict(body, charset)) is not None:
            return Decoded(text=text, charset=charset, how=how)
    return None


def _as_weak_label(body: bytes, content_type: str) -> Decoded | None:
    if any(charset in _WEAK for _, charset in _labels(body, content_type)):
        text = _strict(body, "cp1252") or body.decode("latin-1")
        return Decoded(text=text, charset="cp1252", how="label")
    return None


def _strict(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(charset)
    except (UnicodeError, LookupError):
        return None


def _as_chinese(body: bytes) -> Decoded | None:
    """GB 18030, if what it gives looks Chinese: Western accents read as rare ideographs."""
    found = _tolerant(body, "gb18030", "gb18030")
    return found if found and _looks_chinese(found.text) else None


def _looks_chinese(text: str) -> bool:
    beyond = [char for char in text if char > "\x7f"][:20_000]
    common = sum(1 for char in beyond if _is_common(char))
    # Pages of people's names and rare places stay above 0.9; French or German bytes below 0.3.
    return bool(beyond) and common / len(beyond) >= 0.7


def _is_common(char: str) -> bool:
    code = char.encode("gb2312", "ignore")
    # Rows 1-3 are punctuation and full-width forms, rows 16-55 the 3,755 ideographs of everyday use.
    return len(code) == 2 and (code[0] <= 0xA3 or 0xB0 <= code[0] <= 0xD7)


def _as_detected(body: bytes) -> Decoded | None:
    best = charset_normalizer.from_bytes(body[:DETECTOR_BYTES]).best()
    if best is None:
        return None
    charset = _of_the_latin(body) if _LATIN.fullmatch(best.encoding) else best.encoding
    text = _strict(body, charset)
    return Decoded(text=text, charset=charset, how="detector") if text is not None else None


def _of_the_latin(body: bytes) -> str:
    """Return windows-1250 for the letters of Central Europe, else windows-1252, which browsers assume.

    The detector takes rare Latin sets for either.
    """
    beyond = [char for char in body.decode("cp1250", "replace") if char > "\x7f" and char.isalpha()]
    central = sum(1 for char in beyond if char in _CENTRAL)
    return "cp1250" if beyond and central >= 0.5 * len(beyond) else "cp1252"
