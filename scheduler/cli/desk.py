"""What every command is handed: the home folder, the settings, the opened archive, each opened when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:  # opened on demand: `jianbao --help` imports neither SQLAlchemy nor the registry
    from sqlalchemy import Engine

    from archive.captures import Captures
    from archive.config import Config
    from crawler.registry import Registry

R = TypeVar("R")


class Desk:
    """The state of one command: options given before the noun, and what was opened since."""

    def __init__(self, *, home: Path | None, language: str, debug: bool) -> None:
        self.home = home
        self.language = language
        self.debug = debug
        self._config: Config | None = None
        self._engine: Engine | None = None
        self._captures: Captures | None = None

    @property
    def config(self) -> Config:
        """The settings of the home folder."""
        if self._config is None:
            from archive.config import load_config

            self._config = load_config(self.home)
        return self._config

    @property
    def engine(self) -> Engine:
        """The archive's database, its tables brought to this program's version."""
        if self._engine is None:
            from archive.db import connect

            self._engine = connect(self.config.database)
        return self._engine

    @property
    def captures(self) -> Captures:
        """The archive's captures."""
        if self._captures is None:
            from archive.captures import Captures

            self._captures = Captures(self.engine, self.config.captures)
        return self._captures

    @property
    def now(self) -> datetime:
        """The time, aware, UTC. Commands are the only place that reads the real clock."""
        return datetime.now(UTC)

    def registry(self) -> Registry:
        """Read the source files: those that come with the program and those in the home folder."""
        from crawler.registry import load_registry

        return load_registry(self.config)

    def close(self) -> None:
        """Close what was opened."""
        if self._captures is not None:
            self._captures.close()
        if self._engine is not None:
            self._engine.dispose()


def pass_desk(function: Callable[..., R]) -> Callable[..., R]:
    """Hand the desk to a command as its first argument."""
    return click.make_pass_decorator(Desk)(function)
