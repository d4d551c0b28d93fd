"""The section `[alerts]` of `jianbao.toml`: when letters go out, how many, and who may ask for them."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from archive.config import Config
from archive.errors import ConfigError

if TYPE_CHECKING:
    from holidays import HolidayBase


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
    holidays_of: str = "CN"
    """Country whose public holidays, and weekends worked in exchange (调休), count for readers who want letters on
    working days only: an ISO 3166 code that the package holidays knows; empty means weekends alone are free."""
    days_off: tuple[str, ...] = ()
    """Further days without letters for these readers, such as 2026-02-17."""
    working_days: tuple[str, ...] = ()
    """Days that are worked although the calendar says otherwise, such as 2026-02-14."""

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
        if self.holidays_of and not _is_known(self.holidays_of):
            raise ConfigError(
                f"[alerts] holidays_of = '{self.holidays_of}' is not known", mend="write a code such as CN, or nothing"
            )
        for key in ("days_off", "working_days"):
            for day in getattr(self, key):
                _check_day(key, day)

    def is_off(self, day: date) -> bool:
        """Tell whether a day has no letters for readers who want working days only.

        >>> AlertsConfig().is_off(date(2026, 2, 17)), AlertsConfig().is_off(date(2026, 2, 14))
        (True, False)
        """
        if day.isoformat() in self.working_days:
            return False
        if day.isoformat() in self.days_off:
            return True
        return not _calendar(self.holidays_of).is_working_day(day) if self.holidays_of else day.weekday() >= 5


def alerts_config(config: Config) -> AlertsConfig:
    """Return the section `[alerts]`, checked. Raises ConfigError when it cannot work."""
    found = config.section("alerts", AlertsConfig)
    found.check()
    return found


@cache
def _is_known(country: str) -> bool:
    import holidays  # takes 0.1 s, and few commands need it

    return country in holidays.list_supported_countries()


@cache
def _calendar(country: str) -> "HolidayBase":
    import holidays  # as above

    return holidays.country_holidays(country)


def _check_day(key: str, day: str) -> None:
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise ConfigError(f"[alerts] {key} holds '{day}', which is no day", mend="write such as 2026-02-17") from error
