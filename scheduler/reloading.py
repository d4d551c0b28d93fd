"""Changed settings and source files taken while the clock runs; bad ones refused, the old kept, and told."""

import json
import logging
from collections.abc import Sequence

from sqlalchemy import Engine

from archive.backup import backup_config
from archive.config import Config, load_config
from archive.errors import ConfigError, JianbaoError
from archive.notes import keep_note, note
from archive.search import search_config
from archive.subscriptions import alerts_config
from archive.web.settings import WebConfig
from crawler.config import CrawlConfig
from scheduler.mail import read_mail_config
from scheduler.plan import clock_config

log = logging.getLogger(__name__)
KEY = "refused"


def reload_config(current: Config) -> tuple[Config, str]:
    """Return the settings as they stand in the file now, and why they were refused: then the current ones.

    `[database]` cannot change under a running clock, and how often it ticks is read when it starts.
    """
    try:
        changed = load_config(current.home, environment=current.environment)
        if changed.tables == current.tables:
            return current, ""
        _check(changed)
        if changed.database != current.database:
            raise ConfigError("[database] was changed under a running clock", mend="start the clock again")
    except JianbaoError as error:
        return current, error.wrong
    log.info("changed settings were taken", extra={"path": str(changed.path)})
    return changed, ""


def keep_refused(engine: Engine, refused: Sequence[str]) -> None:
    """Keep what was refused at the last look, for status; writes only when that has changed."""
    told = json.dumps(list(refused), ensure_ascii=False) if refused else ""
    if told != (note(engine, KEY) or ""):
        keep_note(engine, KEY, told)


def refused(engine: Engine) -> tuple[str, ...]:
    """Return what the clock refused at its last look, one sentence each."""
    return tuple(json.loads(note(engine, KEY) or "[]"))


def _check(config: Config) -> None:
    """Raise ConfigError when a section does not fit."""
    clock_config(config)
    config.section("crawl", CrawlConfig)
    config.section("web", WebConfig).check()
    alerts_config(config)
    read_mail_config(config)
    backup_config(config)
    search_config(config)
