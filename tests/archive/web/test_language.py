import pytest
from starlette.requests import Request

from archive.web.language import choose_language, preferred


def _request(query="", **headers):
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "query_string": query.encode(), "headers": raw, "path": "/"})


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB, zh;q=0.5", "en"),
        ("fr;q=1, en;q=0.2, zh;q=0.3", "zh"),
        ("de, fr", ""),
        ("en;q=0", ""),
        ("en;q=nonsense", ""),
        ("", ""),
    ],
)
def test_the_browser_tells_the_language(header, language):
    """The known language with the largest weight is taken, none when none is wanted."""
    assert preferred(header) == language


def test_the_address_goes_before_the_cookie_and_the_browser():
    """`?lang=` wins, then the cookie, then the browser, then the configuration."""
    both = {"cookie": "language=zh", "accept_language": "zh"}

    assert choose_language(_request("lang=en", **both), "zh") == "en"
    assert choose_language(_request("", cookie="language=en", accept_language="zh"), "zh") == "en"
    assert choose_language(_request("", accept_language="en"), "zh") == "en"
    assert choose_language(_request(""), "en") == "en"


def test_an_unknown_language_is_passed_over():
    """A language without texts never reaches a page."""
    assert choose_language(_request("lang=xx", cookie="language=<script>"), "fr") == "zh"
