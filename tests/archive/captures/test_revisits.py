"""Bodies that are kept already: revisit records for every reader of WARC, and the whole page for ours."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from archive.captures import Captures
from archive.errors import CaptureError, NotFound
from archive.records import Capture
from tests.archive.captures.conftest import PAGE

pytestmark = pytest.mark.both_databases

PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
LATER = timedelta(minutes=20)
"""Within the same UTC day, so that the segment stays the same."""


def first_of(path: Path, kind: str) -> ArcWarcRecord:
    """The first record of a kind, as warcio reads it, its digests checked."""
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            record.content_stream().read()
            if record.rec_type == kind:
                return record
    raise AssertionError(f"no {kind} in {path}")


def test_same_body_again_is_a_revisit_of_the_first(
    captures: Captures, make_capture: Callable[..., Capture], folder: Path, now: datetime
) -> None:
    """A standard reader finds the profile of WARC 1.1, the payload's digest, and which fetch brought the body."""
    first = captures.keep(make_capture())
    captures.keep(make_capture(fetched_at=now + LATER))
    captures.close()

    revisit = first_of(folder / first.file, "revisit").rec_headers

    assert revisit.protocol == "WARC/1.1"
    assert revisit.get_header("WARC-Profile") == PROFILE
    assert revisit.get_header("WARC-Payload-Digest") == first.digest
    assert revisit.get_header("WARC-Refers-To-Target-URI") == make_capture().final_url
    original = first_of(folder / first.file, "response").rec_headers
    assert revisit.get_header("WARC-Refers-To-Date") == original.get_header("WARC-Date")


def test_revisit_comes_back_whole(captures: Captures, make_capture: Callable[..., Capture], now: datetime) -> None:
    """A capture whose body was kept before is read back with the body, and with its own headers, time and hints."""
    captures.keep(make_capture())
    again = make_capture(
        url="http://mirror.test/b",
        final_url="http://mirror.test/b",
        headers=(("Content-Type", "text/html"), ("Date", "later")),
        fetched_at=now + LATER,
        source="yunjiang-evening",
        hints={"title": "又见"},
    )

    ref = captures.keep(again)

    assert captures.read(ref) == again
    assert captures.read(captures.find(ref.id)).body == PAGE


def test_revisit_takes_no_room_for_the_body(
    captures: Captures, make_capture: Callable[..., Capture], now: datetime
) -> None:
    """The record of a large body that came again is small."""
    body = bytes(range(256)) * 400
    first = captures.keep(make_capture(body=body))

    again = captures.keep(make_capture(body=body, fetched_at=now + LATER))

    assert again.length < 700 < first.length
    assert captures.read(again).body == body


def test_third_fetch_leads_to_the_first_too(
    captures: Captures, make_capture: Callable[..., Capture], folder: Path, now: datetime
) -> None:
    """No revisit leads to a revisit: all of them name the one that holds the body."""
    refs = [captures.keep(make_capture(fetched_at=now + n * LATER)) for n in range(3)]
    captures.close()

    with (folder / refs[0].file).open("rb") as file:
        named = [
            record.rec_headers.get_header("WARC-Refers-To-Date")
            for record in ArchiveIterator(file)
            if record.rec_type == "revisit"
        ]
    assert len(named) == 2
    assert len(set(named)) == 1
    assert [captures.read(ref).body for ref in refs] == [PAGE] * 3


def test_revisit_leads_into_another_segment(
    engine: Engine, make_capture: Callable[..., Capture], folder: Path, now: datetime
) -> None:
    """A body that another process keeps in a segment still being written is not kept a second time."""
    other, mine = Captures(engine, folder), Captures(engine, folder)
    first = other.keep(make_capture())

    again = mine.keep(make_capture(fetched_at=now + LATER))

    assert again.file != first.file
    assert mine.read(again).body == PAGE
    other.close()
    assert mine.read(again).body == PAGE
    mine.close()


def test_body_whose_segment_is_gone_is_kept_anew(
    captures: Captures, make_capture: Callable[..., Capture], folder: Path, now: datetime
) -> None:
    """A lost file makes the next fetch of the same page whole again."""
    first = captures.keep(make_capture())
    captures.close()
    (folder / first.file).unlink()

    again = captures.keep(make_capture(fetched_at=now + LATER))

    assert captures.read(again).body == PAGE


def test_revisit_without_its_first_fetch_is_told(
    captures: Captures, make_capture: Callable[..., Capture], folder: Path, now: datetime
) -> None:
    """When the segment that holds the body is lost later, reading names that file."""
    first = captures.keep(make_capture())
    captures.close()
    again = captures.keep(make_capture(fetched_at=now + LATER))
    captures.close()
    assert first.file != again.file
    (folder / first.file).unlink()

    with pytest.raises(CaptureError, match=first.file):
        captures.read(again)


def test_altered_body_is_found_through_a_revisit_too(
    captures: Captures, make_capture: Callable[..., Capture], folder: Path, now: datetime
) -> None:
    """A revisit proves its bytes as every capture does."""
    captures.keep(make_capture())
    again = captures.keep(make_capture(fetched_at=now + LATER))

    with pytest.raises(CaptureError, match="digest"):
        captures.read(replace(again, digest="sha256:" + "0" * 64))


def test_empty_answers_are_no_revisits(captures: Captures, make_capture: Callable[..., Capture], now: datetime) -> None:
    """Two answers without a body have nothing in common."""
    captures.keep(make_capture(body=b""))
    again = make_capture(body=b"", fetched_at=now + LATER)

    assert captures.read(captures.keep(again)) == again


def test_file_given_by_hand_again_stays_a_resource(captures: Captures, make_capture: Callable[..., Capture]) -> None:
    """A file is kept as often as it is given; an answer with its bytes leads to it."""
    by_hand = make_capture(url="file:///a.html", final_url="file:///a.html")
    captures.keep(by_hand)

    assert captures.read(captures.keep(by_hand)) == by_hand
    assert captures.read(captures.keep(make_capture())) == make_capture()


def test_bytes_are_found_by_their_digest(captures: Captures, make_capture: Callable[..., Capture]) -> None:
    """The digest alone leads to the first capture with these bytes."""
    captures.keep(make_capture(body=b"other"))
    ref = captures.keep(make_capture())
    captures.keep(make_capture())

    assert captures.find_bytes(ref.digest) == ref
    with pytest.raises(NotFound):
        captures.find_bytes("sha256:" + "0" * 64)


def test_killed_writer_leaves_revisits_whole(
    engine: Engine, captures: Captures, make_capture: Callable[..., Capture], folder: Path, now: datetime
) -> None:
    """A torn revisit at the end of an abandoned segment is cut off, and what it named stays readable."""
    first = captures.keep(make_capture())
    again = captures.keep(make_capture(fetched_at=now + LATER))
    captures.close()
    whole = (folder / first.file).read_bytes()
    left = folder / (first.file + ".open")
    (folder / first.file).rename(left)
    left.write_bytes(whole + whole[again.offset : again.offset + 30])

    reopened = Captures(engine, folder)

    assert (folder / first.file).read_bytes() == whole
    assert [reopened.read(ref).body for ref in (first, again)] == [PAGE, PAGE]
