"""From an address to a source file: new, try and freeze, on loopback sites."""

import json
from collections.abc import Callable

from sqlalchemy import func, select

from archive.db import reading
from archive.models import Article, Capture, Run
from crawler.registry import load_registry
from tests.crawler.site import STORIES, publish_feed, publish_list, publish_new_line, web_article
from tests.scheduler.conftest import DAY, Newsroom, Ran

Jianbao = Callable[..., Ran]


def is_empty(newsroom: Newsroom) -> bool:
    """True when the archive holds no article, capture or run."""
    engine = newsroom.open()
    with reading(engine) as session:
        rows = [session.scalar(select(func.count(model.id))) for model in (Article, Capture, Run)]
    engine.dispose()
    return rows == [0, 0, 0]


def test_new_finds_a_feed_and_writes_its_source_file(newsroom: Newsroom, jianbao: Jianbao) -> None:
    """The feed named in the head of a page is offered, previewed with titles and first sentences, and written down."""
    publish_feed(newsroom.site, "/radio.xml", ((STORIES[0], DAY), (STORIES[1], DAY)))
    newsroom.site.say("/", '<link rel="alternate" type="application/rss+xml" href="/radio.xml">')
    place = "cn-jiangsu-zhenjiang"

    ran = jianbao("source", "new", f"{newsroom.site.address}/", "--id", "radio", "--place", place, "--yes")

    assert ran.code == 0, ran.err
    assert STORIES[0].title in ran.out
    assert "全桥顺利合龙。" in ran.out
    source = load_registry(newsroom.config).get("radio")
    assert (source.family, source.start) == ("feed", (f"{newsroom.site.address}/radio.xml",))
    assert (source.place, source.every) == (place, "60 min")
    assert is_empty(newsroom)


def test_new_prefers_the_edition(newsroom: Newsroom, jianbao: Jianbao) -> None:
    """An index page that leads to a dated layout page is offered as an edition, with the day as a template."""
    site = newsroom.site
    publish_new_line(site, "/YJRB", DAY, {"01": ("要闻", STORIES[:3])})
    site.say("/index.html", f'<meta http-equiv="refresh" content="0;url=/YJRB/layout/{DAY:%Y%m/%d}/node_01.html">')
    publish_feed(site, "/feed", ((STORIES[4], DAY),))

    ran = jianbao("source", "new", f"{site.address}/index.html", "--id", "daily", "--yes")

    assert ran.code == 0, ran.err
    source = load_registry(newsroom.config).get("daily")
    assert source.family == "edition"
    assert source.start == (f"{site.address}/YJRB/layout/{{day:%Y%m}}/{{day:%d}}/node_01.html",)


def test_new_reads_a_list_that_only_its_data_name(newsroom: Newsroom, jianbao: Jianbao) -> None:
    """A page that a script fills is offered by its JSON-LD; the preview has titles, days and first sentences."""
    site = newsroom.site
    publish_list(site, "/gov", tuple((story, DAY) for story in STORIES[:6]))
    named = [{"@type": "ListItem", "url": path, "name": "云江"} for path in site.answers if path.startswith("/gov/2")]
    data = json.dumps({"@type": "ItemList", "itemListElement": named})
    site.say("/", f'<html><script type="application/ld+json">{data}</script><div id="app"></div></html>')

    ran = jianbao("source", "new", f"{site.address}/", "--id", "portal", "--yes")

    assert ran.code == 0, ran.err
    assert "articles named in JSON-LD" in ran.out
    for shown in (STORIES[0].title, str(DAY), "全桥顺利合龙。"):
        assert shown in ran.out
    assert load_registry(newsroom.config).get("portal").family == "listing"


def test_new_finds_wordpress(newsroom: Newsroom, jianbao: Jianbao) -> None:
    """A site whose interface answers is collected by it, with the texts that it gives."""
    site = newsroom.site
    text = "".join(f"<p>{line}</p>" for line in STORIES[0].text)
    post = {"link": f"{site.address}/a.html", "date": f"{DAY}T06:00:00", "title": {"rendered": STORIES[0].title}}
    answer = json.dumps([{**post, "content": {"rendered": text}}])
    site.say("/", "<html><body>云江</body></html>")
    site.say("/wp-json/wp/v2/posts?per_page=1", answer, content_type="application/json")
    site.say("/a.html", web_article(STORIES[0], DAY))

    ran = jianbao("source", "new", f"{site.address}/", "--id", "blog", "--yes", "--json")

    assert ran.code == 0, ran.err
    assert [(one["family"], one["why"]) for one in ran.told["offers"]] == [("jsonapi", "WordPress answers")]
    assert load_registry(newsroom.config).get("blog").jsonapi.preset == "wordpress"


