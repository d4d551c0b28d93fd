"""Every way of finding the body of a page, each asked by itself: what `jianbao read --explain` shows beside the winner.

Slow, since nothing is left out for being likely to lose; reading itself asks in order and stops (see page.py).
"""

from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from pipelines.clean import tidy_text
from pipelines.extract.by_model import by_model, second_reader
from pipelines.extract.containers import MAX_ELEMENTS, Body, by_mass, known_container
from pipelines.extract.epaper_families import read_family
from pipelines.extract.founder import read_founder
from pipelines.extract.lines import sort_blocks
from pipelines.extract.reading import Reading, reading
from pipelines.extract.rules import drop, read_body
from pipelines.extract.structured import article_body
from pipelines.extract.tree import Block, blocks, parse
from pipelines.items import FetchedPage


def all_bodies(html: str, page: FetchedPage) -> tuple[Reading, ...]:
    """Return a reading with the text that each way of finding the body gives, in order of trust."""
    root = parse(html)
    if root is None:
        return ()
    drop(root, page.rules.remove)
    found = [(how, sort_blocks(own).joined) for how, own in _by_marks(root, html, page)]
    if root.xpath("count(//*)") <= MAX_ELEMENTS:
        found.append(("model", sort_blocks(by_model(root).blocks).joined))
        found.append(("trafilatura", "\n".join(second_reader(root))))
    found.append(("json-ld", tidy_text(article_body(root))))
    return tuple(reading(how, text=text) for how, text in found if text)


def _by_marks(root: HtmlElement, html: str, page: FetchedPage) -> Iterator[tuple[str, Sequence[Block]]]:
    ruled, how = read_body(root, page.rules)
    yield how, ruled
    printed = read_founder(root, html, page.url, blocks(root)) or read_family(root, page.url)
    if printed:
        yield "founder", printed.blocks
    for body in (known_container(root), by_mass(root)):
        if isinstance(body, Body):
            yield body.how, body.blocks
