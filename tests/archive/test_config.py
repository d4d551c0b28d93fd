"""One configuration: the file, the environment, and errors that say the mend."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from archive.config import DatabaseConfig, load_config, read_secret
from archive.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section with one key of each type."""

    name: str = "plain"
    tries: int = 3
    pause_s: float = 1.5
    loud: bool = False
    hosts: tuple[str, ...] = ()
    limit: int | None = None


def write(home: Path, text: str) -> None:
    """Write the settings of a home."""
    home.mkdir(exist_ok=True)
    (home / "jianbao.toml").write_text(text, encoding="utf-8")


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    """A home without jianbao.toml is configured by the defaults."""
    assert load_config(tmp_path / "home", environment={}).section("demo", Section) == Section()


def test_the_file_is_typed(tmp_path: Path) -> None:
    """Values of the file become what the section declares."""
    write(
        tmp_path,
        "[demo]\nname = '云江'\ntries = 5\npause_s = 2\nloud = true\nhosts = ['a.test', 'b.test']\nlimit = 7\n",
    )
    found = load_config(tmp_path, environment={}).section("demo", Section)
    assert found == Section(name="云江", tries=5, pause_s=2.0, loud=True, hosts=("a.test", "b.test"), limit=7)


def test_the_environment_wins(tmp_path: Path) -> None:
    """A JIANBAO_ variable overrides the file."""
    write(tmp_path, "[demo]\ntries = 5\n")
    given = {"JIANBAO_DEMO_TRIES": "9", "JIANBAO_DEMO_LOUD": "yes", "JIANBAO_DEMO_HOSTS": "a.test, b.test"}
    found = load_config(tmp_path, environment=given).section("demo", Section)
    assert (found.tries, found.loud, found.hosts) == (9, True, ("a.test", "b.test"))


def test_a_misspelt_key_names_the_right_one(tmp_path: Path) -> None:
    """An unknown key is refused with the nearest known one as the mend."""
    write(tmp_path, "[demo]\ntires = 5\n")
    with pytest.raises(ConfigError) as told:
        load_config(tmp_path, environment={}).section("demo", Section)
    assert "tires" in told.value.wrong
    assert told.value.mend == "write 'tries'"


def test_a_misspelt_variable_is_refused_too(tmp_path: Path) -> None:
    """A JIANBAO_ variable of a known section with an unknown key is refused."""
    with pytest.raises(ConfigError, match="JIANBAO_DEMO_NAEM"):
        load_config(tmp_path, environment={"JIANBAO_DEMO_NAEM": "x"}).section("demo", Section)


@pytest.mark.parametrize(
    ("line", "mend"),
    [("tries = 'many'", "a whole number"), ("loud = 'perhaps'", "true or false"), ("pause_s = true", "a number")],
)
def test_a_value_that_does_not_fit_is_told(tmp_path: Path, line: str, mend: str) -> None:
    """A value of the wrong type is refused with what to write."""
    write(tmp_path, f"[demo]\n{line}\n")
    with pytest.raises(ConfigError) as told:
        load_config(tmp_path, environment={}).section("demo", Section)
    assert mend in told.value.mend


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    """A file that is no TOML gives an error of ours with the place."""
    write(tmp_path, "[demo]\nname = \n")
    with pytest.raises(ConfigError, match="line 2"):
        load_config(tmp_path, environment={})


def test_a_key_outside_a_section_is_told(tmp_path: Path) -> None:
    """A key above the first section is refused."""
    write(tmp_path, "name = 'x'\n")
    with pytest.raises(ConfigError, match="outside a section"):
        load_config(tmp_path, environment={})


def test_the_database_lies_in_the_home(tmp_path: Path) -> None:
    """Without an address the archive is a SQLite file in the home folder."""
    config = load_config(tmp_path, environment={})
    assert config.database == DatabaseConfig(url=f"sqlite:///{tmp_path.resolve() / 'archive.db'}")


def test_a_secret_is_the_first_line_of_its_file(tmp_path: Path) -> None:
    """Secrets come from files, and a missing file is told."""
    (tmp_path / "password").write_text("s3cret\nsecond line\n")
    assert read_secret(str(tmp_path / "password")) == "s3cret"
    assert read_secret("") == ""
    with pytest.raises(ConfigError):
        read_secret(str(tmp_path / "none"))
