import hashlib
import re

from archive import read
from archive.analysis import similar
from tests.archive.web.city import page_of_the_meeting
from tests.archive.web.conftest import NOW


def _text(found):
    return re.sub(r"</?mark>", "", found.text)


def test_an_article_shows_triple_people_place_and_text(client, city):
    """Kicker, title, subtitle, reporter with role, layout page, paragraphs, caption and credits are all there."""
    text = _text(client.get(f"/article/{city.meeting}", headers={"accept-language": "zh"}))

    for words in (
        "市委市政府召开科技创新大会", "把实验室搬到生产线旁", "沈怀远讲话 陆知秋主持", "顾南枝", "记者", "01 版 要闻",
        "<p>大会还表彰了十位科技工作者。</p>", "科技创新大会会场。", "梁雨桐", "责任编辑 丁一帆",
    ):  # fmt: skip
        assert words in text


def test_a_theme_shows_the_sentence_that_earned_it(client, city):
    """Beside each theme stands a sentence of the text with the words marked; asked for, they are marked in the text."""
    plain = client.get(f"/article/{city.meeting}").text
    lit = client.get(f"/article/{city.meeting}", params={"theme": "tech-innovation"}).text

    assert '<p class="why" lang="zh-Hans">3月9日，市委、市政府召开<mark>科技创新</mark>大会。</p>' in plain
    body = re.compile(r'id="text".*?</div>', re.DOTALL)
    assert "<mark>" not in body.search(plain).group()
    assert "<mark>科技成果转化</mark>" in body.search(lit).group()


def test_an_unknown_theme_marks_nothing(client, city):
    """A theme that the article does not carry changes nothing."""
    found = client.get(f"/article/{city.meeting}", params={"theme": "no-such"})

    assert found.status_code == 200
    assert 'role="status"' not in found.text


def test_the_proof_names_capture_digest_and_file(client, city):
    """The provenance box leads from the text to the bytes it was read from."""
    text = client.get(f"/article/{city.meeting}").text
    body = client.get(f"/capture/{city.capture}/bytes").content

    assert f"sha256:{hashlib.sha256(body).hexdigest()}" in text
    assert re.search(r"\.warc(\.gz)?(\.open)?</code> @ \d+", text)
    assert f'href="/capture/{city.capture}"' in text
    assert "enpproperty" in text


def test_copies_lead_to_each_other(client, city):
    """The article names the paper that also printed it, and the copy leads back."""
    assert f'href="/article/{city.copy}"' in client.get(f"/article/{city.meeting}").text
    assert f'href="/article/{city.meeting}"' in client.get(f"/article/{city.copy}").text


def test_the_citation_names_paper_day_and_page(client, city):
    """GB/T 7714 stands in the cite box, ready to be copied."""
    assert "[N/OL]. 云江日报, 2026-03-10(01)" in client.get(f"/article/{city.meeting}").text


def test_the_comparison_shows_what_changed_alone(client, city):
    """Between two revisions the changed number and the added paragraph are marked, the rest stands."""
    text = client.get(f"/article/{city.meeting}/diff", params={"from": 1, "to": 2}).text

    assert "<del>6</del><ins>八</ins>" in text
    assert "<ins>大会还表彰了十位科技工作者。</ins>" in text
    assert text.count("<del>") == 2  # the number, and the legend


def test_a_revision_that_is_not_there_is_said(client, city):
    """Numbers out of range give the range."""
    found = client.get(f"/article/{city.meeting}/diff", params={"from": 7, "to": 2})

    assert found.status_code == 404
    assert "1 to 2" in found.text


def test_an_article_as_json_has_all_that_the_page_has(client, city):
    """Text, revisions, tags with evidence, mentions, members and the capture come as one value."""
    found = client.get(f"/article/{city.meeting}.json").json()

    assert found["title"] == "把实验室搬到生产线旁 让好点子在云江落地"
    assert found["published_on"] == "2026-03-10"
    assert [one["number"] for one in found["revisions"]] == [1, 2]
    evidence = found["tags"][0]["evidence"][0]
    assert found[evidence["field"]][evidence["start"] : evidence["end"]]
    assert found["capture"]["ref"]["digest"].startswith("sha256:")


def test_captured_bytes_are_handed_out_as_they_came(client, city):
    """The bytes are shown as plain text in the page's own character set, whatever markup they are."""
    found = client.get(f"/capture/{city.capture}/bytes")

    assert found.headers["content-type"] == "text/plain; charset=gb18030"
    assert found.content.decode("gbk").endswith("科技创新大会</body></html>")
    assert found.headers["x-capture-digest"] == f"sha256:{hashlib.sha256(found.content).hexdigest()}"


def test_a_captured_page_is_locked_up(client, city):
    """As a page it may run nothing, send nothing, load nothing, and is no part of this site."""
    policy = client.get(f"/capture/{city.capture}/page").headers["content-security-policy"]

    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-" not in policy


def test_a_capture_that_was_changed_on_disk_is_said_not_shown(empty, tmp_path):
    """When the bytes no longer match their digest the page says so, and hands nothing out."""
    captures = empty.app.state.site.captures
    ref = captures.keep(page_of_the_meeting(NOW))
    captures.close()
    (segment,) = (tmp_path / "empty" / "captures").glob("*.warc.gz")
    kept = bytearray(segment.read_bytes())
    kept[ref.offset + ref.length // 2] ^= 0xFF
    segment.write_bytes(bytes(kept))

    assert 'class="note wrong' in empty.get(f"/capture/{ref.id}").text
    assert empty.get(f"/capture/{ref.id}/bytes").status_code == 500


def test_similar_articles_stand_beside(client):
    """The box lists exactly the articles with the same rare characters that no other box names, five at most."""
    engine = client.app.state.site.engine
    boxes = 0
    for number in range(1, read.totals(engine).articles + 1):
        view = read.article(engine, number)
        apart = {one.article_id for one in (*view.near, *view.reports)}
        wanted = [one.article_id for one in similar(engine, number) if one.article_id not in apart][:5]
        box = client.get(f"/article/{number}").text.partition('id="similar"')[2].partition("</section>")[0]
        assert [int(found) for found in re.findall(r'href="/article/(\d+)"', box)] == wanted
        boxes += bool(wanted)
    assert boxes
