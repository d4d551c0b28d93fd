"""The reference papers say what the code says, and everything that can be typed is in them."""

import re
from pathlib import Path

import pytest

from archive.query.tree import FILTER_FIELDS, TEXT_FIELDS
from archive.records import Reason
from crawler.registry.read import _keys
from crawler.registry.schema import EditionOptions, FeedOptions, ListingOptions, SourceFile
from pipelines.items import ReadRules
from scheduler.cli.described import sections
from scheduler.cli.main import COMMANDS, jianbao
from scheduler.cli.reference import QUERIES, commands, papers
from scheduler.service import Clock

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
OPERATORS = (" AND ", " OR ", " NOT ", " NEAR ", " NEAR/", " -", '"', "(")


def paper(name: str) -> str:
    """The text of one paper as it is in the repository."""
    return (REFERENCE / name).read_text(encoding="utf-8")


def keys_in(text: str) -> set[str]:
    """The names in the first column of the tables of a paper."""
    return set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))


@pytest.mark.parametrize("name", sorted(papers()))
def test_a_paper_is_as_the_code_writes_it(name: str) -> None:
    """Each paper is what `python -m scheduler.cli.reference` writes now."""
    assert paper(name) == papers()[name], "run: python -m scheduler.cli.reference"


def test_every_command_is_in_the_reference() -> None:
    """Each noun and each verb has a heading of its own."""
    headings = set(re.findall(r"^## (.+)$", paper("commands.md"), re.MULTILINE))

    assert {words for words, _ in commands(jianbao)} <= headings
    assert {f"jianbao {name}" for name in COMMANDS} <= headings


def test_every_setting_is_in_the_reference_with_its_meaning() -> None:
    """Each key of each section is described."""
    text = paper("config.md")

    assert {"clock", "crawl", "database", "mail", "web"} <= sections().keys()
    for name, section in sections().items():
        assert f"## [{name}]" in text
        assert {key.name for key in section.entries} <= keys_in(text)
        assert [key.name for key in section.entries if not key.says] == []


def test_every_key_of_a_source_file_is_in_the_reference() -> None:
    """Each key that a source file may have is described."""
    kinds = (SourceFile, EditionOptions, ListingOptions, FeedOptions, ReadRules)

    assert {key for kind in kinds for key in _keys(kind)} <= keys_in(paper("sources.md"))


def test_every_operator_and_field_of_the_query_language_is_shown() -> None:
    """The paper on queries has an example for each operator and each field."""
    shown = "\n".join(QUERIES)

    assert [operator for operator in OPERATORS if operator not in shown] == []
    assert [field for field in TEXT_FIELDS + FILTER_FIELDS if f"{field}:" not in shown] == []


def test_every_reject_reason_is_in_the_reference() -> None:
    """Each reason that a run may count is explained."""
    assert {reason.value for reason in Reason} <= keys_in(paper("reasons.md"))


def test_every_tick_of_the_clock_is_in_the_reference() -> None:
    """What the paper calls the clock's ticks are the ticks it has."""
    assert keys_in(paper("ticks.md")) == {name for name in vars(Clock) if not name.startswith("_")}
