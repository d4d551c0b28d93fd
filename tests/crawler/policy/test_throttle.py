"""The gate that all crawls of a process pass."""

import asyncio

from crawler.policy.throttle import HostGate


def test_requests_to_one_host_are_spaced() -> None:
    """The second and third request wait their turn, a delay apart."""
    gate = HostGate()
    assert [gate.reserve("a.test", 2.0, now=100.0) for _ in range(3)] == [0.0, 2.0, 4.0]


def test_hosts_do_not_wait_for_each_other() -> None:
    """A request to another host goes at once."""
    gate = HostGate()
    gate.reserve("a.test", 2.0, now=100.0)
    assert gate.reserve("b.test", 2.0, now=100.0) == 0.0


def test_idle_host_is_asked_at_once() -> None:
    """After a pause longer than the delay nothing waits, and no turn was saved up."""
    gate = HostGate()
    gate.reserve("a.test", 2.0, now=100.0)
    assert [gate.reserve("a.test", 2.0, now=200.0) for _ in range(2)] == [0.0, 2.0]


def test_crawl_delay_makes_the_pause_longer_never_shorter() -> None:
    """The longer of our delay and the one the site asks for holds."""
    gate = HostGate()
    gate.slow_down("a.test", 5.0)
    gate.slow_down("b.test", 1.0)
    assert [gate.reserve("a.test", 2.0, now=100.0) for _ in range(2)] == [0.0, 5.0]
    assert [gate.reserve("b.test", 2.0, now=100.0) for _ in range(2)] == [0.0, 2.0]


def test_closed_host_waits() -> None:
    """After Retry-After nothing is asked before the time is over."""
    gate = HostGate()
    gate.close_for("a.test", 30.0, now=100.0)
    assert gate.reserve("a.test", 2.0, now=110.0) == 20.0


def test_no_more_requests_at_a_time_than_agreed() -> None:
    """Of four requests to a host that takes two, two wait; each that leaves lets the longest waiting in."""

    async def four_come() -> list[list[str]]:
        gate, entered = HostGate(), list[str]()

        async def come(name: str) -> None:
            await gate.enter("a.test", 2)
            entered.append(name)

        tasks = [asyncio.create_task(come(name)) for name in "1234"]
        seen = []
        for _ in range(3):
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            seen.append(list(entered))
            gate.leave("a.test")
        await asyncio.gather(*tasks)
        return seen

    assert asyncio.run(four_come()) == [["1", "2"], ["1", "2", "3"], ["1", "2", "3", "4"]]


def test_place_is_free_again_when_nobody_waits() -> None:
    """A host whose requests have all left takes as many as before."""

    async def come_and_go() -> None:
        gate = HostGate()
        for _ in range(3):
            await asyncio.wait_for(gate.enter("a.test", 1), timeout=5)
            gate.leave("a.test")

    asyncio.run(come_and_go())
