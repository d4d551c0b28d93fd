"""`jianbao subscriber` on a real archive: shown, changed, forgotten."""

from collections.abc import Callable

from tests.scheduler.conftest import Ran

Jianbao = Callable[..., Ran]
READER = "li@example.org"


def test_only_the_list_of_readers_shows_addresses(jianbao: Jianbao) -> None:
    """Lists of alerts and every JSON name a reader by number and first letter."""
    jianbao("alert", "add", READER, "人才公寓", "--confirmed")
    assert READER in jianbao("subscriber", "list").out
    for arguments in (("subscriber", "list", "--json"), ("alert", "list"), ("alert", "list", "--json")):
        assert READER not in jianbao(*arguments).out
    for arguments in (("alert", "show", "1"), ("alert", "show", "1", "--json")):
        assert READER not in jianbao(*arguments).out
    assert jianbao("subscriber", "list", "--json").told[0]["email"] == "l***@example.org"


def test_a_reader_is_shown_with_the_alerts(jianbao: Jianbao) -> None:
    """`show` names the settings and every alert of the reader."""
    jianbao("alert", "add", READER, "人才公寓", "--confirmed")
    ran = jianbao("subscriber", "set", READER, "--quiet", "22:00-07:00", "--working-days-only", "--language", "en")
    assert ran.code == 0
    shown = jianbao("subscriber", "show", READER).out
    assert all(part in shown for part in ("22:00-07:00", "working days", "en", "alert 1", "人才公寓"))


def test_what_cannot_be_set_is_refused(jianbao: Jianbao) -> None:
    """Quiet hours that are none end with 2 and an example."""
    jianbao("alert", "add", READER, "人才公寓", "--confirmed")
    ran = jianbao("subscriber", "set", READER, "--quiet", "at night")
    assert (ran.code, "22:00-07:00" in ran.err) == (2, True)


def test_forget_needs_a_yes_and_erases(jianbao: Jianbao) -> None:
    """Without --yes nothing happens; with it the reader, the alerts and the letters are gone."""
    jianbao("alert", "add", READER, "人才公寓")
    assert jianbao("subscriber", "forget", READER).code == 2
    assert (
        jianbao("subscriber", "forget", READER, "--yes").out == "subscriber 1 forgotten, with 1 alerts and 1 letters\n"
    )
    assert jianbao("subscriber", "list", "--json").told == []
    assert jianbao("alert", "list", "--all", "--json").told == []
    assert jianbao("alert", "outbox", "list", "--json").told == []
    assert jianbao("subscriber", "forget", READER, "--yes").code == 2
