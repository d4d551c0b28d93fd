"""The page that says why two articles are one story or two, and what an article page says of its copies."""

import pytest
from starlette.testclient import TestClient

from tests.archive.web.city import City


def test_two_copies_are_shown_with_what_they_share(client: TestClient, city: City) -> None:
    """Both headlines, the share of each in the other, and the shared passages marked."""
    text = client.get(f"/article/{city.meeting}/why/{city.copy}", headers={"accept-language": "en"}).text

    assert "Why they are one story" in text
    assert "of its text stands in the other" in text
    assert text.count("<mark>") >= 3
    assert "<mark>Marked words stand in both.</mark>" in text


def test_texts_that_share_nothing_bear_no_marks(client: TestClient, city: City) -> None:
    """Where no passage is shared, nothing is said of marked words."""
    assert "<mark>" not in client.get(f"/article/{city.hostile}/why/{city.meeting}").text


def test_the_article_page_leads_to_the_grounds(client: TestClient, city: City) -> None:
    """Beside each copy stands the way to why it is one."""
    assert f'href="/article/{city.meeting}/why/{city.copy}"' in client.get(f"/article/{city.meeting}").text


def test_hostile_text_stays_text(client: TestClient, city: City) -> None:
    """Markup in an article is shown as characters here too."""
    assert "<script>alert" not in client.get(f"/article/{city.hostile}/why/{city.meeting}").text


@pytest.mark.parametrize("other", ["999999", "0"])
def test_an_unknown_article_is_a_missing_page(client: TestClient, city: City, other: str) -> None:
    """The page says that there is no such article."""
    assert client.get(f"/article/{city.meeting}/why/{other}").status_code == 404


def test_a_server_without_the_judge_compares_nothing(empty: TestClient) -> None:
    """Served without the judge, the page is missing and says how to serve it."""
    found = empty.get("/article/1/why/2", headers={"accept-language": "en"})

    assert found.status_code == 404
    assert "jianbao serve" in found.text


def test_the_differences_name_the_changed_facts(client: TestClient, city: City) -> None:
    """Between two revisions the numbers that were put right are listed above the texts."""
    text = client.get(f"/article/{city.meeting}/diff").text

    assert 'id="facts"' in text
