"""One configuration: `jianbao.toml` in the home folder, overridden by `JIANBAO_<SECTION>_<KEY>`.

The file is read once and typed by dataclass sections; each floor declares its own. Nothing else reads the environment.
"""

import os
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from platformdirs import user_data_path

from archive.errors import ConfigError

S = TypeVar("S")
FILE_NAME = "jianbao.toml"
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseConfig:
    """`[database]`: where the archive's tables are."""

    url: str = ""
    """SQLAlchemy address, such as `postgresql+psycopg://jianbao@db.example.org/jianbao`; empty means the SQLite file
    `archive.db` in the home folder."""
    password_file: str = ""
    """File whose first line is the password for the address; PostgreSQL only."""
    readers_url: str = ""
    """Address of a PostgreSQL database of its own for the readers' mail addresses; empty means the schema `readers` in
    the same database, and on SQLite the file `subscribers.db` in the home folder."""
    busy_timeout_s: float = 30.0
    """How long a writer waits for another before it gives up, in seconds."""
    statement_timeout_s: float = 600.0
    """How long one statement may take, in seconds; 0 means any time; PostgreSQL only."""
    connections: int = 5
    """Connections that a process keeps open, and as many again while it needs them; PostgreSQL only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings as found: a home folder and raw sections, typed on demand by `section`."""

    home: Path
    tables: Mapping[str, Mapping[str, Any]]
    environment: Mapping[str, str]
    path: Path

    def section(self, name: str, kind: type[S]) -> S:
        """Return the section `[name]` as a record of `kind`, a dataclass with a default for every key.

        Raises ConfigError naming file, section and key when a key is unknown or a value does not fit.
        """
        known = {f.name for f in fields(kind)}  # type: ignore[arg-type]  # kind is a dataclass by contract
        given = dict(self.tables.get(name, {}))
        for key in given:
            if key not in known:
                raise _unknown(f"{self.path}: [{name}] has no key '{key}'", key, known)
        prefix = f"JIANBAO_{name.upper()}_"
        for variable, value in self.environment.items():
            if variable.startswith(prefix):
                key = variable.removeprefix(prefix).lower()
                if key not in known:
                    raise _unknown(f"environment variable {variable}: [{name}] has no key '{key}'", key, known)
                given[key] = value
        hints = typing.get_type_hints(kind)
        typed = {key: _fit(value, hints[key], f"[{name}] {key}") for key, value in given.items()}
        return kind(**typed)

    @property
    def database(self) -> DatabaseConfig:
        """The `[database]` section, its address filled in."""
        given = self.section("database", DatabaseConfig)
        return given if given.url else replace(given, url=f"sqlite:///{self.home / 'archive.db'}")

    @property
    def captures(self) -> Path:
        """Folder of the WARC files."""
        return self.home / "captures"


def load_config(home: Path | None = None, *, environment: Mapping[str, str] | None = None) -> Config:
    """Read the configuration of `home` (default: JIANBAO_HOME, else the user's data folder).

    A missing file means defaults. The folder is created, readable by its owner alone.
    """
    env = os.environ if environment is None else environment
    folder = (home or Path(env.get("JIANBAO_HOME") or user_data_path("jianbao"))).expanduser().resolve()
    path = folder / FILE_NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tables = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"{path}: {error}", mend="correct the file; docs/reference/config.md lists all keys"
        ) from error
    except OSError as error:
        raise ConfigError(
            f"{folder}: {error.strerror}", mend="set JIANBAO_HOME to a folder you may write to"
        ) from error
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise ConfigError(f"{path}: '{name}' stands outside a section", mend="put it below a line such as [crawl]")
    relevant = {name: value for name, value in env.items() if name.startswith("JIANBAO_")}
    return Config(home=folder, tables=tables, environment=relevant, path=path)


def read_secret(path: str) -> str:
    """Return the first line of a secret file such as `[mail] password_file`; empty when no file is named.

    Raises ConfigError when the file cannot be read.
    """
    if not path:
        return ""
    try:
        return Path(path).expanduser().read_text(encoding="utf-8").strip().split("\n")[0]
    except OSError as error:
        raise ConfigError(
            f"{path}: {error.strerror}", mend="name a file that holds the secret in its first line"
        ) from error


def default_of(kind: type, key: str) -> object:
    """Return the default of one key of a section, for the generated reference."""
    found = next(f for f in fields(kind) if f.name == key) if is_dataclass(kind) else None
    return None if found is None or found.default is MISSING else found.default


def _unknown(wrong: str, key: str, known: set[str]) -> ConfigError:
    near = get_close_matches(key, known, n=1)
    return ConfigError(wrong, mend=f"write '{near[0]}'" if near else f"use one of: {', '.join(sorted(known))}")


def _fit(value: Any, hint: Any, where: str) -> Any:
    """Return `value` as the type `hint` (bool, int, float, str, tuple of str), also from text."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return _fit(value, next(t for t in typing.get_args(hint) if t is not type(None)), where)
    if origin is tuple:
        parts = [p.strip() for p in value.split(",")] if isinstance(value, str) else value
        return tuple(str(p) for p in parts if str(p))
    text = str(value).strip()
    if hint is bool and text.lower() in TRUE | FALSE:
        return text.lower() in TRUE
    if hint in (int, float):
        try:
            return hint(text)
        except ValueError:
            pass
    if hint is str and not isinstance(value, (dict, list)):
        return text
    raise ConfigError(f"{where} = {value!r} is not {_said(hint)}", mend=f"write {_said(hint)}")


def _said(hint: Any) -> str:
    return {bool: "true or false", int: "a whole number", float: "a number", str: "text in quotes"}.get(hint, str(hint))
