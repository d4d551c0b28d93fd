"""Text from outside made fit for a database."""

from archive.records import Kind, Person
from archive.storable import storable
from tests.archive.news import news


def test_clean_record_stays_itself() -> None:
    """What needs no change is given back, not copied."""
    draft = news(1)

    assert storable(draft) is draft


def test_length_stays() -> None:
    """Each bad character is replaced by one, so offsets into the text stay true."""
    assert storable("a\x00b\ud800c") == "a\ufffdb\ufffdc"


def test_whole_pairs_and_rare_characters_stay() -> None:
    """Characters beyond the first plane are text like any other."""
    assert storable("𠮷野家") == "𠮷野家"


def test_inner_values_are_made_fit_too() -> None:
    """People, mappings and tuples inside a record are looked through; enums stay enums."""
    draft = storable(news(1, people=(Person(name="\udfff"),), provenance={"a\x00": "\x00"}, kind=Kind.PHOTO))

    assert draft.people == (Person(name="\ufffd"),)
    assert draft.provenance == {"a\ufffd": "\ufffd"}
    assert isinstance(draft.kind, Kind)
