import re
import sys
from html import unescape
from xml.etree import ElementTree

import pytest

from archive.web.settings import WebConfig

ATOM = "{http://www.w3.org/2005/Atom}"


def _hrefs(text, start):
    return [unescape(one) for one in re.findall(r'href="([^"]*)"', text) if one.startswith(start)]


def test_results_show_totals_marks_and_how_the_query_was_understood(client):
    """Articles and stories are counted, the words are marked, and the query is said in words."""
    found = client.get("/search", params={"q": "科技创新大会 专项资金"}, headers={"accept-language": "zh"})

    assert "共 2 篇" in found.text
    assert "归为 1 条新闻" in found.text
    assert "<mark>科技创新大会</mark>" in found.text
    assert "理解为：" in found.text
    assert "2 处刊登" in found.text


def test_copies_are_folded_until_asked_for(client):
    """One article a story is listed; `copies=1` lists each."""
    folded = client.get("/search", params={"q": "科技创新大会 专项资金"}).text
    whole = client.get("/search", params={"q": "科技创新大会 专项资金", "copies": "1"}).text

    assert (folded.count('class="hit"'), whole.count('class="hit"')) == (1, 2)


def test_a_hit_shows_the_headline_triple_and_its_place(client):
    """Kicker, title, subtitle, source, day and layout page stand together."""
    text = client.get("/search", params={"q": "title:实验室"}, headers={"accept-language": "zh"}).text

    for words in ("市委市政府召开科技创新大会", "沈怀远讲话 陆知秋主持", "云江日报", "2026年3月10日", "01 版 要闻"):
        assert words in re.sub("</?mark>", "", text)


def test_a_facet_narrows_and_its_mark_widens_again(client):
    """The link of a facet leads to an answer of as many articles as it promises, where it is active and removable."""
    text = client.get("/search", params={"q": "市", "sort": "date"}).text
    address, promised = re.search(
        r'href="(/search\?[^"]*source%3Ayunjiang-evening[^"]*)"><span>云江晚报</span><span class="number">(\d+)', text
    ).groups()

    narrowed = client.get(unescape(address)).text

    assert re.search(rf'id="total">(共 )?{promised}\b', narrowed)
    assert 'aria-current="true"><span>云江晚报' in narrowed
    removed = [one for one in _hrefs(narrowed, "/search?") if one == "/search?q=%E5%B8%82&sort=date"]
    assert len(removed) >= 2


def test_the_newest_articles_need_no_query(client):
    """An empty query lists the newest stories, with sources and themes to narrow down by."""
    found = client.get("/search", params={"q": "  "})

    assert found.status_code == 200
    assert found.text.count('class="hit"') == 20
    assert _hrefs(found.text, "/search?q=source%3Ayunjiang-daily")


def test_pages_part_the_answer_without_overlap(client):
    """Two pages show different stories, numbered on."""
    first, second = (client.get("/search", params={"q": "处", "sort": "date", "page": page}).text for page in (1, 2))
    articles = [set(re.findall(r'<h2[^>]*><a href="(/article/\d+)"', text)) for text in (first, second)]

    assert len(articles[0]) == 20
    assert articles[1]
    assert articles[0].isdisjoint(articles[1])
    assert '<ol start="21">' in second


@pytest.mark.parametrize("page", ["0", "-3", "nonsense", "9" * 30, "4999"])
def test_a_strange_page_number_is_no_error(client, page):
    """Numbers that cannot be, and pages behind the last, are answered calmly."""
    assert client.get("/search", params={"q": "市", "page": page}).status_code == 200


def test_a_query_that_cannot_be_read_shows_place_and_mend(client):
    """The place is marked in the query, the mend stands below, and help follows."""
    found = client.get("/search", params={"q": "创新 (改革"})

    assert found.status_code == 400
    assert "创新 <mark>(</mark>改革" in found.text
    assert "补一个 )" in found.text
    assert 'role="alert"' in found.text


def test_a_query_over_the_limit_is_refused_unread(client):
    """A query over the limit is refused with the limit, and is not sent back whole."""
    found = client.get("/search", params={"q": "新" * 5_000})

    assert found.status_code == 400
    assert "500" in found.text
    assert len(found.text) < 10_000


def test_nothing_found_says_so_and_helps(client):
    """An answer without articles shows how to ask otherwise."""
    text = client.get("/search", params={"q": "绝无此词"}, headers={"accept-language": "zh"}).text

    assert "没有稿件符合" in text
    assert "怎样写检索式" in text


def test_an_answer_within_one_month_is_drawn_by_day(client):
    """The timeline shows the days of the month, and only days with articles have a bar."""
    text = client.get("/search", params={"q": "科技创新大会"}).text

    assert "2026-03-01 – 2026-03-31" in text
    assert text.count('class="bar-fill"') == 1


