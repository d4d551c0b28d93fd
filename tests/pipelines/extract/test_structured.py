"""JSON-LD and meta tags."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from archive.records import Role
from pipelines.extract.structured import article_body, people_names, read_json_ld, read_meta, signed_by
from pipelines.extract.tree import parse


def page_with(data: Any) -> Any:
    """A parsed page with JSON-LD."""
    text = data if isinstance(data, str) else json.dumps(data)
    return parse(f'<html><head><script type="application/ld+json">{text}</script></head><body></body></html>')


def test_article_is_found_in_a_graph() -> None:
    """The article is found below `@graph`, and its moment keeps its zone."""
    article = {"@type": ["NewsArticle"], "headline": "A &amp; B", "datePublished": "2026-03-09T18:30:00-05:00"}

    found = read_json_ld(page_with({"@graph": [{"@type": "WebSite", "name": "Site"}, article]}), chinese=False)

    assert (found.title, found.published_on) == ("A & B", date(2026, 3, 9))
    assert found.published_at == datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
    assert found.provenance["title"] == "json-ld"


@pytest.mark.parametrize(
    "text", ["{", "null", "3", '"x"', '{"@type": 5}', '{"@type": "NewsArticle", "author": 7}', "[" * 9000]
)
def test_broken_data_is_no_article(text: str) -> None:
    """Data that is broken or of odd types gives nothing and hurts nobody."""
    assert read_json_ld(page_with(text), chinese=False).title == ""


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ({"name": "Ada Marsh"}, ["Ada Marsh"]),
        ([{"name": "Ada Marsh"}, {"name": "Tom Okoro"}], ["Ada Marsh", "Tom Okoro"]),
        ("By Ada Marsh and Tom Okoro", ["Ada Marsh", "Tom Okoro"]),
        ({"name": ["Ada Marsh", "Tom Okoro"]}, ["Ada Marsh", "Tom Okoro"]),
        ({"name": "https://paper.test/ada"}, []),
        (None, []),
    ],
)
def test_authors_of_every_shape(author: Any, names: list[str]) -> None:
    """Objects, lists and plain text name the same people; addresses name nobody."""
    found = read_json_ld(page_with({"@type": "Article", "author": author}), chinese=False)

    assert [person.name for person in found.people] == names


def test_newsroom_signs_as_an_organisation() -> None:
    """A newsroom that signs is kept, in a role that is no person's."""
    assert [(each.name, each.role, each.role_raw) for each in signed_by("Associated Press")] == [
        ("Associated Press", Role.OTHER, "organisation")
    ]


@pytest.mark.parametrize("text", ["104363", "info@paper.test", "网易", "www.paper.test", ""])
def test_placeholders_name_nobody(text: str) -> None:
    """Numbers, mail addresses and site names in an author tag are no people."""
    assert people_names(text) == []


def test_chinese_names_are_split() -> None:
    """Several Chinese names in one tag are several people."""
    assert people_names("韩江月、邵一鸣") == ["韩江月", "邵一鸣"]


def test_meta_tags_give_day_and_origin() -> None:
    """The published time wins over others, and a label inside the origin tag is cut off."""
    found = read_meta(
        {
            "article:published_time": "2026-03-10T09:00:00+08:00",
            "date": "2020-01-01",
            "source": "来源：人民网-文化 原创",
        },
        chinese=True,
    )

    assert (found.published_on, found.agency) == (date(2026, 3, 10), "人民网-文化")


def test_text_that_only_scripts_show() -> None:
    """The body that JSON-LD carries can be had where the page shows none."""
    assert article_body(page_with({"@type": "NewsArticle", "articleBody": "One.\nTwo."})) == "One.\nTwo."


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Li Wei November", ["Li Wei"]),
        ("Li WeiMarch", ["Li Wei"]),
        ("Theresa May", ["Theresa May"]),
        ("Riverton TimesNovember", []),
    ],
)
def test_a_month_behind_a_name_is_cut(said: str, names: list[str]) -> None:
    """Skins set the day directly behind the writer; names that are months stay."""
    assert people_names(said) == names


def test_a_job_signs_nothing() -> None:
    """A job alone in the field of the writer is neither a person nor a newsroom."""
    assert signed_by("Marketing and Event Coordinator") == ()
    assert [person.name for person in signed_by("Riverton Media")] == ["Riverton Media"]
