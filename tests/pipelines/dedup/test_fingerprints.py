from archive.records import NewsText
from pipelines.dedup import fingerprint
from pipelines.dedup.fingerprints import KEYS, VERSION

KNOWN_KEYS = (25150776113544, 82760470065479)
KNOWN_DIGEST = "adb8e03b1a225a8474de74a22e15d5c7"


def test_fingerprint_is_the_same_on_every_machine() -> None:
    """The keys and the digest of a known text are the numbers that every archive already holds."""
    found = fingerprint("云江市昨日召开全市水利工作会议")

    assert found.keys[:2] == KNOWN_KEYS
    assert found.exact == KNOWN_DIGEST
    assert found.version == VERSION


def test_keys_are_the_smallest_and_ascend(report: NewsText) -> None:
    """A long text has exactly 24 distinct 48-bit keys in ascending order."""
    keys = fingerprint(report.text).keys

    assert len(set(keys)) == KEYS
    assert list(keys) == sorted(keys)
    assert all(0 < key < 1 << 48 for key in keys)


def test_print_differences_leave_the_fingerprint_alone(report: NewsText) -> None:
    """Line breaks, spaces and full-width figures change neither keys nor digest."""
    reprinted = report.text.replace("\n", "").replace("240", "２４０").replace("。", " 。\n")

    assert fingerprint(reprinted) == fingerprint(report.text)


def test_cut_copy_shares_keys(report: NewsText) -> None:
    """Half of a text shares at least two keys with the whole."""
    whole, half = fingerprint(report.text), fingerprint(report.text[: len(report.text) // 2])

    assert len(set(whole.keys) & set(half.keys)) >= 2


def test_text_without_units_has_no_keys() -> None:
    """An empty text, or one of punctuation only, has no keys and no length."""
    assert fingerprint("……！").keys == ()
    assert fingerprint("").units == 0


def test_text_shorter_than_a_window_has_one_key() -> None:
    """A text of three characters still gets a key, and another order gets another."""
    assert len(fingerprint("停电了").keys) == 1
    assert fingerprint("停电了").keys != fingerprint("了停电").keys


def test_lone_surrogate_is_no_accident() -> None:
    """A broken character from a hostile page gets a fingerprint like any other text."""
    assert fingerprint("坏\ud800字符也要能读进来").units > 0