def test_new_says_when_there_is_nothing(newsroom: Newsroom, jianbao: Jianbao) -> None:
    """A site that offers nothing ends with code 2, the cause and the mend, and no file."""
    ran = jianbao("source", "new", f"{newsroom.site.address}/", "--yes")

    assert ran.code == 2
    assert "http-404" in ran.err
    assert "mend:" in ran.err
    assert not list((newsroom.home / "sources").iterdir())


def test_new_is_refused_a_private_address(newsroom: Newsroom, jianbao: Jianbao) -> None:
    """Without leave for private networks nothing is asked of a private address."""
    path = newsroom.home / "jianbao.toml"
    path.write_text(path.read_text("utf-8").replace("allow_private = true", "allow_private = false"), "utf-8")

    ran = jianbao("source", "new", f"{newsroom.site.address}/", "--yes")

    assert ran.code == 2
    assert "private-address" in ran.err
    assert newsroom.site.asked == []


def test_try_tells_what_would_be_stored_and_why_the_rest_not(newsroom: Newsroom, jianbao: Jianbao) -> None:
    """Each fetched page has a row: an article with title, day and first sentence, or the reason against it."""
    newsroom.add_feed("radio", 0, 1)
    newsroom.site.say(f"/radio/{STORIES[1].number}.html", "<html><title>通知</title><body>略</body></html>")

    ran = jianbao("source", "try", "radio", "--json")

    assert ran.code == 0, ran.err
    # Pages come as they arrive; the one that is an article is put first.
    first, second = sorted(ran.told["rows"], key=lambda row: bool(row["why_not"]))
    assert (first["title"], first["day"], first["why_not"]) == (STORIES[0].title, str(DAY), "")
    assert first["sentence"].endswith("全桥顺利合龙。")
    assert second["title"] == ""
    assert second["why_not"]
    assert is_empty(newsroom)


def test_try_fetches_no_more_than_asked(newsroom: Newsroom, jianbao: Jianbao) -> None:
    """A trial of one article fetches one article."""
    newsroom.add_feed("radio", 0, 1, 2)

    ran = jianbao("source", "try", "radio", "--most", "1", "--json")

    assert len(ran.told["rows"]) == 1
    assert len([path for path in newsroom.site.paths() if path.startswith("/radio/")]) == 1


def test_freeze_writes_a_case(newsroom: Newsroom, jianbao: Jianbao) -> None:
    """The page as served, how it came, and what is read from it stand in three files; a second case needs a name."""
    newsroom.add_feed("radio", 0)
    url = f"{newsroom.site.address}/radio/{STORIES[0].number}.html"

    ran, again = jianbao("source", "freeze", "radio", url), jianbao("source", "freeze", "radio", url)

    assert (ran.code, again.code) == (0, 2), ran.err
    folder = newsroom.home / "pages" / "radio" / "case"
    assert (folder / "page.html").read_bytes() == newsroom.site.answers[f"/radio/{STORIES[0].number}.html"].body
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    assert (expected["title"], expected["published_on"]) == (STORIES[0].title, str(DAY))
    assert json.loads((folder / "page.json").read_text("utf-8"))["url"] == url
    assert is_empty(newsroom)


def test_new_knows_a_government_list(newsroom: Newsroom, jianbao: Jianbao) -> None:
    """A list with the prescribed tags becomes a source of its own family, in twenty lines at most; JSON tells all."""
    publish_list(newsroom.site, "/zwgk", ((STORIES[0], DAY), (STORIES[1], DAY)), pages=2)
    page = newsroom.site.answers["/zwgk/list.shtml"].body.decode()
    newsroom.site.say("/zwgk/list.shtml", page.replace("<head>", '<head><meta name="SiteIDCode" content="3211000001">'))

    address = f"{newsroom.site.address}/zwgk/list.shtml"
    told = jianbao("source", "new", address, "--id", "zwgk", "--yes", "--json").told

    assert (told["source"]["family"], told["source"]["gov"], told["written"]) == ("govsite", {"list": "static"}, True)
    assert {row["title"] for row in told["preview"]["rows"]} == {STORIES[0].title, STORIES[1].title}
    source = load_registry(newsroom.config).get("zwgk")
    assert (source.family, source.gov.list) == ("govsite", "static")
    assert len((newsroom.home / "sources" / "zwgk.yaml").read_text(encoding="utf-8").splitlines()) <= 20
