"""The fields beside the text, each way of reading in order of trust."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipelines.extract.addresses import declared_canonical
from pipelines.extract.dates import day_in_address, is_possible
from pipelines.extract.founder import FounderPage
from pipelines.extract.general import read_general
from pipelines.extract.gov import read_facts, read_gov
from pipelines.extract.headline import read_headline
from pipelines.extract.labels import read_labels, read_tail
from pipelines.extract.reading import Reading, first_of, reading
from pipelines.extract.rules import read_rules
from pipelines.extract.sight import Sight
from pipelines.extract.structured import read_json_ld, read_meta
from pipelines.extract.tree import Block


def read_layers(sight: Sight, founder: FounderPage | None, body: Sequence[Block]) -> Reading:
    """Read every field but the text. People here are those named outside the text."""
    hints = sight.page.hints
    trusted = [read_rules(sight.root, sight.page.rules)]
    if founder:
        # The edition that was asked for is the day, once the page's own days do not contradict it (see page.py).
        edition = reading("hints", published_on=hints.edition_on, title=hints.title)
        # A skin of its own may leave the engine's title fields out; then the headline is voted for as elsewhere.
        headline = read_headline(sight.root, [], sight.site_names) if not founder.known.title else Reading()
        return _possible([*trusted, founder.known, edition, headline], sight)
    trusted.append(read_gov(sight.root, sight.meta, sight.facts))
    return _possible(_general_layers(sight, trusted, body), sight)


def _general_layers(sight: Sight, trusted: list[Reading], body: Sequence[Block]) -> list[Reading]:
    json_ld = read_json_ld(sight.root, chinese=sight.chinese)
    meta = read_meta(sight.meta, chinese=sight.chinese)
    headline = read_headline(sight.root, [json_ld.title, meta.title], sight.site_names)
    title = first_of([*trusted, headline]).title
    machine = [replace(json_ld, title=""), replace(meta, title="")]
    shown = [read_labels(sight.blocks, title), read_tail(body[-8:])] if sight.chinese else []
    layers = [*trusted, headline, *shown, read_facts(sight.facts), *machine, *_outside(sight)]
    so_far = _possible(layers, sight)
    return layers if so_far.published_on and so_far.people else [*layers, read_general(sight)]


def _outside(sight: Sight) -> list[Reading]:
    """What is known without reading the page: the address, then the list that linked to it."""
    hints = sight.page.hints
    day = day_in_address(sight.page.url)
    return [
        reading("canonical link", canonical_url=declared_canonical(sight.root)),
        reading("address", published_on=day, published_raw=day.isoformat() if day else ""),
        reading("hints", published_on=hints.edition_on or hints.published_on, title=hints.title, section=hints.section),
    ]


def _possible(layers: Iterable[Reading], sight: Sight) -> Reading:
    """Put the layers together, without days that the page cannot have appeared on and people who are its site."""
    return first_of(_checked(layer, sight) for layer in layers)


def _checked(layer: Reading, sight: Sight) -> Reading:
    day = layer.published_on
    if day and not is_possible(day, sight.page.fetched_at):
        layer = replace(layer, published_on=None, published_at=None, published_raw="")
    people = tuple(person for person in layer.people if person.name not in sight.site_names)
    return replace(layer, people=people)
