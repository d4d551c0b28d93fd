"""How a crawl ends, by what it found."""

from crawler.account import Account
from crawler.findings import BLOCKED, FINISHED, Findings


def account(*fates: str) -> Account:
    """A closed account of addresses with these fates."""
    made = Account()
    for number, fate in enumerate(fates):
        made.discover(str(number))
        made.settle(str(number), fate, "timeout" if fate == "failed" else "")  # type: ignore[arg-type]  # plain words
    made.close()
    return made


def test_nothing_found_and_nothing_wrong_is_done() -> None:
    """A day without a paper is a finished run, with the note as its detail."""
    assert Findings(notes=["no paper"]).verdict(account(), FINISHED) == ("done", "no paper")


def test_unreadable_entry_fails_a_run_that_found_nothing() -> None:
    """When the way in is closed and nothing was found the run failed; with articles found it is done and says so."""
    findings = Findings(troubles=["http://a.test/: timeout"])
    assert findings.verdict(account(), FINISHED) == ("failed", "http://a.test/: timeout")
    assert findings.verdict(account("stored"), FINISHED) == ("done", "http://a.test/: timeout")


def test_run_fails_when_every_address_failed() -> None:
    """A run in which no address could be had is a failed one."""
    assert Findings().verdict(account("failed", "failed"), FINISHED)[0] == "failed"
    assert Findings().verdict(account("failed", "unchanged"), FINISHED)[0] == "done"


def test_early_end_fails_the_run() -> None:
    """A crawl that was stopped says by what."""
    assert Findings().verdict(account("stored"), "shutdown") == ("failed", "stopped before its end: shutdown")


def test_own_fault_fails_the_run() -> None:
    """A fault of ours is never hidden behind stored articles."""
    assert Findings(faults=["a fault"]).verdict(account("stored"), FINISHED) == ("failed", "a fault")


def test_walls_block() -> None:
    """One wall before an entry page, or three in a row before articles, make a blocked run with evidence."""
    entry = Findings()
    assert not entry.wall("status 521", entry=True)
    assert entry.verdict(account(), FINISHED) == ("blocked", "status 521")
    articles = Findings()
    assert [articles.wall(f"wall {number}", entry=False) for number in (1, 2, 3)] == [False, False, True]
    assert articles.verdict(account("failed"), BLOCKED) == ("blocked", "wall 1")


def test_passage_ends_a_row_of_walls() -> None:
    """Single walls between pages do not end a crawl."""
    findings = Findings()
    for _ in range(5):
        assert not findings.wall("wall", entry=False)
        findings.passage()
    assert findings.verdict(account("stored"), FINISHED)[0] == "done"
