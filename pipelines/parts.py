"""Articles that continue on further pages: their addresses, and the parts put together.

Pure. Spiders fetch the parts (they ask `further_pages` by way of stages.py), `understand` joins them. An address is
taken for a further page only when it is the page's own address with a number behind it, as content management systems
write it (`c1_2.html`, `c1-2.html`, `slug/2/`, `?page=2`) and the page links to it as its next or second page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from archive.records import Caption, Draft, Person, Role
from pipelines.decode import Decoded, decode
from pipelines.items import FetchedPage

MAX_PARTS = 30
"""Longer articles are cut here; guides of portals have up to twenty pages."""

IMPORTED = "import:"
"""Begins the address of a file that was given by hand and does not say where it is from."""

PART_MISSING = "part_missing"
"""Flag of an article some of whose pages could not be read."""

_LINK = re.compile(r"<a\b([^>]*)>(.{0,120}?)</a\s*>", re.I | re.S)
_LINK_TAG = re.compile(r"<link\b([^>]*\brel\s*=\s*[\"']?next\b[^>]*)>", re.I)
_CANONICAL = re.compile(r"<link\b([^>]*\brel\s*=\s*[\"']?canonical\b[^>]*)>", re.I)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)
_REL_NEXT = re.compile(r"\brel\s*=\s*[\"']?next\b", re.I)
_TAG = re.compile(r"<[^>]*>")
_NUMBER = re.compile(r"[\[【(（第]?\s*(\d{1,2})\s*[】\])）页]?")
_NEXT = re.compile(r"下一?页|后一页|next(?: page)?|weiter|nächste seite|page suivante|siguiente", re.I)
_CREATE = re.compile(
    r"createPageHTML\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*[\"']([^\"']+)[\"']\s*,\s*[\"'](\w+)[\"']\s*\)"
)
_NAME = re.compile(r"(.*?)(\.\w{2,5})?", re.S)
_WORDS = ("createpagehtml", "下一页", "下页", "后一页", "后页", "weiter", "nächste seite", "page suivante", "siguiente")
_NEXT_WORD = re.compile(r"\bnext\b")
_NUMBERED = re.compile(r"[>\[【(（]\s*[2-9]\s*[<\]】)）]")
"""Most pages have none of these, and are not looked at further."""
_PAGE_KEYS = ("page", "p", "pn", "pageno")


def further_pages(page: str, url: str) -> tuple[str, ...]:
    """Return the addresses that continue the article at `url`, in order; those before it are left out.

    >>> further_pages('<a href="a1_2.html">下一页</a>', "http://paper.test/a1.html")
    ('http://paper.test/a1_2.html',)
    """
    if not _may_go_on(page):
        return ()
    if scripted := _scripted(page, url):
        return scripted
    links = _links(page, url)
    found = _of_first(links, url) or _of_later(links, url)
    return tuple(found[number] for number in sorted(found) if number <= MAX_PARTS)


def own_address(page: str, url: str) -> str:
    """Return the address that a page calls its own, else the one it is known by."""
    link = _CANONICAL.search(page)
    return (_address(link.group(1), url) if link else "") or url


def _may_go_on(page: str) -> bool:
    """True when a page names another in some way. Plain words first: one pattern for all took 4 ms a page, this 0.3."""
    lowered = page.lower()
    if any(word in lowered for word in _WORDS):
        return True
    return bool("next" in lowered and _NEXT_WORD.search(lowered)) or bool(_NUMBERED.search(page))


def _scripted(page: str, url: str) -> tuple[str, ...]:
    """Read `createPageHTML(pages, page, "name", "htm")` of TRS: the first page has no number, the second `_1`."""
    found = _CREATE.search(page)
    if not found:
        return ()
    count, here, stem, end = int(found[1]), int(found[2]), found[3].rstrip("_"), found[4]
    name = urlsplit(url).path.rsplit("/", 1)[-1]
    if not re.fullmatch(rf"{re.escape(stem)}(?:_\d{{1,2}})?\.{re.escape(end)}", name):
        return ()
    return tuple(urljoin(url, f"{stem}_{place}.{end}") for place in range(here + 1, min(count, MAX_PARTS)))


def _links(page: str, url: str) -> list[tuple[str, int]]:
    """Return the addresses that links call the next page or a number, with that number; 0 for the next."""
    found: list[tuple[str, int]] = []
    links = [(made.group(1), "next") for made in _LINK_TAG.finditer(page)]
    links += [(made.group(1), made.group(2)) for made in _LINK.finditer(page)]
    for marks, inside in links:
        words = unescape(_TAG.sub("", inside)).strip(" \t\r\n»›>→&")
        numbered = _NUMBER.fullmatch(words)
        if (numbered or _NEXT.fullmatch(words) or _REL_NEXT.search(marks)) and (address := _address(marks, url)):
            found.append((address, int(numbered[1]) if numbered else 0))
    return found


def _of_first(links: Sequence[tuple[str, int]], url: str) -> dict[int, str]:
    """Return the pages from the second on, by number, where `url` is the first: its name and a number behind it."""
    found: dict[int, str] = {}
    for address, said in links:
        number = number_behind(address, url)
        if number >= 2 and said in (0, number):
            found.setdefault(number, address)
    return found


def _of_later(links: Sequence[tuple[str, int]], url: str) -> dict[int, str]:
    """Return the pages behind `url`, which is a later one itself: it links to the first page, under its number."""
    firsts = [address for address, said in links if said == 1 and number_behind(url, address) >= 2]
    if not firsts:
        return {}
    here = number_behind(url, firsts[0])
    found = _of_first(links, firsts[0])
    return {number: address for number, address in found.items() if number > here}


def _address(marks: str, url: str) -> str:
    href = _HREF.search(marks)
    given = unescape(next(filter(None, href.groups()), "")).strip() if href else ""
    try:
        made = urldefrag(urljoin(url, given)).url if given else ""
        # Files given by hand have names and no folder: import:c7.html links to import:c7_2.html.
        return f"{IMPORTED}{made}" if made and url.startswith(IMPORTED) and not urlsplit(made).scheme else made
    except ValueError:
        return ""


def number_behind(address: str, first: str) -> int:
    """Return the number that an address adds to that of an article's first page; 0 when it is another's.

    >>> number_behind("http://a.test/n/c7-3.html", "http://a.test/n/c7.html")
    3
    >>> number_behind("http://a.test/n/c8.html", "http://a.test/n/c7.html")
    0
    """
    try:
        there, here = urlsplit(address), urlsplit(first)
    except ValueError:
        return 0
    if there.netloc != here.netloc or here.path in ("", "/"):
        return 0
    counted, rest = _in_query(there.query)
    if counted:
        return counted if there.path == here.path and rest == _in_query(here.query)[1] else 0
    if there.query != here.query:
        return 0
    name, end = _NAME.fullmatch(here.path).groups()  # type: ignore[union-attr]  # both parts may be empty
    found = re.fullmatch(rf"{re.escape(name)}[_-](\d{{1,2}}){re.escape(end or '')}", there.path)
    found = found or re.fullmatch(rf"{re.escape(here.path.rstrip('/'))}/(\d{{1,2}})/?", there.path)
    return int(found[1]) if found else 0


def _in_query(query: str) -> tuple[int, list[tuple[str, str]]]:
    """Return the number of a page in a query, 0 without one, and the other pairs."""
    pairs = parse_qsl(query)
    numbers = [value for name, value in pairs if name.lower() in _PAGE_KEYS and value.isdecimal() and len(value) < 3]
    return int(numbers[0]) if numbers else 0, sorted(pair for pair in pairs if pair[0].lower() not in _PAGE_KEYS)


def next_part(page: FetchedPage) -> str:
    """Return the address of the next further page of an article, as its pages at hand name it; empty for none."""
    met = {page.url, *(part.url for part in page.parts), *(part.asked_url for part in page.parts)}
    if len(page.parts) >= MAX_PARTS - 1:
        return ""
    for half in (page.hints.begins_at, page.hints.goes_on_at):
        if half and half not in met:
            return half
    texts = (_text(each) for each in (page, *page.parts))
    return next((address for text in texts for address in further_pages(text, page.url) if address not in met), "")


def _text(page: FetchedPage) -> str:
    decoded = decode(page.body, page.content_type)
    return decoded.text if isinstance(decoded, Decoded) else ""


def join(drafts: Sequence[Draft], *, whole: bool = True) -> Draft:
    """Return the parts of an article as one; fields come from the first, and from later ones what only they have.

    A part that says what an earlier one said adds nothing. Not `whole`: some part could not be read.
    """
    first = drafts[0]
    own: list[Draft] = []
    for draft in drafts:
        if draft.text and all(draft.text != other.text for other in own):
            own.append(draft)
    # Where the first page names its writer, a name on a later page is none; the editors are the article's.
    later = [one for draft in own[1:] for one in draft.people if not first.people or one.role is Role.EDITOR]
    return replace(
        first,
        text="\n".join(draft.text for draft in own) or first.text,
        people=_once([*first.people, *later]),
        captions=tuple(_captions(own)) or first.captions,
        credits=tuple(dict.fromkeys(credit for draft in own for credit in draft.credits)) or first.credits,
        flags=first.flags if whole else _with_flag(first.flags),
    )


def join_to_beginning(draft: Draft, beginnings: Sequence[Draft], *, whole: bool = True) -> Draft:
    """Return a story of which a draft is the second half, at the place in print of that draft."""
    joined = join([*beginnings, draft], whole=whole)
    return replace(joined, url=draft.url, placement=draft.placement, capture=draft.capture)


def _captions(parts: Sequence[Draft]) -> Iterator[Caption]:
    """Yield the captions of all parts, each at its place in the joined text."""
    above = 0
    for part in parts:
        yield from (replace(caption, after=above + caption.after) for caption in part.captions)
        above += part.text.count("\n") + 1


def part_is_missing(draft: Draft) -> Draft:
    """Return a draft marked as lacking a part."""
    return replace(draft, flags=_with_flag(draft.flags))


def _once(people: Sequence[Person]) -> tuple[Person, ...]:
    """Return the people without repeats of a name; the first mention wins."""
    first: dict[str, Person] = {}
    for person in people:
        first.setdefault(person.name, person)
    return tuple(first.values())


def _with_flag(flags: Sequence[str]) -> tuple[str, ...]:
    own = sorted({*flags, PART_MISSING} - {"needs_review"})
    return ("needs_review", *own)
