"""Articles of the Founder e-paper engine, both lines and the pad skin: three quarters of Chinese city papers.

Newer line: `#PreTitle #Title #SubTitle`, `.newsdetatit`, pad `#intro-title #main-title #sub-title #nowLayout`.
Older line: `td.font02 / td.font01 / td.font02`, `#ozoom`, `founder-*` tags, the nbs skin's `.text_c`.
All: `founder-content`, the comments `enpcontent` (text) and `enpproperty` (metadata, agrees with the page 31 of 31).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from archive.records import Caption
from pipelines.clean import tidy_line
from pipelines.extract.dates import day_in_address, read_moment
from pipelines.extract.lines import read_caption
from pipelines.extract.reading import Reading, first_of, reading
from pipelines.extract.tree import Block, Names, blocks, by_class, by_id, elements, parse, text_of

_PROPERTY = re.compile(r"<([a-z]{2,20})>([^<]*)</\1>", re.I)
_PAGE_LINE = re.compile(
    r"第?\s*([A-Za-z]?\d{1,3}[A-Za-z]?)\s*版\s*[:：]?\s*([\u3400-\u9fff]\s[\u3400-\u9fff](?!\S)|[^\s<>|（(:：]{0,12})"
)
_LAYOUT_ADDRESS = re.compile(r"/(?:node_[\w-]+|nbs\.D\w+|page_?\d+|paperindex|layout/index)\.s?html?$", re.I)

_TITLE = ("#Title", "#main-title", ".newsdetatit h3", "td.font01", ".main-article-title", "founder-title", ".text_c h1")
_KICKER = ("#PreTitle", "#intro-title", ".newsdetatit .intro", ".main-article-pretitle", ".text_c h3")
_SUBTITLE = ("#SubTitle", "#sub-title", ".newsdetatit .sub", ".main-article-subtitle", ".text_c h2")
_LABEL = ("#nowLayout", "founder-pagenum", "#layout", ".newslisttit em")
_PICTURES = ("attachment", "pci_c", "pic_c")


@dataclass(slots=True, kw_only=True)
class FounderPage:
    """What the engine's own markup gives: metadata, the blocks of the body, captions standing outside it."""

    known: Reading
    blocks: list[Block]
    captions: tuple[Caption, ...]


def is_layout_address(url: str) -> bool:
    """Tell whether an address is that of a layout page."""
    return bool(_LAYOUT_ADDRESS.search(url.partition("?")[0]))


def read_founder(root: HtmlElement, page: str, url: str, lines: Sequence[Block]) -> FounderPage | None:
    """Read a page of the engine, `lines` its blocks; None when it is of another make or holds no article."""
    body = _body(root, page)
    if body is None:
        return None
    names = Names(root)
    pictures = _pictures(names, body)
    layers = (_from_markup(names, url, lines), _from_property(page))
    return FounderPage(
        known=first_of(layers),
        blocks=blocks(body, leave_out=pictures),
        captions=_captions(names, body, pictures),
    )


def _body(root: HtmlElement, page: str) -> HtmlElement | None:
    found = root.xpath("//founder-content")
    for each in found:
        if text_of(each).strip():
            return each
    marked = _between(page, "<!--enpcontent-->", "<!--/enpcontent-->")
    if marked.strip():
        return parse(f"<div>{marked}</div>")
    return by_id(root, "ozoom", "ozoom1") if "ozoom" in page else None


def _between(page: str, start: str, end: str) -> str:
    begin = page.find(start)
    stop = page.find(end, begin) if begin >= 0 else -1
    return page[begin + len(start) : stop] if stop > 0 else ""


def _from_markup(names: Names, url: str, lines: Sequence[Block]) -> Reading:
    """Read what is shown. The edition's day in the address wins: an evening paper may print tomorrow's."""
    title_raw = _shown(names, _TITLE)
    before, after = _around_old_title(names)
    label, name = _page(names, lines)
    printed = read_moment(_shown(names, ("founder-date", "#author", ".date", ".newsdetatext .time")))
    in_address = day_in_address(url)
    return first_of(
        (
            reading(
                "founder markup",
                title=tidy_line(title_raw),
                title_raw=_with_breaks(title_raw),
                kicker=tidy_line(_shown(names, _KICKER)) or before,
                subtitle=tidy_line(_shown(names, _SUBTITLE)) or after,
                page_label=label,
                page_name=name,
            ),
            reading("address", published_on=in_address, published_raw=in_address.isoformat() if in_address else ""),
            reading("founder markup", published_on=printed.on, published_raw=printed.raw) if printed else Reading(),
        )
    )


