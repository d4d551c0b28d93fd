import itertools
import json
import re
from html.parser import HTMLParser

import pytest

from tests.archive.web.city import HOSTILE

PAGES = (
    "/", "/search", "/search?q=创新", "/search?q=theme:tech-innovation&sort=source&page=2", "/search?q=创新 AND",
    "/search?q=敌意", "/article/{meeting}", "/article/{meeting}?theme=tech-innovation", "/article/{meeting}/diff",
    "/article/{hostile}", "/capture/{capture}", "/sources", "/source/yunjiang-daily", "/source/riverside-weekly",
    "/run/{run}", "/themes", "/edition/yunjiang-daily/2026-03-10", "/edition/yunjiang-radio/2026-03-11",
    "/edition/nobody/2026-03-10", "/nowhere", "/article/999999",
)  # fmt: skip
OWN = re.compile(r"^(/|#|\?|$)")


def _open(client, city, page, **given):
    numbers = {name: getattr(city, name) for name in city.__slots__}
    return client.get(page.format(**numbers), **given)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_whole_in_both_languages(client, city, page, language):
    """Each page says its language, has one main heading, and shows no key of the word list in place of words."""
    found = _open(client, city, page, headers={"accept-language": language})

    assert found.status_code in ((200,) if page in PAGES[:-3] and "AND" not in page else (400, 404))
    assert f'<html lang="{"zh-Hans" if language == "zh" else "en"}">' in found.text
    assert found.text.count("<h1") == 1
    assert found.text.rstrip().endswith("</html>")


