"""Whitespace of Chinese pages: U+3000, no-break spaces, soft hyphens, invisible characters; letters of full width.

Keeps every visible character as printed but full-width letters and digits, which become plain ones, one for one.
Punctuation is never folded.
"""

import re

SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
"""Every kind of space a page uses, line breaks included."""

INVISIBLE = re.compile(r"[\u0000-\u0008\u000b\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
"""Characters that show nothing: controls, zero-width, direction marks, byte order marks."""

_PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_WIDE = "".join(chr(ord(char) + 0xFEE0) for char in _PLAIN)
WIDEN = str.maketrans(_PLAIN, _WIDE)
_NARROW = str.maketrans(_WIDE, _PLAIN)
_IS_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")


def narrow(text: str) -> str:
    """Return a text with plain letters and digits for those of full width.

    >>> narrow("２０２４年Ａ股，见Ｐ３（上）")
    '2024年A股，见P3（上）'
    """
    return text if text.isascii() or not _IS_WIDE.search(text) else text.translate(_NARROW)


def tidy_line(text: str) -> str:
    """Return one line: invisible characters dropped, runs of space made one, ends trimmed, letters of plain width.

    >>> tidy_line("　　湖北日报讯\\xa0 （记者江卉）")
    '湖北日报讯 （记者江卉）'
    """
    line = narrow(" ".join(text.split()))
    # Nearly every line is printable by then; the two patterns cost five times as much.
    return line if line.isprintable() else SPACES.sub(" ", INVISIBLE.sub("", text)).strip()


def tidy_title(text: str) -> str:
    """Return a headline on one line; a forced line break becomes one space.

    >>> tidy_title("东风电机\\n产销两旺")
    '东风电机 产销两旺'
    """
    return tidy_line(text)


def tidy_text(text: str) -> str:
    """Return paragraphs, one a line, each tidy, empty ones dropped."""
    lines = (tidy_line(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
