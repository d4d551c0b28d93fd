"""Asking only whether a page has changed."""

from crawler.policy.conditional import conditional_headers


def test_headers_repeat_what_the_server_said() -> None:
    """Each validator goes into its header; without any the request is a plain one."""
    assert conditional_headers('"a1"', "Tue, 20 Feb 2024 00:00:00 GMT") == {
        "If-None-Match": '"a1"',
        "If-Modified-Since": "Tue, 20 Feb 2024 00:00:00 GMT",
    }
    assert conditional_headers("", "") == {}
