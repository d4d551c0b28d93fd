"""Letters as a mail program shows them: in both languages, by day and night, on a phone."""

import pytest

from tests.web.letters import SEEN, html_of, sample

pytestmark = pytest.mark.browser

LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3, for text of usual size."""
# The ratio of every text to the ground behind it, by the formula of WCAG 2.2.
CONTRASTS = """() => {
  const light = c => c.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const ground = node => {
    for (; node; node = node.parentElement) {
      const c = rgb(getComputedStyle(node).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')].filter(n => [...n.childNodes].some(
    t => t.nodeType === 3 && t.textContent.trim())).map(n => {
      const [a, b] = [light(rgb(getComputedStyle(n).color).slice(0, 3)), light(ground(n))].sort((x, y) => y - x);
      return [(a + 0.05) / (b + 0.05), n.textContent.trim().slice(0, 20)];
    });
}"""


@pytest.fixture
def show(browser):
    """Shows a letter in a fresh window."""
    contexts = []

    def open_letter(language, *, dark, width=640):
        context = browser.new_context(
            color_scheme="dark" if dark else "light", viewport={"width": width, "height": 800}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_content(html_of(sample(language)))
        return page

    yield open_letter
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("language", "dark"), SEEN)
def test_every_word_can_be_read(show, language, dark):
    """Each text stands out from its ground by at least 4.5 to 1, light and dark."""
    found = show(language, dark=dark).evaluate(CONTRASTS)
    assert len(found) > 20
    assert [one for one in found if one[0] < LEAST_CONTRAST] == []


@pytest.mark.parametrize("dark", [False, True])
def test_the_ground_follows_the_screen(show, dark):
    """The letter is dark on a dark screen."""
    ground = show("zh", dark=dark).evaluate("getComputedStyle(document.querySelector('main')).backgroundColor")
    assert ground == ("rgb(32, 29, 26)" if dark else "rgb(255, 255, 255)")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_letter_fits_a_phone(show, language):
    """On a narrow screen nothing reaches past the right edge."""
    page = show(language, dark=False, width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_order_of_a_story(show):
    """Under its theme: headline, place, the marked sentence, why, who else, a note of doubt, and three links."""
    page = show("en", dark=False)
    assert page.locator("h2").all_inner_texts() == ["Talent policy", "Housing"]
    first, second = page.locator("article").all()
    assert first.locator("h3 mark").inner_text() == "人才公寓"
    assert first.locator(".why mark").inner_text() == "人才公寓"
    assert "Also printed by: 云江晚报" in first.inner_text()
    assert first.locator("a").all_inner_texts()[1:] == ["In the archive", "Original", "Less like this"]
    assert "may have arrived" in second.inner_text()
    assert "Jingjiang Radio" in page.locator("main").inner_text()
