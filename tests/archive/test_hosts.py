"""Hosts: who may be asked when, by all processes together and across restarts."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from archive.hosts import FIRST_BACKOFF_S, LONGEST_BACKOFF_S, Hosts, Manners, Turn, admit

AT_S = 1_700_000_000.0
DOMAIN = "paper.test"

pytestmark = pytest.mark.both_databases


def ask(hosts: Hosts, visit: str, now_s: float, *, delay_s: float = 2.0, concurrency: int = 2) -> Turn:
    """Ask to send a request now."""
    return hosts.take_turn(DOMAIN, visit, delay_s=delay_s, concurrency=concurrency, longest_s=60.0, now_s=now_s)


@pytest.fixture
def hosts(engine: Engine) -> Hosts:
    """No domain known yet."""
    return Hosts(engine)


def test_second_request_waits_for_the_rule(hosts: Hosts) -> None:
    """Whoever asks next, in whatever process, is told to come back when the pause is over, and then goes."""
    first = ask(hosts, "a", AT_S)
    second = ask(Hosts(hosts.engine), "b", AT_S + 0.1)
    third = ask(hosts, "b", second.again_at_s)

    assert (first.admitted, second.admitted, third.admitted) == (True, False, True)
    assert second.again_at_s == AT_S + 4.0


def test_pause_counts_from_the_answer(hosts: Hosts) -> None:
    """With the answer there the pause is the rule, counted from it, since a busy process may send late."""
    ask(hosts, "a", AT_S)
    hosts.leave(DOMAIN, "a", delay_s=2.0, now_s=AT_S + 0.5)

    assert 2.5 <= ask(hosts, "b", AT_S + 1).again_at_s - AT_S <= 2.6


def test_slow_server_rests_as_long_as_it_took(hosts: Hosts) -> None:
    """An answer that took longer than the pause is followed by as long a rest, up to a minute."""
    ask(hosts, "a", AT_S)
    hosts.leave(DOMAIN, "a", delay_s=2.0, now_s=AT_S + 9, took_s=9.0)
    again_at_s = ask(hosts, "b", AT_S + 10).again_at_s
    assert again_at_s == AT_S + 18
    ask(hosts, "b", again_at_s)
    hosts.leave(DOMAIN, "b", delay_s=2.0, now_s=again_at_s + 500, took_s=500.0)

    assert ask(hosts, "c", again_at_s + 501).again_at_s == again_at_s + 560


def test_late_answer_of_an_earlier_request_shortens_nothing(hosts: Hosts) -> None:
    """While a later request is under way, the answer to an earlier one says nothing of when that one was sent."""
    ask(hosts, "a", AT_S)
    ask(hosts, "b", AT_S + 4)
    hosts.leave(DOMAIN, "a", delay_s=2.0, now_s=AT_S + 4.1)

    assert ask(hosts, "c", AT_S + 6.5, concurrency=3).again_at_s == AT_S + 8


def test_asking_too_early_reserves_nothing(hosts: Hosts) -> None:
    """A process that dies while it waits delays nobody."""
    ask(hosts, "a", AT_S)
    waits = {ask(hosts, str(number), AT_S + 1).again_at_s for number in range(5)}

    assert len(waits) == 1


def test_late_request_moves_the_next_one(hosts: Hosts) -> None:
    """The pause counts from when a request is sent, not from when it might have been."""
    ask(hosts, "a", AT_S)
    ask(hosts, "b", AT_S + 9)

    assert not ask(hosts, "c", AT_S + 10.9).admitted


def test_crawl_delay_makes_the_pause_longer_never_shorter(hosts: Hosts) -> None:
    """The longer of our delay and the one the site asks for holds."""
    hosts.slow_down(DOMAIN, 5.0, now_s=AT_S - 10)
    ask(hosts, "a", AT_S)
    assert ask(hosts, "b", AT_S + 1).again_at_s - AT_S >= 5.0

    hosts.slow_down(DOMAIN, 1.0, now_s=AT_S + 50)
    ask(hosts, "c", AT_S + 100)
    assert ask(hosts, "d", AT_S + 101).again_at_s - AT_S >= 104.0


def test_crawl_delay_holds_from_the_robots_txt_that_names_it(hosts: Hosts) -> None:
    """The request for robots.txt counts too: the first page waits as long as that file asks for."""
    ask(hosts, "robots", AT_S)
    hosts.leave(DOMAIN, "robots", delay_s=1.0, now_s=AT_S + 0.1)
    hosts.slow_down(DOMAIN, 5.0, now_s=AT_S + 0.2)

    assert ask(hosts, "a", AT_S + 3).again_at_s == pytest.approx(AT_S + 5.2)


def test_no_more_requests_at_a_time_than_agreed(hosts: Hosts) -> None:
    """The third request waits while two are under way, and goes when one has left."""
    turns = [ask(hosts, visit, AT_S, delay_s=0.0).admitted for visit in "abc"]
    hosts.leave(DOMAIN, "a", delay_s=0.0, now_s=AT_S)

    assert turns == [True, True, False]
    assert ask(hosts, "c", AT_S, delay_s=0.0).admitted


def test_place_of_a_dead_process_is_free_in_the_end(hosts: Hosts) -> None:
    """A request whose process was killed holds its place as long as a request may take, and no longer."""
    for visit in "ab":
        ask(hosts, visit, AT_S, delay_s=0.0)

    assert not ask(hosts, "c", AT_S + 59, delay_s=0.0).admitted
    assert ask(hosts, "c", AT_S + 61, delay_s=0.0).admitted


def test_closed_domain_is_left_alone(hosts: Hosts) -> None:
    """After Retry-After nothing is asked before the time is over; a later, shorter wish does not shorten it."""
    hosts.close(DOMAIN, AT_S + 30)
    hosts.close(DOMAIN, AT_S + 10)

    turn = ask(hosts, "a", AT_S + 20)

    assert turn == Turn(admitted=False, again_at_s=AT_S + 30, closed=True)
    assert ask(hosts, "a", AT_S + 30).admitted


def test_backoff_doubles_and_is_forgiven(hosts: Hosts) -> None:
    """Each 429 in a row doubles the pause, requests of one moment count once, and a good answer begins anew."""
    pauses, now_s = [], AT_S
    for _ in range(9):
        pauses.append(hosts.strike(DOMAIN, now_s))
        assert hosts.strike(DOMAIN, now_s + 1) == pauses[-1] - 1
        now_s += pauses[-1]
    hosts.forgive(DOMAIN)

    assert pauses[:3] == [FIRST_BACKOFF_S, 2 * FIRST_BACKOFF_S, 4 * FIRST_BACKOFF_S]
    assert pauses[-1] == LONGEST_BACKOFF_S
    assert hosts.strike(DOMAIN, now_s) == FIRST_BACKOFF_S


def test_clock_set_back_stops_nobody() -> None:
    """A free moment hours ahead, written before the clock was set back, is not waited for."""
    manners = Manners(free_at_s=AT_S + 7200)

    assert admit(manners, "a", delay_s=1.0, concurrency=1, longest_s=60.0, now_s=AT_S).admitted


def test_robots_are_kept_while_fresh(hosts: Hosts, now: datetime) -> None:
    """The rules of an origin are given back until they must be asked for again, and the old ones with the new."""
    until = now + timedelta(hours=12)
    first = hosts.keep_robots("https://paper.test", b"Disallow: /a", now=now, fresh_until_at=until)

    assert hosts.robots("https://paper.test", now=now) == b"Disallow: /a"
    assert hosts.robots("https://paper.test", now=until) is None
    assert hosts.robots("http://paper.test", now=now) is None
    again = hosts.keep_robots("https://paper.test", b"", now=until, fresh_until_at=until)
    assert (first, again) == (b"", b"Disallow: /a")
