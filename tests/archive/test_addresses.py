"""Twins of an address: the same page at http and https, with www., m. or neither."""

import pytest

from archive.store.addresses import twins


def test_twins_have_the_same_path() -> None:
    """Scheme and first label of the host change, nothing else, and the address itself is none of them."""
    found = twins("http://www.paper.test/a/1.html?id=2")

    assert set(found) == {
        f"{scheme}://{host}/a/1.html?id=2"
        for scheme in ("http", "https")
        for host in ("paper.test", "www.paper.test", "m.paper.test")
    } - {"http://www.paper.test/a/1.html?id=2"}


@pytest.mark.parametrize("url", ["", "import:1", "file:///a/b", "no address"])
def test_what_is_no_web_address_has_no_twins(url: str) -> None:
    """Texts that were given by hand have only their own address."""
    assert twins(url) == ()


def test_a_paper_answers_to_both_spellings_of_its_folder() -> None:
    """The folder PC of a newer paper may be written small; other folders keep their case."""
    assert "http://szb.paper.test/YJRB/pc/content/1.html" in twins("http://szb.paper.test/YJRB/PC/content/1.html")
    assert not any("/yjrb/" in one for one in twins("http://szb.paper.test/YJRB/PC/content/1.html"))
