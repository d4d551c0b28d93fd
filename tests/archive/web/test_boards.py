import re

from archive import runs
from archive.records import Ledger, SourceRow
from tests.archive.web.conftest import NOW


def _rows(text):
    return re.findall(r'<th scope="row"><a href="/source/([^"]+)"', text)


def test_trouble_stands_on_top_with_its_mend(client):
    """Failing, then blocked, then what never ran, then what is well; each trouble names the command."""
    text = client.get("/sources").text

    assert _rows(text)[:2] == ["riverside-weekly", "yunjiang-radio"]
    assert "jianbao crawl riverside-weekly" in text
    assert "jianbao source show yunjiang-radio" in text
    assert "an anti-bot wall answered 12 of 12 requests" in text


def test_a_source_switched_off_by_hand_is_no_trouble(empty):
    """What somebody paused stands at the bottom, without a command."""
    engine = empty.app.state.site.engine
    runs.enlist(engine, [SourceRow(id=name, name=name, family="feed") for name in ("a-daily", "b-daily")])
    run = runs.begin(engine, "a-daily", kind="crawl", now=NOW, owner="tests")
    runs.finish(engine, run, now=NOW, ledger=Ledger(), outcome="failed", detail="timeout")
    runs.pause(engine, "a-daily", paused=True)

    text = empty.get("/sources", headers={"accept-language": "en"}).text

    assert _rows(text) == ["b-daily", "a-daily"]
    assert "switched off" in text
    assert "jianbao crawl a-daily" not in text


def test_a_source_shows_its_runs_and_editions(client):
    """The accounts of its runs stand in columns, and each edition says how much of it is stored."""
    text = client.get("/source/yunjiang-daily", headers={"accept-language": "en"}).text

    assert "4 pages, 9 of 13 stored" in text
    assert re.findall(r'<td class="number" data-name="\w+">(\d+)</td>', text) == ["12", "9", "1", "0", "1", "1"]


def test_a_run_says_whether_its_ledger_adds_up(client, city):
    """A ledger with addresses unaccounted for is said in red, with both numbers."""
    text = client.get(f"/run/{city.run}", headers={"accept-language": "en"}).text

    assert "12 discovered, 3 accounted for" in text
    assert "<code>timeout</code>" in text


def test_an_edition_lists_stored_and_missing_articles(client, city):
    """A layout page shows what it announced: stored articles as links, the others as such."""
    text = client.get("/edition/yunjiang-daily/2026-03-10", headers={"accept-language": "en"}).text

    assert f'href="/article/{city.meeting}"' in text
    assert text.count("listed on the page, not stored") == 4


def test_an_edition_whose_pages_were_not_seen_is_built_from_its_articles(client):
    """Articles that say where they stood give the edition's pages."""
    text = client.get("/edition/yunjiang-evening/2026-03-11").text

    assert "夜市" in text
    assert text.count('class="theme"') == 4


def test_themes_are_counted_and_lead_to_their_articles(client):
    """A theme leads to a search that finds as many articles as it promises."""
    text = client.get("/themes", headers={"accept-language": "zh"}).text
    address, promised = re.search(
        r'href="(/search\?q=theme%3Atech-innovation)"><span>科技创新</span><span class="number soft">(\d+)<', text
    ).groups()

    assert f"共 {promised} 篇" in client.get(address, headers={"accept-language": "zh"}).text


def test_the_front_page_shows_new_stories_by_theme_and_gaps(client):
    """Each story stands once, days without articles are marked as gaps."""
    text = client.get("/", headers={"accept-language": "zh"}).text
    stories = re.findall(r'<a class="headline" href="/article/(\d+)"', text)

    assert len(stories) == len(set(stories)) > 10
    assert "科技创新" in text
    assert text.count('<td class="s0">–</td>') > 20
    assert re.search(r'<td class="s4">\d+</td>', text)


def test_an_empty_archive_tells_the_first_commands(empty):
    """A new installation shows what to type, not an error."""
    found = empty.get("/", headers={"accept-language": "en"})

    assert found.status_code == 200
    assert "jianbao demo" in found.text
    for page in ("/search", "/themes", "/sources", "/search.atom", "/search.json", "/search.csv"):
        assert empty.get(page).status_code == 200


def test_the_pulse_is_good(client):
    """The health address answers 200 while the database answers."""
    assert client.get("/healthz").json() == {"ok": True}
