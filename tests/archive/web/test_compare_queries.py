"""The page that puts queries side by side."""

import re
from xml.etree import ElementTree

import pytest


def test_queries_are_drawn_and_listed(client):
    """A picture, the totals, what both find, and the figures behind the picture stand on one page."""
    text = client.get("/compare", params={"q": ["科技", "市"], "grain": "day"}, headers={"accept-language": "en"}).text

    picture = ElementTree.fromstring(re.search(r"<svg.*?</svg>", text, re.DOTALL).group())
    assert picture.findtext("{http://www.w3.org/2000/svg}title") == "科技 / 市"
    assert "Found by both 科技 and 市" in text
    assert '<th scope="row">2026-03-10</th>' in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_asked_is_an_empty_form(client, language):
    """Without a query there are five fields and no picture."""
    text = client.get("/compare", headers={"accept-language": language}).text

    assert text.count('name="q"') == 5
    assert "<figure" not in text


@pytest.mark.parametrize("asked", [{"q": "(市"}, {"q": ["市"] * 6}, {"q": "市", "grain": "week"}])
def test_what_cannot_be_compared_is_told(client, asked):
    """A bad query, too many and an unknown unit are answered with 400 and the mend, and the fields stay filled."""
    found = client.get("/compare", params=asked)

    assert found.status_code == 400
    assert 'role="alert"' in found.text
    assert 'name="q" value=' in found.text


def test_words_of_a_query_cannot_become_markup(client):
    """A query is escaped in the picture, the list and the table."""
    text = client.get("/compare", params={"q": 'source:"<b>x</b>"'}).text

    assert "<b>x" not in text
