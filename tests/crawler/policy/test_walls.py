"""Telling walls from pages."""

import gzip
from pathlib import Path

import pytest

from crawler.policy.walls import pay_wall, wall
from tests.crawler.policy import wall_pages as pages

TEASERS = ["aeb-042bb7b5feda.html.gz", "aeb-7ab16ade3238.html.gz"]
"""Of the saved pages those that hold one paragraph of an article for subscribers."""

WALLS = {
    "jsl, first answer": (521, pages.JSL_FIRST, "status 521"),
    "jsl, no body": (521, "", "status 521"),
    "jsl, second answer": (521, pages.JSL_SECOND, "status 521"),
    "jsl, behind a 200": (200, pages.JSL_SECOND, "jsl"),
    "ruishu by 412": (412, pages.RUISHU, "status 412"),
    "ruishu by 202": (202, pages.RUISHU_SMALL, "status 202"),
    "ruishu by 200": (200, pages.RUISHU, "Ruishu"),
    "aliyun": (200, pages.ALIYUN, "Aliyun"),
    "yunsuo": (200, pages.YUNSUO, "Yunsuo"),
    "cloudflare by 403": (403, pages.CLOUDFLARE, "Cloudflare"),
    "cloudflare by 503": (503, pages.CLOUDFLARE, "Cloudflare"),
    "aws by 202": (202, pages.AWS, "status 202"),
    "aws by 405": (405, pages.AWS, "AWS"),
    "captcha to slide": (200, pages.SLIDER, "captcha"),
    "captcha to type": (200, pages.TYPED_CODE.format(charset="utf-8"), "captcha"),
    "captcha by 403": (403, pages.TYPED_CODE.format(charset="utf-8"), "captcha"),
    "login of an office": (200, pages.SINGLE_SIGN_ON, "login"),
    "login by password": (200, pages.PASSWORD, "login"),
    "privacy gate": (200, pages.PRIVACY_GATE, "consent"),
    "consent form": (200, pages.CONSENT_FORM, "consent"),
}
PAGES = {
    "news of captchas": (200, pages.NEWS_OF_CAPTCHAS),
    "flash news beside a login box": (200, pages.FLASH_WITH_LOGIN_BOX),
    "flash news of a paper": (200, pages.PAPER_FLASH),
    "news that asks for subscribers": (200, pages.ASKS_SUBSCRIBERS),
    "news called not free but whole": (200, pages.PAID_BUT_WHOLE),
    "list beside a login box": (200, pages.LIST_WITH_LOGIN_BOX),
    "feed of captchas": (200, pages.FEED_OF_CAPTCHAS),
    "list of teasers": (200, pages.TEASERS_LEAD_ON),
    "news under a cookie banner": (200, pages.COOKIE_BANNER),
    "nothing": (200, ""),
    "missing": (404, "<h1>404</h1>"),
    "accepted": (202, "accepted"),
    "precondition": (412, "precondition failed"),
    "error with a script": (500, "<script></script>"),
    "forbidden": (403, "<html><h1>403 Forbidden</h1><hr>nginx</html>"),
    "busy": (503, "<html><h1>503 Service Temporarily Unavailable</h1></html>"),
}
PAID = {
    "called not free": pages.TEASER,
    "for members": pages.MEMBERS_ONLY.format(charset="utf-8"),
    "for buyers of the paper": pages.BUY_THE_PAPER,
}


@pytest.mark.parametrize("name", WALLS)
def test_walls_are_known_by_their_marks(name: str) -> None:
    """Script walls, captchas, logins and consent forms are told with the evidence."""
    status, body, evidence = WALLS[name]

    assert evidence in wall(status, body.encode())


def test_walls_are_known_in_chinese_bytes_too() -> None:
    """A captcha written in gb18030 is one."""
    assert "captcha" in wall(200, pages.TYPED_CODE.format(charset="gb2312").encode("gb18030"))


@pytest.mark.parametrize("name", PAGES)
def test_pages_and_plain_errors_are_no_walls(name: str) -> None:
    """News about captchas, pages with a login box or a cookie banner and ordinary errors are no walls."""
    status, body = PAGES[name]

    assert (wall(status, body.encode()), pay_wall(body.encode())) == ("", "")


@pytest.mark.parametrize("name", [name for name, (status, _) in PAGES.items() if status == 200])
def test_chinese_bytes_make_no_walls(name: str) -> None:
    """The same pages in gb18030 are no walls either."""
    body = PAGES[name][1].encode("gb18030")

    assert (wall(200, body), pay_wall(body)) == ("", "")


@pytest.mark.parametrize("name", PAID)
def test_pay_walls_are_known(name: str) -> None:
    """A teaser before a pay wall is told with the evidence, and bars no door."""
    body = PAID[name].encode()

    assert pay_wall(body)
    assert wall(200, body) == ""


def test_pay_walls_are_known_in_chinese_bytes_too() -> None:
    """The words that ask for money are found in gb18030."""
    assert pay_wall(pages.MEMBERS_ONLY.format(charset="gb2312").encode("gb18030"))


def test_no_saved_page_is_a_wall(shared: Path) -> None:
    """Of all saved pages of real sites none is called a wall, and only the two teasers among them pay walls."""
    saved = [*shared.glob("eval/extract/*.html.gz"), *shared.glob("pages/dev/*.htm*")]
    bodies = {path.name: _bytes_of(path) for path in saved}

    assert len(bodies) > 400
    assert [name for name, body in bodies.items() if wall(200, body)] == []
    assert sorted(name for name, body in bodies.items() if pay_wall(body)) == TEASERS


def _bytes_of(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
