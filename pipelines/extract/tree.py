"""A parsed page, and its blocks of text in reading order.

Parses text only, never bytes. Decides nothing about what a block means.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import cast

from cssselect import HTMLTranslator, SelectorError
from cssselect.xpath import XPathExpr
from lxml import etree, html
from lxml.html import HtmlElement

from pipelines.clean import tidy_line

MAX_CHARS = 2_000_000
"""Longer pages are read up to here: the largest of 429 saved news pages has 1.55 million characters."""

MAX_ELEMENTS = 30_000
"""The same for elements, of which the largest has 4,274. Both bound the time of a page: it is linear in them."""

MAX_ATTRIBUTES = 1_000
"""More words in one tag are cut off: the parser compares each attribute with all before it (100,000 took 30 s)."""

BREAKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "dialog", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "founder-content", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tr", "ul"}
)
"""Elements that begin and end a block. Cells only part words: tables of figures stay one row a block."""

SILENT = frozenset(
    {"script", "style", "noscript", "template", "iframe", "object", "svg", "button", "input", "select", "textarea"}
    | {"option", "canvas", "audio", "video", "map"}
)
"""Elements without readable text."""

_FEWEST = 3
"""Paragraphs in a button that is none."""
_CELLS = frozenset({"td", "th"})
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
_NOT_IN_XML = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]")
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32)])
_QUICK_SCRIPTS = ("script", "style")
_BEHIND_NAME = " >\t\r\n/"
_START_TAG = 500
_COMMENTED = 2_000
"""So long are start tags and commented code."""
_LONG_TAG = 20_000
_MANY_SIGNS = 10_000
# Quotes hide a > only behind a =, as for the parser. Possessive, so that no tag is walked twice.
_TAG = re.compile(r"<[a-zA-Z](?:=\s*+(?:\"[^\"]*+\"|'[^']*+')?+|[^>=])*+")
_ATTRIBUTE = re.compile(r"[^\s/=>]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?+")


@dataclass(slots=True, kw_only=True)
class Block:
    """One block of text."""

    text: str
    links: int = 0
    """Characters of it that stand in links."""
    after_image: bool = False
    """A picture and no text stands directly before it."""
    tag: str = ""
    """Innermost block element around it."""
    small: bool = False
    """Set in small type, as captions are."""
    node: HtmlElement | None = field(default=None, compare=False, repr=False)
    """The innermost block element around it; None for blocks that were not read from a page."""


def parse(text: str) -> HtmlElement | None:
    """Parse a page; None when there is nothing to parse. Far too large a page is cut at its end."""
    clean = _without_controls(_with_short_tags(without_scripts(_XML_HEAD.sub("", text[:MAX_CHARS]))))
    root = _parse(clean)
    # The parser adds one element a tag at most, so most pages need no counting.
    is_small = root is None or 2 * clean.count(b"<") + 10 < MAX_ELEMENTS
    count = 0 if root is None or is_small else int(root.xpath("count(//*)"))
    return _parse(clean[: len(clean) * MAX_ELEMENTS // count]) if count > MAX_ELEMENTS else root


def without_scripts(text: str) -> str:
    """Return a page without its styles and scripts, half of most pages; data in scripts, such as JSON-LD, stay.

    >>> without_scripts('<script>var a;</script><script type="application/ld+json">{}</script><p>')
    '<script type="application/ld+json">{}</script><p>'
    """
    for name in _QUICK_SCRIPTS:
        text = _without(text, f"<{name}", f"</{name}>")
    return text


def _without(text: str, start: str, end: str) -> str:
    kept, place = [], 0
    begin = text.find(start)
    while begin >= 0:
        stop = text.find(end, begin) + len(end)
        if stop < len(end):
            break
        if _is_code(text, begin, stop, len(start)):
            kept.append(text[place:begin])
            place = stop
        begin = text.find(start, stop)
    return "".join([*kept, text[place:]]) if kept else text


def _is_code(text: str, begin: int, stop: int, name: int) -> bool:
    """Tell whether a stretch is one element of code: no data, nor begun in a comment or a script that ends in it."""
    if text[begin + name] not in _BEHIND_NAME or "json" in text[begin : text.find(">", begin, begin + _START_TAG)]:
        return False
    comment_end = text.find("-->", begin, min(stop, begin + _COMMENTED))
    if comment_end >= 0 and text.find("<!--", begin, comment_end) < 0:
        return False
    return name == len("<script") or text.find("</script>", begin, stop) < 0


def _with_short_tags(text: str) -> str:
    """Return a page whose tags have few attributes. Only pages that might hold a longer tag are looked through."""
    if max(text.count("="), text.count("<")) < _MANY_SIGNS and not has_long_stretch(text):
        return text
    return _TAG.sub(_cut_tag, text)


def has_long_stretch(text: str) -> bool:
    """Tell whether a bracket is followed by very many other characters. Looked for backwards, few places are met."""
    place = min((at for sign in "<>" if (at := text.find(sign)) >= 0), default=len(text))
    while place + _LONG_TAG < len(text):
        end = place + 1 + _LONG_TAG
        following = max(text.rfind("<", place + 1, end), text.rfind(">", place + 1, end))
        if following < 0:
            return True
        place = following
    return False


def _cut_tag(found: re.Match[str]) -> str:
    tag = found[0]
    if len(tag) <= 2 * MAX_ATTRIBUTES:
        return tag
    last = next(islice(_ATTRIBUTE.finditer(tag), MAX_ATTRIBUTES, None), None)
    return tag if last is None else tag[: last.start()]


def _without_controls(text: str) -> bytes:
    """Return the text, for the parser, without what no document may hold. Most have none, which bytes tell quickest."""
    try:
        raw = text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return _NOT_IN_XML.sub("", text).encode()
    is_clean = len(raw.translate(None, _CONTROLS)) == len(raw) and "\ufffe" not in text and "\uffff" not in text
    return raw if is_clean else _NOT_IN_XML.sub("", text).encode()


def _parse(page: bytes) -> HtmlElement | None:
    # Nobody asks it for an id.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=False, collect_ids=False)
    # One class for all: lxml.html asks Python for the class of every element each time it is met.
    parser.set_element_class_lookup(_CLASSES)
    try:
        return cast("HtmlElement | None", etree.fromstring(page, parser))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


_CLASSES = etree.ElementDefaultClassLookup(
    element=HtmlElement, comment=html.HtmlComment, pi=html.HtmlProcessingInstruction, entity=html.HtmlEntity
)


def select(root: HtmlElement, selector: str) -> Iterator[str]:
    """Yield the tidy texts that a selector finds; `a::attr(x)` takes an attribute. A bad selector finds none."""
    css, _, attribute = selector.partition("::attr(")
    found = elements(root, css)
    if attribute:
        yield from (tidy_line(str(each.get(attribute.rstrip(") "), ""))) for each in found)
    else:
        yield from (tidy_line(text_of(each)) for each in found)


def elements(root: HtmlElement, css: str) -> list[HtmlElement]:
    """Return the elements that a CSS selector finds, in page order."""
    path = _compiled(css)
    try:
        return path(root) if path is not None else []
    except etree.XPathError:
        return []


@lru_cache(maxsize=4096)
def _compiled(css: str) -> Callable[[HtmlElement], list[HtmlElement]] | None:
    """Return a selector ready for use; None when it is no selector."""
    try:
        path = etree.XPath(_TRANSLATOR.css_to_xpath(css))
    except (SelectorError, etree.XPathError):
        return None
    return cast(Callable[[HtmlElement], list[HtmlElement]], path)


class _Translator(HTMLTranslator):
    """Looks for a class name anywhere in the attribute first, which is told quickly, and as a word of it then."""

    def xpath_attrib_includes(self, xpath: XPathExpr, name: str, value: str | None) -> XPathExpr:
        """Translate `.name` and `[attribute~=name]`."""
        if value and not re.search(r"[\s'\"]", value):
            xpath.add_condition(f"contains({name}, '{value}')")
        return super().xpath_attrib_includes(xpath, name, value)


_TRANSLATOR = _Translator()


def by_id(root: HtmlElement, *names: str) -> HtmlElement | None:
    """Return the first element with one of the ids. Ids repeat on real pages, so the first with text wins."""
    present = frozenset(cast("list[str]", _IDS(root)))
    wanted = [name for name in names if name in present]
    found = ((name, cast("list[HtmlElement]", _WITH_ID(root, name=name))) for name in wanted)
    return next((each for _, own in found for each in own if text_of(each).strip()), None)


def by_class(root: HtmlElement, *names: str) -> list[HtmlElement]:
    """Return the elements that carry one of the class names, in order of the names."""
    present = " ".join(cast("list[str]", _CLASS_NAMES(root)))
    wanted = [name for name in names if name in present]
    if not wanted:
        return []
    asked = " or ".join(f"contains(@class, '{name}')" for name in wanted)
    found = [(each, each.get("class").split()) for each in root.xpath(f"//*[{asked}]")]
    return [each for name in wanted for each, own in found if name in own]


class Names:
    """The ids and class names of a page, gathered once: asking the tree for each selector takes ten times as long."""

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self._ids: dict[str, list[HtmlElement]] = {}
        self._classes: dict[str, list[HtmlElement]] = {}
        for each in cast("list[HtmlElement]", _NAMED(root)):
            if name := each.get("id"):
                self._ids.setdefault(name, []).append(each)
            for name in (each.get("class") or "").split():
                self._classes.setdefault(name, []).append(each)

    def of_id(self, name: str) -> list[HtmlElement]:
        """Return the elements of an id, which repeats on real pages."""
        return self._ids.get(name, [])

    def of_class(self, *names: str) -> list[HtmlElement]:
        """Return the elements that carry one of the class names, in order of the names."""
        return [each for name in names for each in self._classes.get(name, [])]

    def any_like(self, part: str) -> bool:
        """Tell whether a class name has this part."""
        return any(part in name for name in self._classes)

    def find(self, css: str) -> list[HtmlElement]:
        """Return the elements that a selector finds, in page order."""
        asked = _ASKED_NAME.findall(css)
        if not all(name in (self._ids if sign == "#" else self._classes) for sign, name in asked):
            return []
        return self.of_id(css[1:]) if asked and css == "#" + asked[0][1] else elements(self.root, css)


_NAMED = etree.XPath("//*[@id or @class]")
_ASKED_NAME = re.compile(r"([#.])([\w-]+)")


# Looking for what is there costs less than asking each element for each of a dozen names.
_IDS = etree.XPath("//@id", smart_strings=False)
_CLASS_NAMES = etree.XPath("//@class", smart_strings=False)
_WITH_ID = etree.XPath("//*[@id=$name]")


def text_of(element: HtmlElement) -> str:
    """Return the readable text of an element, a line break for each `br`."""
    if not len(element):
        return element.text or "" if element.tag not in SILENT else ""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start" and node.tag not in SILENT:
            parts.append(node.text or "")
        if event != "start" and node is not element:
            parts.append("\n" if node.tag == "br" else "")
            parts.append(node.tail or "")
    return "".join(parts)


def blocks(element: HtmlElement, *, leave_out: Sequence[HtmlElement] = ()) -> list[Block]:
    """Return the blocks of text under an element in reading order."""
    return _Blocks(element, frozenset(leave_out)).read()


class _Blocks:
    """One walk over the tree. Iterative: hostile pages nest thousands deep."""

    def __init__(self, element: HtmlElement, leave_out: frozenset[HtmlElement]) -> None:
        self.root = element
        self.leave_out = leave_out
        self.parts: list[str] = []
        self.links = 0
        self.link_depth = 0
        self.small_depth = 0
        self.small = False
        self.image = False
        self.nodes: list[HtmlElement] = []
        self.found: list[Block] = []

    def read(self) -> list[Block]:
        """Return the blocks in reading order."""
        walk = etree.iterwalk(self.root, events=("start", "end", "comment", "pi"))
        skipped: HtmlElement | None = None
        for event, node in walk:
            if event == "start":
                # Asked for once: lxml makes a new string each time.
                tag = node.tag
                if self._is_skipped(node, tag):
                    skipped = node
                    walk.skip_subtree()
                    continue
                self._enter(node, tag)
                text = node.text
            else:
                if event == "end" and node is not skipped:
                    self._leave(node, node.tag)
                text = node.tail if node is not self.root else None
            if text:
                self._add(text)
        self._close()
        return self.found

    def _is_skipped(self, node: HtmlElement, tag: str) -> bool:
        """Tell whether an element is left out; a button that was never closed holds the rest of its page."""
        if tag in SILENT:
            return tag != "button" or sum(1 for _ in islice(node.iter("p"), _FEWEST)) < _FEWEST
        return bool(self.leave_out) and node in self.leave_out

    def _enter(self, node: HtmlElement, tag: str) -> None:
        if tag in BREAKS:
            if self.parts:
                self._close()
            self.nodes.append(node)
        elif tag == "a":
            self.link_depth += 1
        elif tag == "img":
            self.image = True
        elif tag in _CELLS:
            self.parts.append(" ")
        style = node.get("style")
        if style is not None and _SMALL.search(style):
            self.small_depth += 1

    def _leave(self, node: HtmlElement, tag: str) -> None:
        if tag in BREAKS:
            if self.parts:
                self._close()
            self.nodes.pop()
        elif tag == "a":
            self.link_depth -= 1
        if self.small_depth and _is_small(node):
            self.small_depth -= 1

    def _add(self, text: str) -> None:
        self.parts.append(text)
        if self.link_depth:
            self.links += len(text.strip())
        if self.small_depth and text.strip():
            self.small = True

    def _close(self) -> None:
        if not self.parts:
            return
        text = tidy_line("".join(self.parts))
        if text:
            node = self.nodes[-1] if self.nodes else None
            tag = "" if node is None else str(node.tag)
            self.found.append(
                Block(text=text, links=self.links, after_image=self.image, tag=tag, small=self.small, node=node)
            )
            self.image = False
        self.parts, self.links, self.small = [], 0, False


_SMALL = re.compile(r"font-size:\s*(?:9|10|10\.5|12)(?:pt|px)", re.I)


def _is_small(node: HtmlElement) -> bool:
    style = node.get("style")
    return style is not None and bool(_SMALL.search(style))