class _Elements(HTMLParser):
    """The elements of a page as a browser reads them."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


@pytest.mark.parametrize("page", PAGES)
def test_no_page_asks_other_hosts_for_anything(client, city, page):
    """Style, icon and feeds come from this server; other hosts stand only in links that a person clicks."""
    elements = _Elements(_open(client, city, page).text).found
    links = [attributes["href"] for tag, attributes in elements if tag == "link"]
    forms = [attributes["action"] for tag, attributes in elements if tag == "form"]

    assert links
    assert [address for address in links + forms if not OWN.match(address)] == []
    assert not {"src", "srcset", "data", "poster", "background"} & {name for _, one in elements for name in one}


@pytest.mark.parametrize("page", PAGES)
def test_no_page_needs_or_allows_a_script(client, city, page):
    """There is no script, no frame, no inline style and no event attribute on any page."""
    elements = _Elements(_open(client, city, page).text).found

    assert not {"script", "iframe", "object", "embed", "base", "style", "img"} & {tag for tag, _ in elements}
    assert not [name for _, one in elements for name in one if name.startswith("on") or name == "style"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_can_be_walked_by_ear(client, city, page):
    """Headings skip no level, each field has its label, ids are unique, links have words, landmarks are there."""
    text = _open(client, city, page).text
    elements = _Elements(text).found
    levels = [int(tag[1]) for tag, _ in elements if tag in ("h1", "h2", "h3", "h4")]
    ids = [one["id"] for _, one in elements if "id" in one]
    fields = {one["id"] for tag, one in elements if tag == "input" and one.get("type") != "hidden"}

    assert all(after <= before + 1 for before, after in itertools.pairwise([0, *levels]))
    assert len(ids) == len(set(ids))
    assert fields <= {one["for"] for tag, one in elements if tag == "label"}
    assert {"header", "nav", "main", "footer"} <= {tag for tag, _ in elements}
    assert not re.search(r"<a [^>]*>\s*</a>", text)
    assert text.index('class="skip" href="#main"') < text.index("<header")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_with_its_style_weighs_at_most_60_kilobytes(client, city, page):
    """Page and style sheet, uncompressed, stay under the bar."""
    text = _open(client, city, page).text
    style = client.get(re.search(r'href="(/static/[^"]+css[^"]*)"', text).group(1)).content

    assert len(text.encode()) + len(style) <= 60_000


@pytest.mark.parametrize("page", ["/", "/search", "/search?q=敌意", "/article/{hostile}", "/source/yunjiang-radio"])
def test_stored_markup_is_shown_as_text(client, city, page):
    """Markup in any field of an article comes out escaped on every page that shows the field."""
    text = _open(client, city, page).text

    assert "<script>" not in text
    assert "<img" not in text
    assert 'href="javascript:' not in text


def test_the_hostile_article_is_shown_whole(client, city):
    """Nothing of it is dropped for being markup."""
    text = _open(client, city, "/article/{hostile}").text

    assert text.count("&lt;script&gt;alert(") >= 12


def test_what_is_typed_comes_back_as_text(client):
    """A query, a theme, a language and a path with markup are never markup in the answer."""
    for address in (
        f"/search?q={HOSTILE}",
        f"/search?q=theme:{HOSTILE}",
        f"/search?q=创新&sort={HOSTILE}",
        f"/{HOSTILE}",
    ):
        found = client.get(address, params=None)

        assert "<script>" not in found.text
        assert "<img" not in found.text


@pytest.mark.parametrize("page", [*PAGES, "/search.json?q=创新", "/search.atom", "/static/jianbao.css", "/healthz"])
def test_every_answer_carries_the_safety_headers(client, city, page):
    """No script, no frame, no sniffing, no referrer, whatever the answer is."""
    headers = _open(client, city, page).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_can_only_be_read(client, city, method):
    """A page that shows the archive refuses every other method, and says so."""
    found = getattr(client, method)(f"/article/{city.meeting}")

    assert found.status_code == 405
    assert "GET" in found.headers["allow"]


def test_a_strange_host_name_is_refused(client):
    """Another name pointed at this address by a page on the web reads nothing."""
    found = client.get("/", headers={"host": "evil.example"})

    assert found.status_code == 421
    assert "public_url" in found.text
    assert "云江" not in found.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nowhere", 404), ("/article/999999", 404), ("/article/abc", 404), ("/capture/999999", 404),
        ("/run/999999", 404), ("/source/nobody", 404), ("/edition/yunjiang-daily/2019-13-99", 404),
        ("/edition/yunjiang-daily/2019-01-01", 404), ("/static/app.py", 404), ("/static/..%2fapp.py", 404),
        ("/article/99999999999999999999999999", 404), ("/confirm/nonsense", 404), ("/unsubscribe/nonsense", 404),
    ],
)  # fmt: skip
def test_an_address_without_content_says_what_to_do(client, address, status):
    """Wrong numbers, names, days and tokens get a page with the mend, never a traceback."""
    found = client.get(address)

    assert found.status_code == status
    assert 'class="note wrong' in found.text
    assert "解决办法" in found.text or "Mend:" in found.text
    assert "Traceback" not in found.text


def test_an_unexpected_error_becomes_a_page_and_a_log_line(client, city, caplog, monkeypatch):
    """When a page breaks, the reader is told what next, the operator gets the cause, the others go on."""
    monkeypatch.setattr(client.app.state.site.screens, "zone", "not a zone")

    found = client.get("/", headers={"accept-language": "en"})

    assert found.status_code == 500
    assert "others are not affected" in found.text
    assert [record.message for record in caplog.records if record.exc_info] == ["page failed"]
    assert client.get("/themes").status_code == 200


def test_errors_for_programs_are_json(client):
    """A program that asks wrongly gets wrong, mend and place as JSON."""
    found = client.get("/search.json", params={"q": "创新 AND"})

    assert found.status_code == 400
    assert set(json.loads(found.text)) == {"wrong", "mend", "position"}
    assert client.get("/article/999999.json").status_code == 404
    assert "mend" in client.get("/article/999999.json").json()


def test_the_style_sheet_is_kept_for_ever_by_its_digest(client):
    """The address in pages carries the digest of the file, so a new file has a new address."""
    address = re.search(r'href="(/static/jianbao\.css\?v=[0-9a-f]{12})"', client.get("/").text).group(1)

    assert "immutable" in client.get(address).headers["cache-control"]
