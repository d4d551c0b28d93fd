"""Review of themes at the desk, and the timeline of targets."""

import pytest

from archive import read
from archive.records import Draft, Evidence, Mention, Tag, ThemeName
from archive.store import Store
from archive.themes import corrections
from archive.themes.codings import code, codings
from pipelines.dedup import same
from pipelines.entities import find_mentions
from tests.archive.web.conftest import NOW

pytestmark = pytest.mark.both_databases

HERE = {"sec-fetch-site": "same-origin"}
TEXT = "人才公寓管理办法施行，力争到2030年建成房源六万套。"


@pytest.fixture
def engine(empty):
    """The empty archive's database."""
    return empty.app.state.site.engine


@pytest.fixture
def own(empty):
    """The empty archive as opened on the machine itself."""
    from starlette.testclient import TestClient

    return TestClient(empty.app, base_url="http://localhost", client=("127.0.0.1", 50000))


@pytest.fixture
def story(engine):
    """A stored article about housing, with a target."""
    store = Store(engine, same=same)
    store.register_themes(
        [ThemeName(id=name, zh=zh, en=name) for name, zh in (("housing", "住房保障"), ("talent", "人才"))]
    )
    evidence = Evidence(field="text", start=0, end=4, term="人才公寓", weight=3.5)
    draft = Draft(
        url="http://paper.test/1.html",
        source="yunjiang-daily",
        title="云江市人才公寓办法",
        text=TEXT,
        language="zh-Hans",
        policy=5.0,
        tags=(Tag(theme="housing", score=3.5, evidence=(evidence,)),),
        mentions=find_mentions(TEXT),
    )
    return store.save(draft, now=NOW).article_id


def test_queue_shows_what_waits(own, story):
    """The tag that the rules are unsure of is shown with two buttons."""
    page = own.get("/themes/review").text

    assert "云江市人才公寓办法" in page
    assert 'value="reject"' in page


def test_rejection_takes_the_theme_off(own, engine, story):
    """The button takes the theme off the article and keeps who decided."""
    answer = own.post(
        "/themes/review",
        data={"article": str(story), "theme": "housing", "do": "reject"},
        headers=HERE,
        follow_redirects=False,
    )

    assert answer.status_code == 303
    assert read.article(engine, story).tags == ()
    assert [one.reviewer for one in corrections(engine)] == ["desk"]


def test_theme_is_added_on_the_articles_page(own, engine, story):
    """The form of the article's page adds a theme and leads back to it."""
    assert 'value="add"' in own.get(f"/article/{story}").text
    data = {"article": str(story), "theme": "talent", "do": "add", "back": "article"}
    answer = own.post("/themes/review", data=data, headers=HERE, follow_redirects=False)

    assert answer.headers["location"] == f"/article/{story}"
    assert {tag.theme for tag in read.article(engine, story).tags} == {"housing", "talent"}


def test_readers_see_no_button(empty, story):
    """Who is not at the desk can neither see nor use the buttons."""
    assert "/themes/review" not in empty.get(f"/article/{story}").text
    assert empty.get("/themes/review").status_code == 400


def test_form_of_another_site_is_refused(own, engine, story):
    """A form sent by another site's page changes nothing."""
    data = {"article": str(story), "theme": "housing", "do": "reject"}
    answer = own.post("/themes/review", data=data, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 400
    assert corrections(engine) == ()


@pytest.mark.parametrize("data", [{"article": "x", "do": "reject"}, {"article": "1", "theme": "housing", "do": "burn"}])
def test_senseless_form_is_an_error(own, story, data):
    """What the buttons never send is refused."""
    assert own.post("/themes/review", data=data, headers=HERE).status_code == 400


def test_targets_stand_by_year(empty, story):
    """The timeline names the year, the words and the article."""
    page = empty.get("/targets").text

    assert "2030" in page
    assert "力争到2030年建成房源六万套" in page
    assert f"/article/{story}" in page


def test_coder_sees_the_text_and_no_theme(own, story):
    """The page of blind coding shows the text and boxes, and nothing of what the rules or others gave."""
    page = own.get("/themes/code?lang=en").text

    assert TEXT in page
    assert 'value="talent"' in page
    assert " checked>" not in page
    assert "3.5" not in page


def test_coding_is_entered_once(own, engine, story):
    """The form enters all themes chosen under the person's name and changes no tag; the article is not asked again."""
    data = {"article": str(story), "theme-talent": "talent", "theme-housing": "housing"}
    answer = own.post("/themes/code", data=data, headers=HERE, follow_redirects=False)

    assert answer.status_code == 303
    [coded] = codings(engine)
    assert (coded.coder, coded.themes) == ("desk", ("housing", "talent"))
    assert [tag.theme for tag in read.article(engine, story).tags] == ["housing"]
    assert TEXT not in own.get("/themes/code").text
    assert own.post("/themes/code", data=data, headers=HERE).status_code == 400


def test_agreement_is_told_once_two_have_coded(own, engine, story):
    """With two coders' choices the page tells alpha, and that it is low."""
    code(engine, story, ["talent"], coder="wang", now=NOW)
    own.post("/themes/code", data={"article": str(story), "theme-housing": "housing"}, headers=HERE)

    page = own.get("/themes/code?lang=en").text

    assert "alpha" in page
    assert "0.667" in page


def test_readers_may_not_code(empty, story):
    """Who is not at the desk reads how to get there."""
    assert empty.get("/themes/code").status_code == 400


def test_offices_of_a_person_stand_on_a_page(empty, engine, story):
    """A name leads to its offices with the day they were printed first; an unknown one to a plain answer."""
    mention = Mention(kind="person", name="林晚晴", start=0, end=3, detail="市长")
    draft = Draft(
        url="http://paper.test/2.html",
        source="yunjiang-daily",
        title="调研",
        text="林晚晴市长调研老旧小区改造，要求倒排工期，让居民早日受益。",
        published_on=NOW.date(),
        mentions=(mention,),
    )
    Store(engine, same=same).save(draft, now=NOW)

    assert str(NOW.date()) in empty.get("/offices?name=林晚晴").text
    assert "林晚晴" in empty.get("/offices?office=市长").text
    assert "No office" in empty.get("/offices?name=nobody&lang=en").text
