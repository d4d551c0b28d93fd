"""The operator's letters: the canary, which goes the whole way of an alert, and word of sources that changed state.

The canary comes once a day even when all is well, so its absence says something; `status` and `doctor` judge it too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from archive import subscriptions
from archive.config import Config
from archive.health import SourceHealth
from archive.subscriptions import AlertsConfig, NewDelivery, Waiting, alerts_config
from archive.subscriptions.canary import CHANNEL, KIND, CanaryView, look, set_up
from archive.web.settings import WebConfig
from scheduler.alerts.letter import message_headers
from scheduler.alerts.stationery import Stationery, open_stationery
from scheduler.alerts.words import say

STANDS_STILL = timedelta(minutes=10)
"""News that matching has not read for so long says that no clock runs, or that it fails. Its tick is seconds."""
LETTER_WAITS = timedelta(minutes=15)
"""GOV.UK's alerts look every 15 minutes for their canary (research on peers)."""
MOST_NAMED = 20
"""Sources named in one letter; further ones are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryReport:
    """How news fares on its way to readers."""

    state: str
    """off, ok or broken."""
    says: str
    mend: str = ""
    """What to do; empty when it is well."""


def judge(found: CanaryView, settings: AlertsConfig, *, now: datetime, operator: str) -> CanaryReport:
    """Return how far news gets, stage by stage: the first that stands still is told. Pure."""
    if settings.canary_hours == 0:
        return CanaryReport(state="off", says="no canary: [alerts] canary_hours = 0")
    if found.subscription is None:
        return CanaryReport(state="off", says="no clock has run yet; `jianbao run` sets the canary up")
    if found.unread_since is not None and now - found.unread_since > STANDS_STILL:
        says = f"news of {found.unread_since:%Y-%m-%d %H:%M} UTC is not matched yet"
        return CanaryReport(state="broken", says=says, mend="is `jianbao run` at work? its log says what fails")
    if not operator:
        return CanaryReport(state="ok", says="news is matched; set [mail] operator for a letter that goes all the way")
    late = timedelta(hours=settings.canary_hours) + LETTER_WAITS
    if (
        found.waiting_since is not None
        and now - max(found.waiting_since, found.letter_at or found.waiting_since) > late
    ):
        return CanaryReport(
            state="broken", says="no letter was written", mend="the log of `jianbao run` says what fails"
        )
    if found.letter_at is None:
        return CanaryReport(state="ok", says="news is matched; the first canary letter comes with the next news")
    return _judge_letter(found, now=now)


def _judge_letter(found: CanaryView, *, now: datetime) -> CanaryReport:
    written = found.letter_at or now
    if found.letter_state == "sent" and found.sent_at is not None:
        took = (found.sent_at - written).total_seconds()
        says = f"letter of {written:%Y-%m-%d %H:%M} UTC taken by the relay after {took:.0f} s"
        return CanaryReport(state="ok", says=says)
    if found.letter_state in ("queued", "claimed", "dot") and now - written <= LETTER_WAITS:
        return CanaryReport(state="ok", says="a canary letter is on its way")
    says = f"letter of {written:%Y-%m-%d %H:%M} UTC is in state '{found.letter_state}'"
    return CanaryReport(
        state="broken",
        says=f"{says}: {found.error}" if found.error else says,
        mend="`jianbao alert outbox list` shows it; `jianbao doctor` tries the relay",
    )


def check(engine: Engine, config: Config, *, now: datetime) -> CanaryReport:
    """Return how news fares on its way to readers."""
    operator = open_stationery(config).mail.operator
    return judge(look(engine), alerts_config(config), now=now, operator=operator)


def sing(engine: Engine, config: Config, board: Sequence[SourceHealth], *, now: datetime) -> int | None:
    """Write the canary's letter to the operator when one is due; return its number.

    It tells of the newest stories that matching found for the canary since the last one, of the sources that are not
    well, and of letters that are not out. None when none is due, or nobody is named in [mail] operator.
    """
    settings, stationery = alerts_config(config), open_stationery(config)
    if settings.canary_hours == 0:
        return None
    set_up(engine, subscriptions.house(engine, now=now).id, now=now)
    found = look(engine)
    rested = found.letter_at is None or now - found.letter_at >= timedelta(hours=settings.canary_hours)
    if not stationery.mail.operator or not rested:
        return None
    waiting = next((one for one in subscriptions.waiting(engine) if one.channel == CHANNEL), None)
    if waiting is None:
        return None
    return subscriptions.enqueue(engine, _canary_letter(engine, config, stationery, waiting, board, now), now=now)


def tell_changes(
    engine: Engine, config: Config, board: Sequence[SourceHealth], told: Mapping[str, str], *, now: datetime
) -> dict[str, str]:
    """Write to the operator of sources that went red or are well again since `told`; return what is told now.

    `told` is source → red state, as last returned; the same change is never written of twice.
    """
    stationery = open_stationery(config)
    red = {one.source: one.state for one in board if one.is_red}
    worse = [one for one in board if one.is_red and told.get(one.source) != one.state]
    better = [one for one in board if not one.is_red and one.source in told and one.state != "running"]
    still = {
        source: state
        for source, state in told.items()
        if any(one.source == source and one.state == "running" for one in board)
    }
    if stationery.mail.operator and (worse or better):
        subscriptions.enqueue(engine, _change_letter(config, stationery, worse, better, told, now), now=now)
    return still | red


def _canary_letter(
    engine: Engine,
    config: Config,
    stationery: Stationery,
    waiting: Waiting,
    board: Sequence[SourceHealth],
    now: datetime,
) -> NewDelivery:
    language = config.section("web", WebConfig).language
    red = [one for one in board if one.is_red]
    letters = subscriptions.count_by_state(engine)
    lines = [
        say(language, "canary-words"),
        say(language, "canary-newest", url=stationery.article_url(waiting.matches[-1].article_id)),
        *_sources_said(language, "canary-red", red),
        *([] if red else [say(language, "canary-well", n=len(board))]),
        say(
            language,
            "canary-letters",
            n=letters.get("queued", 0),
            doubt=letters.get("doubt", 0),
            dead=letters.get("dead", 0),
        ),
    ]
    subject = say(language, "canary-subject" if not red else "canary-subject-red", n=len(red))
    message_id = stationery.message_id(KIND, *sorted(match.id for match in waiting.matches))
    return _to_operator(
        stationery,
        KIND,
        subject,
        lines,
        message_id=message_id,
        now=now,
        match_ids=[match.id for match in waiting.matches],
    )


def _change_letter(
    config: Config,
    stationery: Stationery,
    worse: Sequence[SourceHealth],
    better: Sequence[SourceHealth],
    told: Mapping[str, str],
    now: datetime,
) -> NewDelivery:
    language = config.section("web", WebConfig).language
    lines = [*_sources_said(language, "watch-worse", worse), *_sources_said(language, "watch-better", better)]
    lines.append(say(language, "watch-mend"))
    first = (*worse, *better)[0]
    subject = say(
        language, "watch-subject", name=first.name or first.source, state=first.state, n=len(worse) + len(better)
    )
    changes = sorted(
        f"{one.source} {told.get(one.source, '')} {one.state} {one.last_success_at}" for one in (*worse, *better)
    )
    message_id = stationery.message_id("watch", *changes)
    return _to_operator(stationery, "ops", subject, lines, message_id=message_id, now=now)


def _sources_said(language: str, key: str, sources: Sequence[SourceHealth]) -> list[str]:
    if not sources:
        return []
    named = [f"  {one.source} {one.name}: {one.state} {one.why}".rstrip() for one in sources[:MOST_NAMED]]
    more = [f"  … +{len(sources) - MOST_NAMED}"] if len(sources) > MOST_NAMED else []
    return [say(language, key, n=len(sources)), *named, *more]


def _to_operator(
    stationery: Stationery,
    kind: str,
    subject: str,
    lines: Sequence[str],
    *,
    message_id: str,
    now: datetime,
    match_ids: Sequence[int] = (),
) -> NewDelivery:
    mail = message_headers(
        sender=stationery.mail.sender,
        sender_name=stationery.mail.sender_name,
        subject=subject,
        message_id=message_id,
        written_at=now,
    )
    mail.set_content("\n".join(lines) + "\n", cte="base64")
    return NewDelivery(
        subscriber_id=None,
        kind=kind,
        message_id=message_id,
        subject=subject,
        mime=mail.as_bytes(),
        match_ids=tuple(match_ids),
        detail={"stories": len(match_ids)},
    )
