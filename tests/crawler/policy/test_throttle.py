"""The gate that all crawls of a process pass."""

import asyncio
from datetime import UTC, datetime

import pytest
from scrapy import Request
from sqlalchemy import Engine

from archive.hosts import Hosts
from crawler.policy.causes import Refused
from crawler.policy.domains import domain_of
from crawler.policy.throttle import Gate
from tests.loops import run_apart

FAR_S = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


@pytest.fixture
def gate(engine: Engine) -> Gate:
    """A gate that nobody has passed."""
    return Gate(Hosts(engine))


async def enter(gate: Gate, domain: str = "a.test", *, concurrency: int = 2, delay_s: float = 0.0) -> str:
    """Pass the gate."""
    return await gate.enter(domain, delay_s=delay_s, concurrency=concurrency, longest_s=60.0, max_wait_s=60.0)


def test_no_more_requests_at_a_time_than_agreed(gate: Gate) -> None:
    """Of four requests to a host that takes two, two wait; each that leaves lets the longest waiting in."""

    async def four_come() -> list[list[str]]:
        entered = list[str]()

        async def come(name: str) -> None:
            await enter(gate)
            entered.append(name)

        tasks = [asyncio.create_task(come(name)) for name in "1234"]
        seen = []
        for _ in range(3):
            for _ in range(4):
                await asyncio.sleep(0)
            seen.append(list(entered))
            gate.leave("a.test", "", delay_s=0.0)
        await asyncio.gather(*tasks)
        return seen

    assert run_apart(four_come()) == [["1", "2"], ["1", "2", "3"], ["1", "2", "3", "4"]]


def test_place_is_free_again_when_nobody_waits(gate: Gate) -> None:
    """A host whose requests have all left takes as many as before."""

    async def come_and_go() -> None:
        for _ in range(3):
            visit = await asyncio.wait_for(enter(gate, concurrency=1, delay_s=0.001), timeout=600)
            gate.leave("a.test", visit, delay_s=0.001)

    run_apart(come_and_go())


def test_host_that_wants_to_be_left_alone_is_not_waited_for(gate: Gate) -> None:
    """When another process was told to stay away for long, the request is refused at once, and its place is free."""

    async def two_come() -> None:
        gate.hosts.close("a.test", FAR_S)
        for _ in range(2):
            with pytest.raises(Refused) as refused:
                await asyncio.wait_for(enter(gate, concurrency=1, delay_s=1.0), timeout=600)
            assert refused.value.cause == "stay-away"

    run_apart(two_come())


def test_told_off_without_pauses(gate: Gate) -> None:
    """A host that is asked without pauses is left alone too once this process was told so."""

    async def come_twice() -> None:
        gate.leave("a.test", await enter(gate), delay_s=0.0)
        gate.close("a.test", 3600.0)
        with pytest.raises(Refused):
            await asyncio.wait_for(enter(gate), timeout=600)

    run_apart(come_twice())


def test_all_hosts_of_a_domain_share_the_rule() -> None:
    """Two hosts below one registered domain are one; two cities below gov.cn are not."""
    urls = ("http://szb.jsw.com.cn/a", "https://www.jsw.com.cn:8443/", "http://www.zhenjiang.gov.cn", "http://[::1]/")
    named = [domain_of(Request(url)) for url in urls]
    assert named == ["jsw.com.cn", "jsw.com.cn", "zhenjiang.gov.cn", "::1"]
