"""`jianbao read` on files, captures and addresses."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pipelines.extract.markups import portal, wordpress
from tests.scheduler.conftest import Newsroom, Ran
from tests.scheduler.test_learning import FILE, keep

Jianbao = Callable[..., Ran]


@pytest.fixture
def saved(tmp_path: Path, newsroom: Newsroom) -> Path:
    """A saved page whose meta tags give another title than readers see."""
    page = wordpress(1)
    told = b'<meta property="og:title" content="Another name for search engines altogether">'
    path = tmp_path / "saved.html"
    path.write_bytes(page.body.replace(b"<head>", b"<head>" + told))
    return path


def test_every_field_says_how_it_was_read(jianbao: Jianbao, saved: Path) -> None:
    """As JSON each field of the draft has its way of reading; sure fields have a figure."""
    told = jianbao("read", str(saved), "--url", "http://post.test/city/benches-1/", "--json").told

    draft = told["drafts"][0]
    assert draft["title"] == "Park number 1 gets its benches after 6 years of waiting"
    assert draft["provenance"]["title"]
    assert set(draft["confidence"]) <= set(draft["provenance"])
    assert 0 < draft["confidence"]["published_on"] < 1


def test_losers_are_told(jianbao: Jianbao, saved: Path) -> None:
    """The title that lost against the heading is named with where it stood."""
    losers = jianbao("read", str(saved), "--json").told["losers"]

    assert {"field": "title", "value": "Another name for search engines altogether", "how": "meta"} in losers


def test_losers_are_shown_on_request(jianbao: Jianbao, saved: Path) -> None:
    """Without --explain the table holds the winners alone."""
    assert "not title" not in jianbao("read", str(saved)).out
    assert "not title" in jianbao("read", str(saved), "--explain").out


def test_a_capture_is_read_by_its_source(jianbao: Jianbao, newsroom: Newsroom) -> None:
    """A number is a capture: read by the selectors of its source, and named in the draft."""
    newsroom.add_source("town", FILE + 'read:\n  - title: "h1"\n')
    keep(newsroom, portal, 1)

    draft = jianbao("read", "1", "--json").told["drafts"][0]

    assert draft["provenance"]["title"] == "selector h1"
    assert draft["capture"]["id"] == 1


def test_an_address_is_fetched(jianbao: Jianbao, newsroom: Newsroom) -> None:
    """An address is fetched as a crawl would, and nothing of it stays in the archive."""
    newsroom.site.say("/a.html", portal(1).body)

    told = jianbao("read", f"{newsroom.site.address}/a.html", "--json").told

    assert told["drafts"][0]["title"]
    assert jianbao("capture", "show", "1").code != 0


def test_robots_are_obeyed(jianbao: Jianbao, newsroom: Newsroom) -> None:
    """A page that robots.txt keeps to itself is not fetched."""
    newsroom.site.say("/a.html", portal(1).body)
    newsroom.site.say("/robots.txt", "User-agent: *\nDisallow: /\n", content_type="text/plain")

    ran = jianbao("read", f"{newsroom.site.address}/a.html")

    assert ran.code != 0
    assert "cannot be had" in ran.err
    assert newsroom.site.paths() == []


def test_a_private_address_is_not_fetched(jianbao: Jianbao, newsroom: Newsroom) -> None:
    """Unless the settings allow it, loopback is out of reach."""
    newsroom.site.say("/a.html", portal(1).body)
    path = newsroom.home / "jianbao.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("allow_private = true", ""), encoding="utf-8")

    ran = jianbao("read", f"{newsroom.site.address}/a.html")

    assert ran.code != 0
    assert "cannot be had" in ran.err


def test_a_page_without_article(jianbao: Jianbao, newsroom: Newsroom, tmp_path: Path) -> None:
    """A page that is no article says why, and the command fails."""
    path = tmp_path / "list.html"
    path.write_text("<html><body><p>404 not found</p></body></html>", encoding="utf-8")

    ran = jianbao("read", str(path))

    assert ran.code == 1
    assert "no article" in ran.err


def test_a_wrong_name(jianbao: Jianbao, newsroom: Newsroom) -> None:
    """What is neither file nor address nor number is told."""
    ran = jianbao("read", "nothing-here")

    assert ran.code != 0
    assert "no file" in ran.err


def test_explaining_shows_where_each_paragraph_stands(jianbao: Jianbao, saved: Path) -> None:
    """Start and length lead to the paragraph in the page, and JSON has the same anchors."""
    draft = jianbao("read", str(saved), "--json").told["drafts"][0]
    page = saved.read_text("utf-8")

    shown = jianbao("read", str(saved), "--explain").out

    (_, start, length) = draft["anchors"][0]
    assert page[start : start + length] == draft["text"].split("\n")[0]
    assert any(line.split()[-2:] == [str(start), str(length)] for line in shown.splitlines())


def test_losers_of_the_body_are_told(jianbao: Jianbao, saved: Path) -> None:
    """Other ways of finding the text stand among the losers where they found another text."""
    said = b'<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"Benches, in short."}</script>'
    saved.write_bytes(saved.read_bytes().replace(b"<head>", b"<head>" + said))

    losers = jianbao("read", str(saved), "--json").told["losers"]

    assert {"field": "text", "value": "Benches, in short.", "how": "json-ld"} in losers
    assert "not text" in jianbao("read", str(saved), "--explain").out
