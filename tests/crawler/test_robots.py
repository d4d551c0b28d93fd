"""robots.txt by RFC 9309: what each kind of answer means, how much of it is read, how long it holds."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from tests.crawler.conftest import Home
from tests.crawler.faults import FaultSite, Reply, answer, fault_site, page, reset, says
from tests.crawler.site import STORIES, web_article

NOW, LATER = "2024-02-20T09:00:00+08:00", "2024-02-20T09:30:00+08:00"
DAY = date(2024, 2, 20)
ARTICLE = web_article(STORIES[0], DAY)
TEXT = "Content-Type: text/plain"
FORBIDDEN = b"User-agent: *\nDisallow: /\n"
PADDING = b"# nothing\n" * 60_000

ASKED, REFUSED = "asked", "robots"
ROBOTS: dict[str, tuple[Reply, str]] = {
    "none": (says(answer(b"", status="404 Not Found")), ASKED),
    "shut": (says(answer(b"", status="403 Forbidden")), ASKED),
    "down": (says(answer(b"", status="500 Internal Server Error")), "robots-unreachable"),
    "cut": (reset, "cut-short"),
    "silent": (says(b""), "connection"),
    "loop": (says(answer(b"", "Location: /robots.txt", status="302 Found")), ASKED),
    "moved": (says(answer(b"", "Location: /rules.txt", status="301 Moved")), REFUSED),
    "all": (says(answer(FORBIDDEN, TEXT)), REFUSED),
    "us": (says(answer(b"User-agent: Jianbao\nDisallow: /\n\nUser-agent: *\nAllow: /\n", TEXT)), REFUSED),
    "others": (says(answer(b"User-agent: news\nUser-agent: mailto\nDisallow: /\n", TEXT)), ASKED),
    "longest": (says(answer(b"User-agent: *\nDisallow: /\nAllow: /list.html\nAllow: /a/\n", TEXT)), ASKED),
    "large": (says(answer(PADDING + FORBIDDEN, TEXT)), ASKED),
    "page": (page("<html><body>User-agent: *</body></html>"), ASKED),
}
"""Name → what is answered to robots.txt, and what becomes of the list of the source."""


@dataclass(slots=True, kw_only=True)
class Polls:
    """Two polls of all sites in one process each."""

    sites: dict[str, FaultSite]
    first: dict[str, dict[str, Any]]
    asked_first: dict[str, int]
    """Name → how often robots.txt was asked for by the first poll."""


@pytest.fixture(scope="module")
def polls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Polls]:
    """Sites that differ in their robots.txt, each on a host of its own, polled twice."""
    home = Home(tmp_path_factory.mktemp("robots") / "home")
    home.configure(retry_times="0", timeout_s="20.0")
    with ExitStack() as opened:
        sites = {}
        for number, (name, (reply, _)) in enumerate(ROBOTS.items(), 20):
            site = sites[name] = opened.enter_context(fault_site(f"127.0.0.{number}"))
            site.replies |= {"/robots.txt": reply, "/rules.txt": says(answer(FORBIDDEN, TEXT))}
            site.replies |= {"/list.html": page(site.listing(["one"])), "/a/one.html": page(ARTICLE)}
            home.source(f"s-{name}", f"name: {name}\nfamily: listing\nstart: {site.address}/list.html\n")
        names = [f"s-{name}" for name in ROBOTS]
        first = {one["source"]: one for one in home.run("--now", NOW, *names).told}
        asked = {name: site.asked.count("/robots.txt") for name, site in sites.items()}
        home.run("--now", LATER, *names)
        yield Polls(sites=sites, first=first, asked_first=asked)


@pytest.mark.parametrize("name", ROBOTS)
def test_each_answer_to_robots_means_what_the_rfc_says(polls: Polls, name: str) -> None:
    """4xx, endless redirects, other names and what lies behind 500 kB permit; 5xx and lost connections refuse."""
    wanted, told = ROBOTS[name][1], polls.first[f"s-{name}"]

    assert ("/list.html" in polls.sites[name].asked) == (wanted == ASKED)
    if wanted != ASKED:
        assert told["outcome"] == "failed"
        assert told["detail"].endswith(f"/list.html: {wanted}")


def test_rules_are_asked_for_once_and_kept(polls: Polls) -> None:
    """The next poll of a site asks for no rules again, even when the first time there were none."""
    kept = [name for name, (_, wanted) in ROBOTS.items() if wanted in (ASKED, REFUSED) and name != "loop"]

    assert {name: polls.sites[name].asked.count("/robots.txt") for name in kept} == dict.fromkeys(kept, 1)
    assert polls.asked_first["down"] == 1
