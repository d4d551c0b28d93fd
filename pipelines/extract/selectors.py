"""Short, stable CSS selectors for an element: by id, by class, by attribute, or inside the nearest such element.

Names with numbers in them are passed over: they are of one page, one build or one day.
"""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

ABOVE = 4
"""Elements above one that may lend it their name."""
SELF_EVIDENT = frozenset({"h1", "time", "article", "main"})
"""Elements that a page has one of, so that their bare name selects them."""

_STABLE = re.compile(r"(?=.{2,40}$)[A-Za-z][A-Za-z_-]*(?:\d{1,2}[A-Za-z_-]*)?")
_BUILT = re.compile(r"(?:^|[-_])(?=[a-z]*[A-Z][a-z]*[A-Z])(?=\S*[a-z])[A-Za-z]{5,8}$|__|(?:css|sc|jss|style)-")
"""Class names that a build tool makes up, such as css-1q2w3e."""
_MEANS = re.compile(
    r"title|head|biaoti|bt\b|content|body|text|article|zoom|editor|date|time|shijian|pub|author|byline|zuozhe|source"
    r"|laiyuan|origin|trs|ucap|info|meta|entry|post|neirong|con\b",
    re.I,
)
_PLAIN_VALUE = re.compile(r"[\w:.@-]{2,60}")


def selectors_of(element: HtmlElement) -> Iterator[str]:
    """Yield the selectors that may stand for an element, the most telling first; repeats are not left out."""
    own = list(_own(element))
    yield from own
    tag = str(element.tag)
    inner = [*own[:2], tag]
    for number, above in enumerate(element.iterancestors()):
        if number == ABOVE or above.tag in ("body", "html"):
            return
        for outer in list(_own(above))[:2]:
            yield from (f"{outer} {each}" for each in inner)
            if number == 0:
                yield f"{outer} > {tag}"


def meaning_of(selector: str) -> int:
    """Return how telling a selector is: 3 for ids and attributes with a meaning, 2 for classes, 1 for what is in one.

    >>> meaning_of("#zoom"), meaning_of("div.entry-content"), meaning_of("div.article-info span"), meaning_of("div p")
    (3, 2, 1, 0)
    """
    if selector.startswith(("h1", "time")):
        return 3
    if not _MEANS.search(selector):
        return 0
    last = selector.split()[-1]
    if not _MEANS.search(last) or not re.search(r"[#.\[]", last):
        return 1
    return 3 if last.startswith(("#", "meta")) or "[itemprop" in last else 2


def _own(element: HtmlElement) -> Iterator[str]:
    """Yield the names an element has of its own."""
    tag = str(element.tag)
    if tag == "meta":
        yield from _of_meta(element)
        return
    if (name := element.get("id") or "") and is_stable(name):
        yield f"#{name}"
    for attribute in ("itemprop", "rel"):
        if (value := element.get(attribute) or "") and _PLAIN_VALUE.fullmatch(value):
            yield f'{tag}[{attribute}="{value}"]'
    classes = [name for name in (element.get("class") or "").split() if is_stable(name)]
    # Those with a meaning first; a layout class such as col-md-8 is the last resort.
    for name in sorted(classes, key=lambda each: not _MEANS.search(each)):
        yield f"{tag}.{name}"
    if tag in SELF_EVIDENT:
        yield tag


def _of_meta(element: HtmlElement) -> Iterator[str]:
    for attribute in ("property", "name", "itemprop"):
        value = element.get(attribute) or ""
        if _PLAIN_VALUE.fullmatch(value):
            yield f'meta[{attribute}="{value}"]::attr(content)'


def is_stable(name: str) -> bool:
    """Tell whether an id or class name looks written by a person, for more than one page.

    >>> is_stable("entry-content"), is_stable("post-48213"), is_stable("css-1q2w3e")
    (True, False, False)
    """
    return bool(_STABLE.fullmatch(name)) and not _BUILT.search(name)
