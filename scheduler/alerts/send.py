"""Send what is in the outbox: claim, hand over, note the answer. Every letter once, or known to be in doubt."""

import logging
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from archive import subscriptions
from archive.config import Config
from archive.subscriptions import AlertsConfig, Claimed, alerts_config
from scheduler.alerts.notices import tell_operator
from scheduler.alerts.stationery import Stationery, open_stationery
from scheduler.alerts.ways import Ways
from scheduler.mail import DOT_TIMEOUT_S, Relay, Reply, Verdict, retry_delay_s

log = logging.getLogger(__name__)
MOST_LETTERS = 1000
"""Letters of one call: 8 to 20 seconds to a relay nearby (measured: 50 to 120 a second, of 38 kB each)."""
GIVE_UP_AFTER = timedelta(days=5)
"""RFC 5321 §4.5.4.1: the time to give up should be at least 4 to 5 days."""
PAUSE_S = 60.0
"""How long a letter waits that met no relay. It is not counted as a try of this letter."""
STEPS = 10
"""Answers to wait for before a letter's end at most, new connection included; each may take [mail] timeout_s."""
DOT_LEASE_S = DOT_TIMEOUT_S + 120.0


@dataclass(slots=True, kw_only=True)
class SendReport:
    """What one call did with the outbox, in letters."""

    sent: int = 0
    later: int = 0
    """Not taken now, tried again later."""
    doubtful: int = 0
    """Perhaps delivered; their stories go into the reader's next letter."""
    dead: int = 0
    """Refused for good."""
    gone: int = 0
    """Refused because the address does not exist; the reader was struck off."""
    recovered: int = 0
    """Left by a dead sender before their end went out, queued again."""
    stopped: str = ""
    """Why sending stopped before the outbox was empty."""
    refused_with: str = ""
    """What the relay said to the last letter in `dead`."""


def send_due(
    engine: Engine, config: Config, *, now: datetime, owner: str, rng: random.Random | None = None
) -> SendReport:
    """Send the letters that are due; return what became of them. Any number of senders may run at once.

    `owner` names this sender in the outbox; `rng` draws how long retries wait.
    """
    stationery, settings = open_stationery(config), alerts_config(config)
    report = SendReport()
    report.recovered, report.doubtful = subscriptions.recover(engine, now=now)
    # Never two senders of one name: a claim is known by it.
    name = f"{owner}/{uuid.uuid4().hex[:12]}"
    clock = _clock_from(now)
    with Relay(stationery.mail) as relay:
        ways = Ways(relay, settings, clock=clock)
        if not stationery.mail.host:
            ways.close("mail")
            report.stopped = "no relay: [mail] host is empty"
        sender = _Sender(engine, stationery, settings, ways, name, clock, rng or random.Random(), report)  # noqa: S311 # spreads retries, guards nothing
        for _ in range(MOST_LETTERS):
            if not ways.open or not sender.send_one():
                break
    if report.dead:
        log.error("letters refused for good", extra={"letters": report.dead, "said": report.refused_with})
        tell_operator(engine, stationery, refused=report.dead, said=report.refused_with, now=now)
    return report


