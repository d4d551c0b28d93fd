"""Documents linked in an article: PDF, Word, WPS, OFD and tables. Finds the links; `documents` reads the files."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

from lxml.html import HtmlElement

from archive.records import Attachment
from pipelines.clean import tidy_line
from pipelines.extract.containers import TEXT_CLASSES, TEXT_IDS
from pipelines.extract.tree import by_class, by_id, text_of

KINDS = ("pdf", "docx", "doc", "wps", "ofd", "xlsx", "xls")
MOST = 30
"""More are no attachments of one article but a list of files."""
_ENDING = re.compile(rf"\.({'|'.join(KINDS)})$", re.IGNORECASE)
_FILE = re.compile("pdf|doc|wps|ofd|xls", re.IGNORECASE)
"""What every kind has in its name: told before the address of each link of a page is taken apart."""
_BOX = re.compile(r"attach|fujian|annex|appendix|(?:^|[-_\s])fj(?:$|[-_\s\d])", re.IGNORECASE)
_SAID = re.compile(r"附\s*件|附\s*表")
_ABOVE = 4
"""Elements above a link that may say that it is an attachment."""


def find_attachments(root: HtmlElement, url: str) -> tuple[Attachment, ...]:
    """Return the documents that the article on the page at `url` links to, each once, in the order of the page."""
    named = [link for link in root.iter("a") if _may_be_file(link)]
    holders = _containers(root) if named else frozenset()
    found: dict[str, Attachment] = {}
    told: dict[HtmlElement, bool] = {}
    for link in named:
        # Asked before the address is taken apart: the menu of an e-paper has a PDF for each page, none of them wanted.
        if _is_inside(link, holders) or _is_announced(link, told):
            one = _attachment(link, url)
            if one is not None and one.url not in found:
                found[one.url] = one
                if len(found) == MOST:
                    break
    return tuple(found.values())


def _containers(root: HtmlElement) -> frozenset[HtmlElement]:
    named = [each for name in TEXT_IDS if (each := by_id(root, name)) is not None]
    return frozenset([*named, *by_class(root, *TEXT_CLASSES)])


def _may_be_file(link: HtmlElement) -> bool:
    return bool(_FILE.search(f"{unquote(_href(link))} {link.get('download') or ''} {_words(link)}"))


def _href(link: HtmlElement) -> str:
    return (link.get("href") or "").strip()


def _words(link: HtmlElement) -> str:
    return tidy_line(text_of(link)) or tidy_line(link.get("title") or "")


def _attachment(link: HtmlElement, url: str) -> Attachment | None:
    words = _words(link)
    try:
        address = urldefrag(urljoin(url, _href(link))).url
        parts = urlsplit(address)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    for file in (*_file_names(parts.path, parts.query), link.get("download") or "", words):
        if is_web and (ending := _ENDING.search(file.strip())):
            name = words or file.rpartition("/")[2]
            return Attachment(url=address, name=name[:300], kind=ending[1].lower())
    return None


def _file_names(path: str, query: str) -> Iterator[str]:
    """The file that an address leads to; some sites hand files out by a script that gets the name as an argument."""
    yield unquote(path)
    yield from (value for _, value in parse_qsl(query))


def _is_inside(link: HtmlElement, holders: frozenset[HtmlElement]) -> bool:
    return any(above in holders for above in link.iterancestors())


def _is_announced(link: HtmlElement, told: dict[HtmlElement, bool]) -> bool:
    """Tell whether a link outside the text stands in a box for attachments or beside the word 附件.

    `told` remembers what was seen: a menu of an edition has a PDF for each page, all below the same elements.
    """
    for number, above in enumerate(link.iterancestors()):
        if number == _ABOVE or above.tag in ("body", "html"):
            return False
        if above not in told:
            told[above] = _announces(above)
        if told[above]:
            return True
    return False


def _announces(box: HtmlElement) -> bool:
    """Tell whether an element is a box for attachments, or a short piece of the page that says 附件."""
    if _BOX.search(f"{box.get('class') or ''} {box.get('id') or ''}"):
        return True
    words = text_of(box)
    return len(words) <= 500 and bool(_SAID.search(words))
