"""Links are signed with a key that only the owner of the home folder can read."""

import stat
from pathlib import Path

import pytest

from archive.errors import ConfigError, NotFound
from archive.signing import KEY_FILE, Purpose, sign, signing_key, unsign


def test_a_token_gives_back_its_numbers() -> None:
    """A token read for the purpose it was made for gives the numbers that were signed."""
    assert unsign("k" * 64, Purpose.UNSUBSCRIBE, sign("k" * 64, Purpose.UNSUBSCRIBE, [3, 7])) == (3, 7)


def test_a_token_is_worth_nothing_for_another_purpose() -> None:
    """An unsubscribe token confirms nobody."""
    with pytest.raises(NotFound):
        unsign("k" * 64, Purpose.CONFIRM, sign("k" * 64, Purpose.UNSUBSCRIBE, [3]))


@pytest.mark.parametrize("token", ["", "x", "WzNd.", "WzNd.AAAA", "WzNd.\u4e2d", "." * 5000])
def test_a_made_up_token_is_refused(token: str) -> None:
    """Text that we did not sign is answered with a clear error."""
    with pytest.raises(NotFound, match="not one of ours"):
        unsign("k" * 64, Purpose.CONFIRM, token)


def test_a_changed_token_is_refused() -> None:
    """A token whose numbers were changed is refused."""
    token = sign("k" * 64, Purpose.UNSUBSCRIBE, [3])
    other = sign("k" * 64, Purpose.UNSUBSCRIBE, [4])
    with pytest.raises(NotFound):
        unsign("k" * 64, Purpose.UNSUBSCRIBE, other.split(".")[0] + "." + token.split(".")[1])


def test_a_token_names_no_address_and_fits_a_path() -> None:
    """A token holds characters that a URL path needs no escape for."""
    assert set(sign("k" * 64, Purpose.CONFIRM, [12])) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
    )


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    """The key file is made on first use with rights 0600 and kept."""
    key = signing_key(tmp_path)
    assert len(key) == 64
    assert signing_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_two_homes_have_two_keys(tmp_path: Path) -> None:
    """Each home folder gets a key of its own."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert signing_key(tmp_path / "a") != signing_key(tmp_path / "b")


def test_an_empty_key_file_is_an_error(tmp_path: Path) -> None:
    """A damaged key file is told of, never replaced: that would break every link ever sent."""
    (tmp_path / KEY_FILE).write_text("\n")
    with pytest.raises(ConfigError, match="holds no key"):
        signing_key(tmp_path)
