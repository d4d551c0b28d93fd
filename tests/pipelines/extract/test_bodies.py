"""Every way of finding a body, asked by itself."""

from dataclasses import replace

from pipelines.extract.bodies import all_bodies
from pipelines.items import ReadRules
from tests.pipelines.extract.markups import portal, wordpress


def test_each_way_gives_its_text() -> None:
    """A page without marks is read by the model and by the second reader, and the model is trusted more."""
    page = wordpress(1)

    found = all_bodies(page.body.decode(), page)

    assert [one.provenance["text"] for one in found if one.provenance["text"] in ("model", "trafilatura")] == [
        "model",
        "trafilatura",
    ]


def test_the_source_s_selectors_come_first() -> None:
    """What a source's own selectors give is the first of all, the others stand behind it."""
    page = replace(portal(1), rules=ReadRules(body=("p",)))

    found = all_bodies(page.body.decode(), page)

    assert found[0].provenance["text"].startswith("selector")
    assert len(found) > 1


def test_nothing_to_parse_has_no_body() -> None:
    """An empty page has no text in any way."""
    assert all_bodies("", wordpress(1)) == ()