def test_json_carries_the_same_answer(client):
    """Total, hits with marks, facets and the next page, as one JSON value."""
    found = client.get("/search.json", params={"q": "处", "sort": "date"}).json()

    assert found["total"] >= 40
    assert len(found["hits"]) == 20
    hit = found["hits"][0]
    mark = hit["snippet"]["marks"][0]
    assert hit["snippet"]["text"][mark["start"] : mark["end"]] == "处"
    assert {row["value"] for row in found["facets"]["source"]} >= {"yunjiang-daily", "yunjiang-evening"}
    following = client.get(found["next"]).json()
    assert following["page"] == 2
    assert {one["article_id"] for one in following["hits"]}.isdisjoint(one["article_id"] for one in found["hits"])


def test_csv_carries_every_article(client):
    """All articles of the answer come as one table for a spreadsheet, copies included."""
    found = client.get("/search.csv", params={"q": "科技创新大会"})

    assert found.headers["content-type"].startswith("text/csv")
    assert "attachment" in found.headers["content-disposition"]
    assert found.text.startswith("\ufeffid,")
    assert "把实验室搬到生产线旁" in found.text
    assert "云江科技创新大会昨召开" in found.text


def test_the_feed_is_well_formed_and_newest_first(client, city):
    """A feed reader gets titles, addresses, times and themes, and no markup from articles."""
    found = client.get("/search.atom", params={"q": "人才 OR 敌意"})
    feed = ElementTree.fromstring(found.content)

    assert found.headers["content-type"].startswith("application/atom+xml")
    entries = feed.findall(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title") for entry in entries]
    assert any(title.startswith("敌意标题<script>") for title in titles)
    assert all(entry.findtext(f"{ATOM}id").startswith(f"{WebConfig().address}/article/") for entry in entries)
    assert b"javascript:" not in found.content
    assert all(entry.findtext(f"{ATOM}updated") for entry in entries)


def test_a_cookie_remembers_the_language(client):
    """`?lang=en` once, and the next page is English although the browser asks for Chinese."""
    client.get("/?lang=en")

    assert '<html lang="en">' in client.get("/themes", headers={"accept-language": "zh"}).text


def test_the_language_link_keeps_the_page(client):
    """The link to the other language leads to the same search."""
    text = client.get("/search", params={"q": "创新", "sort": "date"}, headers={"accept-language": "zh"}).text
    (address,) = [one for one in _hrefs(text, "/search?") if "lang=en" in one]

    assert "Understood as:" in client.get(address).text


def test_the_timeline_has_a_share_line_and_marks_gaps(client):
    """Beside the bars stands the share of what was collected; a bar says its share, and the words tell what is what."""
    text = client.get("/search", params={"q": "市"}, headers={"accept-language": "en"}).text

    assert 'class="share-line"' in text
    assert re.search(r"<title>[^<]*: \d+ \(\d+\.\d\d%\)</title>", text)
    assert "share of what was collected" in text


def test_every_form_of_export_is_a_twin(client):
    """Each form answers with a file of the same articles, and says where its manifest is."""
    query = {"q": "科技创新大会"}
    text = unescape(client.get("/search", params=query).text)

    for form, sign in (("jsonl", '"title"'), ("ris", "TY  - NEWS"), ("bib", "@article{"), ("gbt.txt", "[N/OL]")):
        found = client.get(f"/search.{form}", params=query)
        assert found.text.count(sign) >= 2, form
        assert f'filename="jianbao.{form}"' in found.headers["content-disposition"]
        assert 'rel="describedby"' in found.headers["link"]
        assert f"/search.{form}?q=" in text
    assert {item["type"] for item in client.get("/search.csl.json", params=query).json()} == {"article-newspaper"}


def test_parquet_is_offered_where_it_can_be_written(client, monkeypatch):
    """With the library the page links to the Parquet file, which is one; without it there is no link."""
    pytest.importorskip("pyarrow")
    query = {"q": "科技创新大会"}

    assert "/search.parquet?q=" in client.get("/search", params=query).text
    assert client.get("/search.parquet", params=query).content.startswith(b"PAR1")

    monkeypatch.setitem(sys.modules, "pyarrow", None)

    assert "/search.parquet" not in client.get("/search", params=query).text


def test_the_manifest_of_a_search_is_json(client):
    """Query, counts and rights of an export can be read on their own; a bad query is told as JSON."""
    told = client.get("/search.manifest.json", params={"q": "科技创新大会"}).json()

    assert told["query"] == "科技创新大会"
    assert told["articles"] == told["total"] >= 2
    assert client.get("/search.manifest.json").json() == {}
    assert client.get("/search.ris", params={"q": "(市"}).status_code == 400
