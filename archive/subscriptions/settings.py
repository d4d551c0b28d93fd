"""The section `[alerts]` of `jianbao.toml`: when letters go out, how many, and who may ask for them."""

from dataclasses import dataclass
from datetime import date

from archive.config import Config
from archive.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsConfig:
    """`[alerts]`: when letters go out, how many, and who may ask for them."""

    max_age_days: int = 14
    """An article published longer ago than this is never mailed, in days, whatever brought it into the archive."""
    hold_min: float = 15.0
    """After a letter a reader gets the next one no sooner than this, in minutes; the first goes out at once."""
    letters_an_hour: int = 6
    """Most letters a reader gets in an hour; what comes meanwhile stands in the next one."""
    domain_letters_a_min: int = 60
    """Most letters to one mail domain in a minute; 0 means any number."""
    signup: str = "open"
    """Who may subscribe on the web pages: open (whoever opens them), desk (people at the desk), off (nobody)."""
    signups_an_hour: int = 30
    """Most alerts asked for on the web pages in an hour that nobody has confirmed yet."""
    webhook_private: bool = False
    """Whether webhooks may be at addresses inside a network, such as 10.0.0.7 or 127.0.0.1."""
    webhook_timeout_s: float = 20.0
    """How long a webhook may take to answer, in seconds."""
    canary_hours: float = 24.0
    """The operator gets a letter this often that goes the whole way of an alert, in hours; 0 means none."""
    days_off: tuple[str, ...] = ()
    """Holidays such as 2026-02-17; with weekends, the days without letters for readers who want working days only."""
    working_days: tuple[str, ...] = ()
    """Weekend days that are worked (调休), such as 2026-02-14."""

    def check(self) -> None:
        """Raise ConfigError when a value cannot be used."""
        if self.signup not in ("open", "desk", "off"):
            raise ConfigError(f"[alerts] signup = '{self.signup}' is not known", mend="write open, desk or off")
        for key in ("max_age_days", "letters_an_hour", "signups_an_hour"):
            if getattr(self, key) < 1:
                raise ConfigError(f"[alerts] {key} = {getattr(self, key)}", mend="write 1 or more")
        if self.hold_min < 0 or self.domain_letters_a_min < 0:
            raise ConfigError("[alerts] hold_min or domain_letters_a_min is below 0", mend="write 0 or more")
        if self.webhook_timeout_s <= 0 or self.canary_hours < 0:
            raise ConfigError("[alerts] webhook_timeout_s or canary_hours is too small", mend="write a larger number")
        for key in ("days_off", "working_days"):
            for day in getattr(self, key):
                _check_day(key, day)

    def is_off(self, day: date) -> bool:
        """Tell whether a day has no letters for readers who want working days only.

        >>> AlertsConfig(working_days=("2026-02-14",)).is_off(date(2026, 2, 14))
        False
        """
        if day.isoformat() in self.working_days:
            return False
        return day.weekday() >= 5 or day.isoformat() in self.days_off


def alerts_config(config: Config) -> AlertsConfig:
    """Return the section `[alerts]`, checked. Raises ConfigError when it cannot work."""
    found = config.section("alerts", AlertsConfig)
    found.check()
    return found


def _check_day(key: str, day: str) -> None:
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise ConfigError(f"[alerts] {key} holds '{day}', which is no day", mend="write such as 2026-02-17") from error