def _from_property(page: str) -> Reading:
    """Read the comment. Its author field is empty on 31 of 31 saved pages, so people are never taken from it."""
    known = {
        name.lower(): value for name, value in _PROPERTY.findall(_between(page, "<!--enpproperty", "/enpproperty-->"))
    }
    day = read_moment(known.get("date", ""))
    return reading(
        "enpproperty",
        title=tidy_line(known.get("title", "")),
        title_raw=_with_breaks(known.get("title", "")),
        kicker=tidy_line(known.get("introtitle", "")),
        subtitle=tidy_line(known.get("subtitle", "")),
        page_name=tidy_line(known.get("nodename", "")),
        published_on=day.on if day else None,
        published_raw=day.raw if day else "",
        canonical_url=known.get("url", "").strip(),
    )


def _shown(names: Names, selectors: tuple[str, ...]) -> str:
    for selector in selectors:
        for element in names.find(selector):
            text = text_of(element)
            if text.strip():
                return text
    return ""


def _around_old_title(names: Names) -> tuple[str, str]:
    """Return kicker and subtitle of the older line: `td.font02` before and after `td.font01`."""
    cells = elements(names.root, "td[class*=font01], td[class*=font02]") if names.any_like("font0") else []
    before: list[str] = []
    after: list[str] = []
    seen_title = False
    for cell in cells:
        if "font01" in cell.get("class"):
            seen_title = True
        else:
            (after if seen_title else before).append(tidy_line(text_of(cell)))
    return ("", "") if not seen_title else (" ".join(filter(None, before)), " ".join(filter(None, after)))


def _page(names: Names, lines: Sequence[Block]) -> tuple[str, str]:
    """Return label and name of the layout page, from a field of its own or a line such as 第A01版：头版."""
    shown = tidy_line(_shown(names, _LABEL))
    if re.fullmatch(r"[A-Za-z]?\d{1,3}[A-Za-z]?", shown):
        return shown, ""
    found = _PAGE_LINE.search(shown) or next(filter(None, map(_PAGE_LINE.search, _page_lines(lines))), None)
    return (found.group(1), found.group(2).replace(" ", "")) if found else ("", "")


def _page_lines(lines: Sequence[Block]) -> Iterator[str]:
    """Yield the lines that may name the layout page; one that is mostly link belongs to the list of all of them."""
    for block in lines:
        if "版" in block.text[:30] and block.links * 2 < len(block.text) < 60:
            yield block.text


def _with_breaks(text: str) -> str:
    lines = [tidy_line(line) for line in text.splitlines()]
    kept = [line for line in lines if line]
    return "\n".join(kept)


def _pictures(names: Names, body: HtmlElement) -> list[HtmlElement]:
    outside = [*names.of_class(*_PICTURES), *(each for each in names.of_id("newspic") if each.tag == "table")]
    return [*outside, *by_class(body, *_PICTURES)]


def _captions(names: Names, body: HtmlElement, pictures: list[HtmlElement]) -> tuple[Caption, ...]:
    """Return what stands beside the pictures: in their own boxes, or in `#content` before the text."""
    around = next((each for each in names.of_id("content") if text_of(each).strip()), None)
    texts = [block for picture in pictures for block in blocks(picture)]
    if around is not None and body in around.iter():
        texts += [block for block in blocks(around, leave_out=[body, *pictures]) if block.after_image or not texts]
    seen = dict.fromkeys(block.text for block in texts if len(block.text) > 3)
    return tuple(_caption(text) for text in seen)


def _caption(text: str) -> Caption:
    return read_caption(text, Block(text=text, tag="figcaption")) or Caption(text=text)
