import pytest

from archive.errors import ConfigError
from archive.web.settings import WebConfig


def test_an_archive_on_loopback_answers_to_its_own_names_only():
    """Listening on this machine, the pages answer to loopback names and the public one."""
    assert WebConfig(public_url="https://news.example.org/").allowed_hosts == {
        "127.0.0.1", "localhost", "::1", "news.example.org",
    }  # fmt: skip


def test_an_open_archive_answers_to_every_name():
    """Listening on all interfaces, the operator decides in front of it."""
    assert WebConfig(host="0.0.0.0").allowed_hosts == frozenset()


def test_the_address_of_links_has_no_slash_at_its_end():
    """Links are made by putting a path behind the address."""
    assert WebConfig(public_url="https://news.example.org/").address == "https://news.example.org"
    assert WebConfig(port=9000).address == "http://127.0.0.1:9000"


@pytest.mark.parametrize(
    "wrong", [{"rows_per_page": 0}, {"rows_per_page": 5000}, {"language": "fr"}, {"time_zone": "Mars/Olympus"}]
)
def test_a_value_that_cannot_be_used_is_refused_with_the_mend(wrong):
    """A number out of range, an unknown language and an unknown zone are said at the start, not on a page."""
    with pytest.raises(ConfigError) as caught:
        WebConfig(**wrong).check()

    assert next(iter(wrong)) in caught.value.wrong
    assert caught.value.mend.startswith("write")
