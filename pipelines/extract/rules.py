"""Reading by a source's own selectors (`read:` in its file): the most trusted way.

A selector that finds nothing leaves its field to the ways that follow; the provenance names the selector that won.
"""

from collections.abc import Sequence

from lxml.html import HtmlElement

from archive.records import Person
from pipelines.clean import tidy_line
from pipelines.extract.credits import read_credit
from pipelines.extract.dates import read_moment
from pipelines.extract.names import is_name, split_names
from pipelines.extract.reading import Reading, first_of, reading
from pipelines.extract.structured import people_names
from pipelines.extract.tree import Block, blocks, elements, select, text_of
from pipelines.items import ReadRules


def drop(root: HtmlElement, selectors: Sequence[str]) -> None:
    """Take the elements that a source's file wants removed out of the page; text behind them stays."""
    for selector in selectors:
        for each in elements(root, selector):
            if each.getparent() is not None:
                each.drop_tree()


def read_rules(root: HtmlElement, rules: ReadRules) -> Reading:
    """Read every field but the body that the selectors name."""
    return first_of(
        (
            _title(root, rules.title),
            _line(root, "kicker", rules.kicker),
            _line(root, "subtitle", rules.subtitle),
            _line(root, "agency", rules.origin),
            _day(root, rules.date),
            _people(root, rules.author),
        )
    )


def read_body(root: HtmlElement, rules: ReadRules) -> tuple[list[Block], str]:
    """Return the blocks that the first productive body selector finds, and that selector."""
    for selector in rules.body:
        found = [block for each in _outermost(elements(root, selector)) for block in blocks(each)]
        if found:
            return found, f"selector {selector}"
    return [], ""


def _outermost(found: list[HtmlElement]) -> list[HtmlElement]:
    """Leave out elements inside others of the list, so that no text comes twice."""
    chosen = set(found)
    return [each for each in found if chosen.isdisjoint(each.iterancestors())]


def _winner(root: HtmlElement, selectors: Sequence[str]) -> tuple[str, str]:
    for selector in selectors:
        text = next(filter(None, select(root, selector)), "")
        if text:
            return text, f"selector {selector}"
    return "", ""


def _title(root: HtmlElement, selectors: Sequence[str]) -> Reading:
    """Read the title, with its forced breaks where the selector gives an element."""
    for selector in selectors:
        raws = select(root, selector) if "::attr" in selector else map(text_of, elements(root, selector))
        raw = next((raw for raw in raws if tidy_line(raw)), "")
        if raw:
            lines = filter(None, map(tidy_line, raw.splitlines()))
            return reading(f"selector {selector}", title=tidy_line(raw), title_raw="\n".join(lines))
    return Reading()


def _line(root: HtmlElement, name: str, selectors: Sequence[str]) -> Reading:
    text, how = _winner(root, selectors)
    label, _, rest = text.partition("：")
    return reading(how, **{name: rest.strip() if name == "agency" and rest and len(label) <= 4 else text})


def _day(root: HtmlElement, selectors: Sequence[str]) -> Reading:
    for selector in selectors:
        for text in select(root, selector):
            moment = read_moment(text)
            if moment:
                return reading(
                    f"selector {selector}",
                    published_on=moment.on,
                    published_at=moment.at,
                    published_raw=moment.raw,
                )
    return Reading()


def _people(root: HtmlElement, selectors: Sequence[str]) -> Reading:
    text, how = _winner(root, selectors)
    people = read_credit(text) or tuple(Person(name=name) for name in split_names(text) if is_name(name))
    return reading(how, people=people or tuple(Person(name=name) for name in people_names(text)))
