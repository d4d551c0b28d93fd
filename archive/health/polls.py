"""What a source's last looks say: links that are no more found, pages that are no more read, far too much. Pure."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from archive.health.chance import at_least, poisson_at_least, poisson_at_most
from archive.health.habit import Habit, usual_between

EMPTY_POLLS = 3
"""Looks in a row without one address after which the list is taken for changed."""
LEAST_POLLS = 4
"""Good looks that must have come before."""
PAGES = 20
"""Pages, of three looks at most, that are compared with those before."""
LEAST_PAGES = 20
"""Pages that must have been read before."""
CHANCE = 1e-4
"""More rejected pages than chance brings once in 10,000 looks."""
BAND = 5.0
"""So many times the usual number, or so small a part of it: half of ten, or chance would hide every second tenfold."""
SURE_BAND = 1e-6
"""News comes in gusts, so the band is tested against twice the usual number, and against half of it."""
SURE_LOW = 1e-4


@dataclass(slots=True, kw_only=True)
class Poll:
    """One look at a source that came to its end."""

    at: datetime
    discovered: int
    """Article addresses found."""
    new: int
    """Articles stored for the first time."""
    read: int
    """Pages that gave an article, new or revised."""
    rejected: dict[str, int] = field(default_factory=dict)
    """Reason → pages."""
    size_bytes: int
    """0 when the server said that nothing has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polls:
    """Looks at one source, newest first."""

    last: tuple[Poll, ...] = ()
    """The newest ones, whatever they brought."""
    fetching: tuple[Poll, ...] = ()
    """The newest that had pages to read."""
    good: tuple[Poll, ...] = ()
    """The newest that stored something."""


def lost_links(polls: Polls, *, patience: timedelta) -> str:
    """Return one sentence when the last looks found no address where each good one found some; empty otherwise.

    `patience` is how long a source of this kind may be late: so long the empty looks must go on.
    """
    looks = [poll for poll in polls.last if poll.size_bytes or poll.discovered][:EMPTY_POLLS]
    empty = len(looks) == EMPTY_POLLS and not any(poll.discovered for poll in looks)
    if not empty or len(polls.good) < LEAST_POLLS or looks[0].at - looks[-1].at < patience:
        return ""
    usual = sum(poll.discovered for poll in polls.good) / len(polls.good)
    return f"no article address on the last {EMPTY_POLLS} looks, {usual:.0f} were usual"


def lost_pages(polls: Polls) -> str:
    """Return one sentence when far more pages than usual are rejected; empty otherwise."""
    recent, pages = [], 0
    for poll in polls.fetching[:EMPTY_POLLS]:
        if pages >= PAGES:
            break
        recent.append(poll)
        pages += poll.read + sum(poll.rejected.values())
    before = [poll for poll in polls.good if poll not in recent]
    read_before = sum(poll.read for poll in before)
    rejected_before = sum(sum(poll.rejected.values()) for poll in before)
    total_before = read_before + rejected_before
    reasons = Counter[str]()
    for poll in recent:
        reasons.update(poll.rejected)
    usual = (rejected_before + 1) / (total_before + 2)
    if total_before < LEAST_PAGES or at_least(reasons.total(), pages, usual) >= CHANCE:
        return ""
    share = 100 * rejected_before / total_before
    return (
        f"{reasons.total()} of {pages} pages rejected, mostly {reasons.most_common(1)[0][0]}; {share:.0f} % were usual"
    )


def odd_volume(polls: Polls, habit: Habit) -> str:
    """Return one sentence when the last two looks brought many times the usual, or a small part; empty otherwise."""
    if len(polls.last) < EMPTY_POLLS:
        return ""
    newest, second, third = polls.last[:EMPTY_POLLS]
    expected = usual_between(habit, third.at, newest.at)
    came = newest.new + second.new
    much = came >= BAND * expected > 0 and poisson_at_least(came, 2 * expected) < SURE_BAND
    little = 0 < came <= expected / BAND and poisson_at_most(came, expected / 2) < SURE_LOW
    return f"{came} new articles on the last two looks, {expected:.0f} were usual" if much or little else ""
