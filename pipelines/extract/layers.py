"""The fields beside the text, each way of reading in order of trust."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from pipelines.extract.addresses import declared_canonical
from pipelines.extract.bylines import read_bylines, title_place
from pipelines.extract.confidence import doubts
from pipelines.extract.dates import day_in_address, is_possible
from pipelines.extract.founder import FounderPage
from pipelines.extract.general import read_general
from pipelines.extract.gov import read_facts, read_gov
from pipelines.extract.headline import fold, read_headline
from pipelines.extract.kinds import declared_language
from pipelines.extract.labels import read_labels, read_tail
from pipelines.extract.reading import Reading, first_of, hear, reading
from pipelines.extract.rules import read_rules
from pipelines.extract.shown_days import ELSEWHERE, read_shown_day
from pipelines.extract.sight import Sight
from pipelines.extract.structured import read_json_ld, read_meta
from pipelines.extract.tree import Block
from pipelines.extract.wechat import read_wechat

_SPELT = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "á": "a", "ø": "o", "å": "a"}
"""Letters as addresses spell them."""

_WRITTEN_BY = ("written", "interview by", "verfasst", "geschrieben", "écrit", "auteur")


def read_layers(sight: Sight, founder: FounderPage | None, body: Sequence[Block]) -> Reading:
    """Read every field but the text. People here are those named outside the text."""
    hints = sight.page.hints
    trusted = [read_rules(sight.root, sight.page.rules)]
    if founder:
        # The edition that was asked for is the day, once the page's own days do not contradict it (see page.py).
        edition = reading("hints", published_on=hints.edition_on, title=hints.title)
        # A skin of its own may leave the engine's title fields out; then the headline is voted for as elsewhere.
        headline = (
            read_headline(sight.root, [], sight.site_names, hints.title) if not founder.known.title else Reading()
        )
        return _possible([*trusted, founder.known, edition, headline], sight)
    trusted.append(read_gov(sight.root, sight.meta, sight.facts))
    return _possible(_general_layers(sight, trusted, body), sight)


def _general_layers(sight: Sight, trusted: list[Reading], body: Sequence[Block]) -> list[Reading]:
    json_ld = read_json_ld(sight.root, chinese=sight.chinese)
    meta = read_meta(sight.meta, chinese=sight.chinese)
    hear(json_ld, meta)
    headline = read_headline(sight.root, [json_ld.title, meta.title], sight.site_names, sight.page.hints.title)
    title = first_of([*trusted, headline]).title
    machine = [replace(json_ld, title=""), replace(meta, title="")]
    if sight.chinese:
        labels = _outvoted(read_labels(sight.blocks, title), machine, sight)
        account = read_wechat(sight.root, sight.html)
        shown = [labels, read_tail(body[-8:]), read_facts(sight.facts)]
        layers = [*trusted, account, headline, *shown, *machine, *_outside(sight)]
    else:
        layers = [*trusted, headline, *_signed(sight, machine, title, body), *_outside(sight)]
    so_far = _possible(layers, sight)
    # A page with the prescribed tags is an office's: whom no label names, no guess by class names finds either.
    if so_far.published_on and (so_far.people or trusted[-1].published_on):
        return layers
    return [*layers, _shown_only(read_general(sight, people=not so_far.people), sight)]


def _outvoted(labels: Reading, machine: Sequence[Reading], sight: Sight) -> Reading:
    """Return the labels without their day where meta tags and the address agree on another."""
    told, in_address = first_of(machine).published_on, day_in_address(sight.page.url)
    if told is None or told != in_address or labels.published_on in (None, told):
        return labels
    return replace(labels, published_on=None, published_at=None, published_raw="")


def _signed(sight: Sight, machine: Sequence[Reading], title: str, body: Sequence[Block]) -> list[Reading]:
    """Order what machines are told and what readers are shown: people by JSON-LD, on the page, in meta tags."""
    json_ld, meta = machine
    place = title_place(sight.blocks, title)
    day = read_shown_day(sight.root, sight.blocks, place, declared_language(sight.root), body)
    organised = all(person.role_raw == "organisation" for person in json_ld.people)
    bodies = reading("json-ld", people=json_ld.people if organised else ())
    named = replace(json_ld, people=() if organised else json_ld.people)
    known = _checked(named, sight).people
    shown = Reading() if known else read_bylines(sight.root, sight.blocks, title, body)
    earlier = [day] if _is_earlier(day, first_of(machine)) else []
    return [*earlier, named, shown, _shown_only(meta, sight), bodies, day]


def _is_earlier(shown: Reading, told: Reading) -> bool:
    """Tell whether readers are shown an earlier day than machines are told: the original, not its last change.

    A day apart may be two zones.
    """
    if shown.provenance.get("published_on") == ELSEWHERE:
        return False
    return bool(shown.published_on and told.published_on and (told.published_on - shown.published_on).days > 1)


def _shown_only(layer: Reading, sight: Sight) -> Reading:
    """Return a layer without people whom the page does not show: meta tags name accounts that nobody signed with.

    Measured on 244 pages: of the names in no text of the page 3 were right and 15 wrong. Nor does a site sign.
    """
    if not layer.people:
        return layer
    if layer.people[0].name == _preview_author(sight.meta) and len(layer.people[0].name.split()) <= 4:
        return layer
    said = " ".join(block.text for block in sight.blocks[1:]).casefold()
    seen = all(person.name.casefold() in said and not _is_site(person.name, sight) for person in layer.people)
    return layer if seen else replace(layer, people=())


def _preview_author(meta: dict[str, str]) -> str:
    """Return whom a page tells messengers to show as its writer: the field labelled “Written by”."""
    label = meta.get("twitter:label1", "").casefold()
    return meta.get("twitter:data1", "") if label.startswith(_WRITTEN_BY) else ""


def _is_site(name: str, sight: Sight) -> bool:
    """Tell whether a name is that of the site: as the head of its address spells it, or in its own name."""
    host = fold(urlsplit(sight.page.url).hostname or "")
    plain = "".join(_SPELT.get(char, char) for char in fold(name))
    window = sight.root.findtext("head/title") or ""
    return plain in host or any(fold(name) in fold(each) for each in (*sight.site_names, window))


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
    checked = [_checked(layer, sight) for layer in layers]
    whole = first_of(checked)
    told = [sight.meta.get("og:title", ""), sight.meta.get("articletitle", "")]
    return replace(whole, flags=doubts(checked, whole, sight.page.hints.title, told))


def _checked(layer: Reading, sight: Sight) -> Reading:
    day = layer.published_on
    if day and not is_possible(day, sight.page.fetched_at):
        layer = replace(layer, published_on=None, published_at=None, published_raw="")
    if layer.modified_at and not is_possible(layer.modified_at.date(), sight.page.fetched_at):
        layer = replace(layer, modified_at=None)
    if not layer.people:
        return layer
    signed = layer.provenance.get("people") == "shown byline"
    people = tuple(person for person in layer.people if signed or person.name not in sight.site_names)
    return replace(layer, people=people)
