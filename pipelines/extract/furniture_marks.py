"""Marks by which a page's own markup says that an element belongs to other articles, comments or the site."""

import re
from functools import lru_cache

from lxml.html import HtmlElement

_TAGS = frozenset({"aside", "nav", "footer"})
_NAMES = re.compile(
    r"comment|related|recirc|recommend|teaser|snippet|sidebar|footer|navbar|menu|widget|promo|popular|trending|latest"
    r"|more-(?:from|stories|posts)|read-?(?:more|next|also)|post-item|archive-item|(?:^|[\s_-])cards?(?:[\s_-]|$)|carousel|slider",
    re.I,
)
DEPTH = 8
"""Ancestors looked at: the marks stand near the piece they mark, and page-wide wrappers carry such words too."""


def in_furniture(element: HtmlElement) -> bool:
    """Tell whether an element or one of the nearest around it is marked as comments, related articles or frame."""
    each: HtmlElement | None = element
    for _ in range(DEPTH):
        if each is None or each.tag in ("body", "main", "html"):
            return False
        if each.tag in _TAGS or _is_marked(f"{each.get('class') or ''} {each.get('id') or ''}"):
            return True
        each = each.getparent()
    return False


@lru_cache(maxsize=20_000)
def _is_marked(marks: str) -> bool:
    return bool(_NAMES.search(marks))
