"""Readers in a real browser: search, narrow down, read, in the dark, on a phone, by keyboard, without JavaScript."""

import re

import pytest

pytestmark = pytest.mark.browser

PAGES = (
    "/", "/search", "/search?q=创新", "/search?q=创新 AND", "/article/{meeting}?theme=tech-innovation",
    "/article/{meeting}/diff", "/article/{hostile}", "/capture/{capture}", "/sources", "/source/yunjiang-daily",
    "/run/{run}", "/themes", "/edition/yunjiang-daily/2026-03-10", "/nowhere", "/alerts/new", "/alerts/new?q=创新",
    "/alerts", "/alerts/outbox",
)  # fmt: skip
PAPER = {False: "rgb(252, 251, 249)", True: "rgb(24, 23, 21)"}


def _address(served, page):
    return page.format(**{name: getattr(served.city, name) for name in served.city.__slots__})


def test_a_reader_searches_narrows_down_and_reads(visit):
    """From the front page: type a word, choose a source, open the first hit, see its text."""
    page = visit("/")
    page.get_by_role("searchbox").fill("人才公寓")
    page.get_by_role("button", name="检索").click()
    page.wait_for_url("**/search?*")
    total = page.get_by_role("heading", level=1).inner_text()

    page.locator("#facets").get_by_role("link", name="云江日报").click()
    page.wait_for_url("**source*")
    narrowed = page.get_by_role("heading", level=1).inner_text()
    page.locator(".hit h2 a").first.click()
    page.wait_for_url("**/article/*")

    assert "篇" in total
    assert narrowed != total
    assert "人才公寓" in page.get_by_role("article").inner_text()
    assert page.locator(".papers dl").count() >= 1


def test_a_theme_is_followed_from_its_evidence_to_its_articles(visit, served):
    """A theme beside the text marks its words; a theme under a hit leads to all its articles."""
    page = visit(f"/article/{served.city.meeting}")
    page.get_by_role("complementary").get_by_role("link", name="科技创新", exact=True).click()

    page.wait_for_url("**?theme=tech-innovation#text")
    assert page.locator("#text mark").count() >= 5


@pytest.mark.parametrize("dark", [False, True])
def test_light_and_dark_follow_the_reader(visit, dark):
    """The ground of the page is paper by day and night."""
    ground = visit("/search?q=创新", dark=dark).evaluate("getComputedStyle(document.body).backgroundColor")

    assert ground == PAPER[dark]


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_a_phone(visit, served, path, language):
    """On a phone nothing reaches past the right edge, in either language."""
    page = visit(_address(served, path), phone=True, language=language)

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_first_tab_leads_to_the_content(visit):
    """The keyboard reaches the skip link first; it is seen when focused and leads past the head of the page."""
    page = visit("/search?q=创新")
    skip = page.get_by_role("link", name="跳到正文")
    page.keyboard.press("Tab")

    assert skip.evaluate("one => one === document.activeElement")
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('main').contains(document.activeElement)")


def test_whatever_has_the_focus_is_framed(visit):
    """Each of the first stops of the keyboard is visibly outlined."""
    page = visit("/search?q=创新")
    for _ in range(12):
        page.keyboard.press("Tab")
        style = page.evaluate("(() => { const s = getComputedStyle(document.activeElement);"
                              " return s.outlineStyle + ' ' + s.outlineWidth })()")  # fmt: skip

        assert re.fullmatch(r"solid 3px", style)


def test_the_hostile_article_does_nothing(visit, served):
    """Markup in every field opens no dialog, loads nothing, and is read as text."""
    page = visit(f"/article/{served.city.hostile}")
    opened = []
    page.on("dialog", lambda one: opened.append(one.message))
    page.reload()

    assert opened == []
    assert page.locator("main script, main img").count() == 0
    assert "<script>alert" in page.get_by_role("heading", level=1).inner_text()


def test_pages_work_without_javascript(browser, served):
    """With JavaScript switched off, search, facets and paging work all the same."""
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{served.address}/")
    page.get_by_role("searchbox").fill("处")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**/search?*")
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**page=2*")

    assert page.locator(".hit").count() >= 1
    context.close()


def test_a_captured_script_never_runs(browser, served):
    """The captured page, scripts and all, is shown under lock: no dialog opens, nothing is fetched."""
    context = browser.new_context()
    page = context.new_page()
    opened, refused, answered = [], [], []
    page.on("dialog", lambda one: opened.append(one.message))
    page.on("requestfailed", lambda one: refused.append(one.failure))
    page.on("response", lambda one: answered.append(one.url))
    page.goto(f"{served.address}/capture/{served.city.capture}/page")

    assert "科技创新大会" in page.inner_text("body")
    assert opened == []
    assert refused == ["csp"]
    assert [one for one in answered if not one.endswith("/page")] == []
    context.close()
