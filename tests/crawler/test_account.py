"""The account of a crawl."""

from crawler.account import NOT_REACHED, Account


def test_each_address_is_found_once() -> None:
    """An address met again is not entered again, whatever became of it."""
    account = Account()
    assert [account.discover("a"), account.discover("a")] == [True, False]
    account.settle("a", "stored")
    assert not account.discover("a")
    assert account.ledger.discovered == 1


def test_first_fate_counts() -> None:
    """An address has one fate, and one that was never found has none."""
    account = Account()
    account.discover("a")
    assert account.settle("a", "rejected", "too-short")
    assert not account.settle("a", "stored")
    assert not account.settle("b", "stored")
    assert (account.ledger.rejected, account.ledger.stored) == ({"too-short": 1}, 0)


def test_open_addresses_are_counted_at_the_end() -> None:
    """What was never reached counts as failed, so that the account adds up."""
    account = Account()
    for address in "abcdef":
        account.discover(address)
    account.settle("a", "stored", revised=True, folded=True)
    account.settle("b", "unchanged")
    account.settle("c", "duplicate")
    account.settle("d", "failed", "timeout")

    ledger = account.close()

    assert ledger.adds_up
    assert ledger.failed == {"timeout": 1, NOT_REACHED: 2}
    assert (ledger.stored, ledger.revised, ledger.folded, ledger.unchanged, ledger.duplicate) == (1, 1, 1, 1, 1)


def test_main_cause_is_the_most_frequent() -> None:
    """The cause named for a failed run is the one that most addresses share."""
    account = Account()
    for address, cause in (("a", "timeout"), ("b", "http-404"), ("c", "http-404")):
        account.discover(address)
        account.settle(address, "failed", cause)
    assert account.main_cause() == "http-404"
