"""Telling walls from pages."""

import pytest

from crawler.policy.walls import wall

NEWS = (
    "<html><body><p>"
    + "市民反映登录政务网站时验证码无法显示，记者请输入验证码后核实情况属实。" * 20
    + "</p></body></html>"
)


@pytest.mark.parametrize(
    ("status", "body", "evidence"),
    [
        (521, b"<script>document.cookie=1</script>", "status 521"),
        (521, b"", "status 521"),
        (412, b"<html><script>$_ts={}</script></html>", "status 412"),
        (202, b"<script>eval(1)</script>", "status 202"),
        (200, b"<script>document.cookie='__jsl_clearance_s=1'</script>", "jsl"),
        (403, b"<html><div id='challenge-platform'></div></html>", "Cloudflare"),
        (200, "<form>请输入验证码<input name=c></form>".encode(), "captcha"),
        (200, "<form>请输入验证码<input name=c></form>".encode("gb18030"), "captcha"),
        (200, b"<form><input name=u><input type=password name=p></form>", "login"),
    ],
)
def test_walls_are_known_by_their_marks(status: int, body: bytes, evidence: str) -> None:
    """Script walls, captchas and logins are told with the evidence."""
    assert evidence in wall(status, body)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, NEWS.encode()),
        (200, NEWS.encode() + b"<input type=password>"),
        (200, b""),
        (404, b"<h1>404</h1>"),
        (202, b"accepted"),
        (412, b"precondition failed"),
        (500, b"<script></script>"),
    ],
)
def test_pages_and_plain_errors_are_no_walls(status: int, body: bytes) -> None:
    """News about captchas, pages with a login box and ordinary errors are no walls."""
    assert wall(status, body) == ""