class _Sender:
    """One pass over the outbox with one connection."""

    def __init__(
        self,
        engine: Engine,
        stationery: Stationery,
        settings: AlertsConfig,
        ways: Ways,
        name: str,
        clock: Callable[[], datetime],
        rng: random.Random,
        report: SendReport,
    ) -> None:
        self.engine = engine
        self.stationery = stationery
        self.settings = settings
        self.ways = ways
        self.name = name
        self.clock = clock
        self.rng = rng
        self.report = report

    def send_one(self) -> bool:
        """Send the next letter that is due; False when there is none."""
        lease_s = STEPS * self.stationery.mail.timeout_s
        claimed = subscriptions.claim(
            self.engine, owner=self.name, now=self.clock(), lease_s=lease_s, channels=self.ways.open
        )
        if claimed is None:
            return False
        recipient = self._recipient_of(claimed)
        if not recipient:
            known = "[mail] operator is empty" if claimed.recipient is None else "there is no address any more"
            self._refused(claimed, Reply(verdict=Verdict.REFUSED, said=known))
            return True
        route = self.stationery.route(recipient)
        if self._is_full(route):
            again = self.clock() + timedelta(seconds=PAUSE_S * self.rng.uniform(0.5, 1.0))
            subscriptions.put_back(self.engine, claimed, next_try_at=again, error="", tried=False)
            self.report.later += 1
            return True
        reply = self.ways.hand_over(claimed, recipient, before_dot=lambda: self._commit_dot(claimed, route))
        self._settle(claimed, reply)
        return True

    def _recipient_of(self, claimed: Claimed) -> str:
        """Return where a letter goes; empty when there is no such place (any more)."""
        if claimed.channel != "mail":
            return claimed.target.address if claimed.target is not None else ""
        return self.stationery.mail.operator if claimed.recipient is None else claimed.recipient

    def _is_full(self, route: str) -> bool:
        """Tell whether a mail domain has had its letters of this minute. Two senders may overstep it by one each."""
        now = self.clock()
        most = self.settings.domain_letters_a_min
        since = now - timedelta(minutes=1)
        return most > 0 and subscriptions.count_routed(self.engine, route, since=since, now=now) >= most

    def _commit_dot(self, claimed: Claimed, route: str) -> bool:
        return subscriptions.mark_dot(self.engine, claimed, now=self.clock(), lease_s=DOT_LEASE_S, route=route)

    def _settle(self, claimed: Claimed, reply: Reply) -> None:
        """Note the relay's answer."""
        settle = {
            Verdict.ACCEPTED: self._accepted,
            Verdict.LATER: self._later,
            Verdict.GONE: self._gone,
            Verdict.REFUSED: self._refused,
            Verdict.DOUBT: self._doubt,
            Verdict.UNREACHABLE: self._unreachable,
            Verdict.LOST_CLAIM: self._lost_claim,
        }
        settle[reply.verdict](claimed, reply)

    def _accepted(self, claimed: Claimed, reply: Reply) -> None:
        if subscriptions.mark_sent(self.engine, claimed, now=self.clock()):
            self.report.sent += 1
            log.info("letter sent", extra={"letter": claimed.id, "kind": claimed.kind})
        else:
            log.warning("letter accepted after it was given up as doubtful", extra={"letter": claimed.id})

    def _later(self, claimed: Claimed, reply: Reply) -> None:
        if self.clock() - claimed.created_at > GIVE_UP_AFTER:
            self._refused(claimed, Reply(verdict=Verdict.REFUSED, said=f"given up after 5 days: {reply.said}"))
            return
        again = self.clock() + timedelta(seconds=retry_delay_s(claimed.attempts + 1, self.rng))
        subscriptions.put_back(self.engine, claimed, next_try_at=again, error=reply.said, tried=True)
        self.report.later += 1
        log.info("letter not taken now", extra={"letter": claimed.id, "said": reply.said, "next_try_at": again})

    def _unreachable(self, claimed: Claimed, reply: Reply) -> None:
        again = self.clock() + timedelta(seconds=PAUSE_S * self.rng.uniform(0.5, 1.0))
        subscriptions.put_back(self.engine, claimed, next_try_at=again, error=reply.said, tried=False)
        self.report.later += 1
        self.ways.close(claimed.channel)
        what = "the relay" if claimed.channel == "mail" else f"the channel {claimed.channel}"
        self.report.stopped = f"{what} cannot be used: {reply.said}"
        log.warning(
            "letters of a channel wait",
            extra={"channel": claimed.channel, "said": reply.said, "next_try_at": again},
        )

    def _gone(self, claimed: Claimed, reply: Reply) -> None:
        subscriptions.mark_gone(self.engine, claimed, error=reply.said)
        self.report.gone += 1
        log.warning(
            "struck off: the address does not exist",
            extra={
                "letter": claimed.id,
                "channel": claimed.channel,
                "subscriber": claimed.subscriber_id,
                "said": reply.said,
            },
        )

    def _refused(self, claimed: Claimed, reply: Reply) -> None:
        subscriptions.mark_dead(self.engine, claimed, error=reply.said)
        if claimed.kind == "ops":
            log.error("letter to the operator refused", extra={"letter": claimed.id, "said": reply.said})
            return
        self.report.dead += 1
        self.report.refused_with = reply.said

    def _doubt(self, claimed: Claimed, reply: Reply) -> None:
        subscriptions.mark_doubt(self.engine, claimed, error=reply.said, now=self.clock())
        self.report.doubtful += 1
        log.warning("letter in doubt, not sent again", extra={"letter": claimed.id, "said": reply.said})

    def _lost_claim(self, claimed: Claimed, reply: Reply) -> None:
        log.warning("letter left to another sender: our claim had ended", extra={"letter": claimed.id})


def _clock_from(now: datetime) -> Callable[[], datetime]:
    """Return a clock that stands at `now` and runs on: leases of a long call must not begin in the past."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)
