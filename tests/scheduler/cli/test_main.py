"""The command line as a whole: quick, complete, and clear about what is wrong."""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from archive.errors import JianbaoError
from scheduler.cli.lazy import NounCommand, NounGroup
from scheduler.cli.main import COMMANDS, jianbao, main, tell_unexpected
from scheduler.cli.reference import commands
from tests.conftest import REPO
from tests.scheduler.conftest import Ran

HEAVY = ("sqlalchemy", "scrapy", "apscheduler", "rich", "lxml", "numpy", "yaml", "starlette")
READS = (
    "article list",
    "article revisions",
    "article show",
    "capture show",
    "capture verify",
    "db check",
    "doctor",
    "run list",
    "run show",
    "search",
    "source list",
    "source show",
    "status",
    "theme explain",
    "theme list",
    "theme show",
)
ALL = list(commands(jianbao))


def python(code: str) -> str:
    """Run code in a fresh interpreter; return what it printed."""
    ran = subprocess.run([sys.executable, "-c", code], cwd=REPO, capture_output=True, text=True, check=True)
    return ran.stdout


def test_help_imports_none_of_the_heavy_libraries() -> None:
    """`jianbao --help` imports no database, crawler, clock or terminal library."""
    printed = python(
        "import sys, json\n"
        "from scheduler.cli.main import main\n"
        "assert main(['--help']) == 0\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )

    assert not set(HEAVY) & set(json.loads(printed.splitlines()[-1]))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_command_says(name: str) -> None:
    """The sentence in the list is the first sentence of the command's own help."""
    command = jianbao.get_command(click.Context(jianbao), name)

    assert command is not None
    assert (command.help or "").split("\n")[0] == COMMANDS[name].says


@pytest.mark.parametrize(("words", "command"), ALL, ids=[words for words, _ in ALL])
def test_every_command_has_an_example_that_it_understands(words: str, command: click.Command) -> None:
    """Each command shows an example; its words lead to a command that knows every option in it."""
    assert isinstance(command, NounCommand | NounGroup)
    assert command.example
    for line in command.example.splitlines():
        given = shlex.split(line.split(" > ")[0].split(" || ")[0].split(" | ")[0])
        assert given[0] == "jianbao"
        _understand(jianbao, given[1:])


def _understand(command: click.Command, given: list[str]) -> None:
    """Read the words as the command line would, without doing anything."""
    context = click.Context(command)
    rest = command.make_parser(context).parse_args(list(given))[1]
    if isinstance(command, click.Group) and rest:
        found = command.get_command(context, rest[0])
        assert found is not None, rest
        _understand(found, given[given.index(rest[0]) + 1 :])


@pytest.mark.parametrize("words", READS)
def test_every_read_can_be_had_as_json(words: str) -> None:
    """Each command that shows something has --json."""
    command = dict(ALL)[f"jianbao {words}"]

    assert "--json" in {name for option in command.params for name in option.opts}


def test_a_misspelt_command_is_answered_with_the_right_one(jianbao: Callable[..., Ran]) -> None:
    """An unknown command is a wrong request, and the nearest one is named."""
    ran = jianbao("serch")

    assert ran.code == 2
    assert ran.err == "error: no command 'serch'\nmend:  write 'search'\n"


def test_an_unknown_option_names_the_help(jianbao: Callable[..., Ran]) -> None:
    """An unknown option is a wrong request, and the mend names the command's help."""
    ran = jianbao("status", "--colour")

    assert ran.code == 2
    assert ran.err.endswith("mend:  see jianbao status --help\n")


def test_a_bad_setting_is_told_with_section_key_and_mend(jianbao: Callable[..., Ran], tmp_path: Path) -> None:
    """A misspelt key in jianbao.toml is told with its section and the right key; no traceback."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "jianbao.toml").write_text("[database]\nulr = 'x'\n", encoding="utf-8")

    ran = jianbao("status")

    assert ran.code == 2
    assert "[database] has no key 'ulr'" in ran.err
    assert "mend:  write 'url'" in ran.err


def test_an_unexpected_error_is_one_sentence_and_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody sees a traceback: it goes into the home folder, and the person is told where."""
    monkeypatch.setattr(sys, "argv", ["jianbao", "--home", str(tmp_path), "status"])
    error = ZeroDivisionError("no clock")

    tell_unexpected(ZeroDivisionError, error, None)

    err = capsys.readouterr().err
    assert "error: something unexpected happened (ZeroDivisionError: no clock)" in err
    assert "Traceback" not in err
    assert "ZeroDivisionError: no clock" in (tmp_path / "errors.log").read_text(encoding="utf-8")


def test_the_hand_on_the_keyboard_stops_a_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Ctrl-C ends a command with code 1 and without a traceback."""
    import scheduler.cli.status as status

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(status.status, "callback", interrupted)

    assert main(["--home", str(tmp_path), "status"]) == 1


def test_errors_know_their_exit_codes(jianbao: Callable[..., Ran]) -> None:
    """A number that is not in the archive is a wrong request (2), told with the command that lists the right ones."""
    ran = jianbao("run", "show", "99")

    assert (ran.code, JianbaoError("x").exit_code) == (2, 1)
    assert "jianbao run list" in ran.err


@pytest.mark.parametrize("words", ["alert pause", "cluster show", "run show", "theme undo", "capture show"])
def test_a_number_greater_than_any_row_is_refused(jianbao: Callable[..., Ran], words: str) -> None:
    """A number that no database can hold is refused as such, before any table is asked."""
    ran = jianbao(*words.split(), str(2**63))

    assert ran.code == 2
    assert str(2**63) in ran.err


@pytest.mark.parametrize("words", ["read", "source new"])
def test_an_address_with_an_open_bracket_is_refused(jianbao: Callable[..., Ran], words: str) -> None:
    """An address that no parser takes is refused as one, with the mend."""
    ran = jianbao(*words.split(), "http://[::1")

    assert ran.code == 2
    assert "mend:" in ran.err


def test_words_that_are_not_utf8_are_refused(jianbao: Callable[..., Ran]) -> None:
    """Bytes on the command line that are no UTF-8 are named, with the mend."""
    ran = jianbao("search", "\udcff")

    assert ran.code == 2
    assert "UTF-8" in ran.err


def test_the_version_is_the_programs(jianbao: Callable[..., Ran]) -> None:
    """`jianbao --version` prints the version alone."""
    ran = jianbao("--version")

    assert (ran.code, ran.out.count(".")) == (0, 2)
