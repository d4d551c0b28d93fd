"""Captures: kept as WARC, found by number, read back with proof."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from warcio.archiveiterator import ArchiveIterator

from archive.captures import Captures
from archive.db import reading
from archive.errors import CaptureError, NotFound
from archive.models import Capture as CaptureRow
from archive.records import Capture
from tests.archive.captures.conftest import PAGE

pytestmark = pytest.mark.both_databases


def _records(folder: Path) -> list[tuple[str, bool | None, dict[str, str]]]:
    """Type, digest check and WARC headers of all records, read by warcio."""
    found = []
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests=True):
                record.content_stream().read()
                found.append((record.rec_type, record.digest_checker.passed, dict(record.rec_headers.headers)))
    return found


def test_capture_comes_back_as_it_went_in(captures: Captures, make_capture: Callable[..., Capture]) -> None:
    """Address, headers, bytes, time, source and hints are read back unchanged."""
    capture = make_capture()

    assert captures.read(captures.keep(capture)) == capture


def test_capture_can_be_read_by_its_number(captures: Captures, make_capture: Callable[..., Capture]) -> None:
    """The row leads to the same place as the reference that `keep` gave."""
    captures.keep(make_capture(body=b"first"))
    ref = captures.keep(make_capture(body=b"second"))

    assert captures.find(ref.id) == ref
    assert captures.read(captures.find(ref.id)).body == b"second"


def test_number_never_given_is_not_found(captures: Captures) -> None:
    """A capture that is not there is told as such."""
    with pytest.raises(NotFound):
        captures.find(99)


def test_kept_capture_is_three_records_with_true_digests(
    captures: Captures, make_capture: Callable[..., Capture], folder: Path
) -> None:
    """A standard reader finds warcinfo, response, metadata and request, concurrent, and their digests hold."""
    captures.keep(make_capture())
    captures.close()

    records = _records(folder)

    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "metadata", "request"]
    assert all(passed for _, passed, _ in records)
    assert all("WARC-Block-Digest" in headers for _, _, headers in records)
    response = records[1][2]["WARC-Record-ID"]
    assert [headers.get("WARC-Concurrent-To") for _, _, headers in records[2:]] == [response, response]


def test_records_are_of_warc_1_1(captures: Captures, make_capture: Callable[..., Capture], folder: Path) -> None:
    """Each record says WARC/1.1."""
    captures.keep(make_capture())
    captures.close()

    with next(folder.iterdir()).open("rb") as file:
        assert {record.rec_headers.protocol for record in ArchiveIterator(file)} == {"WARC/1.1"}


def test_headers_do_not_lie_about_the_decoded_body(
    captures: Captures, make_capture: Callable[..., Capture], folder: Path
) -> None:
    """A page that came gzipped in chunks is stored decoded, and no reader is told to decode it again."""
    headers = (("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("Content-Length", "7"))
    ref = captures.keep(make_capture(headers=headers))
    captures.close()

    with (folder / ref.file).open("rb") as file:
        response = next(record for record in ArchiveIterator(file) if record.rec_type == "response")
        assert response.content_stream().read() == PAGE
    assert captures.read(ref).headers == tuple(("X-Crawler-" + name, value) for name, value in headers)


@pytest.mark.parametrize(
    "headers",
    [
        (("X-Bad", "a\r\nSet-Cookie: b"),),
        (("X Bad:\r\n", "x"), ("", "y")),
        (("Content-Disposition", "要闻.html"), ("X", "\udcff\x00")),
    ],
)
def test_hostile_headers_do_not_break_the_record(
    captures: Captures, make_capture: Callable[..., Capture], headers: tuple[tuple[str, str], ...]
) -> None:
    """Line breaks and odd characters in headers cannot smuggle in a header or a body."""
    read = captures.read(captures.keep(make_capture(headers=headers)))

    assert read.body == PAGE
    assert len(read.headers) == len(headers)


def test_hostile_address_is_kept_exactly(captures: Captures, make_capture: Callable[..., Capture]) -> None:
    """An address with a line break comes back as it was and breaks nothing."""
    url = "http://paper.test/a\r\nWARC-Type: evil\x00\ud800"

    assert captures.read(captures.keep(make_capture(url=url, final_url=url))).final_url == url


def test_file_given_by_hand_is_a_resource(
    captures: Captures, make_capture: Callable[..., Capture], folder: Path
) -> None:
    """What no server answered claims no request."""
    capture = make_capture(
        url="file:///page.txt", final_url="file:///page.txt", headers=(("content-type", "text/plain"),)
    )

    assert captures.read(captures.keep(capture)) == capture
    captures.close()
    assert [kind for kind, _, _ in _records(folder)] == ["warcinfo", "resource", "metadata"]


def test_empty_body_can_be_kept(captures: Captures, make_capture: Callable[..., Capture]) -> None:
    """An answer without a body is a capture too."""
    assert captures.read(captures.keep(make_capture(body=b""))).body == b""


def test_altered_byte_is_found(captures: Captures, make_capture: Callable[..., Capture], folder: Path) -> None:
    """A single changed byte in the file makes the capture unreadable, with a mend."""
    ref = captures.keep(make_capture(body=bytes(range(256)) * 40))
    captures.close()
    path = folder / ref.file
    data = bytearray(path.read_bytes())
    data[ref.offset + ref.length // 2] ^= 1
    path.write_bytes(data)

    with pytest.raises(CaptureError) as broken:
        captures.read(ref)
    assert "backup" in broken.value.mend


def test_body_other_than_its_digest_is_refused(captures: Captures, make_capture: Callable[..., Capture]) -> None:
    """A record that was swapped for another whole one is not taken for the first."""
    ref = captures.keep(make_capture())

    with pytest.raises(CaptureError, match="digest"):
        captures.read(replace(ref, digest="sha256:" + "0" * 64))


def test_missing_file_is_told(captures: Captures, make_capture: Callable[..., Capture], folder: Path) -> None:
    """A segment that was deleted gives an error that names it."""
    ref = captures.keep(make_capture())
    captures.close()
    (folder / ref.file).unlink()

    with pytest.raises(CaptureError, match=ref.file):
        captures.read(ref)


def test_file_name_cannot_leave_the_folder(captures: Captures, make_capture: Callable[..., Capture]) -> None:
    """A reference is a name in the folder, never a path."""
    ref = captures.keep(make_capture())

    with pytest.raises(CaptureError):
        captures.read(replace(ref, file=f"../captures/{ref.file}"))


def test_cut_file_is_told(captures: Captures, make_capture: Callable[..., Capture], folder: Path) -> None:
    """A file that lost its end gives an error, not a shorter page."""
    ref = captures.keep(make_capture())
    captures.close()
    with (folder / ref.file).open("r+b") as file:
        file.truncate(ref.offset + ref.length - 9)

    with pytest.raises(CaptureError):
        captures.read(ref)


def test_capture_is_readable_while_its_segment_is_written(
    engine: Engine, captures: Captures, make_capture: Callable[..., Capture], folder: Path
) -> None:
    """Another process can read a capture as soon as it has its row."""
    ref = captures.keep(make_capture())

    assert Captures(engine, folder).read(ref).body == PAGE


def test_opening_leaves_the_segment_of_a_living_writer_alone(
    engine: Engine, captures: Captures, make_capture: Callable[..., Capture], folder: Path
) -> None:
    """A second shelf on the same folder does not put away what the first still writes."""
    captures.keep(make_capture())
    Captures(engine, folder)

    second = captures.keep(make_capture(body=b"second"))

    assert captures.read(second).body == b"second"
    assert [path.suffix for path in folder.iterdir()] == [".open"]


def test_abandoned_segment_loses_its_torn_tail_only(
    engine: Engine, captures: Captures, make_capture: Callable[..., Capture], folder: Path
) -> None:
    """What a killed writer left is cut behind the last whole record and finished."""
    ref = captures.keep(make_capture())
    captures.close()
    whole = (folder / ref.file).read_bytes()
    left = folder / (ref.file + ".open")
    (folder / ref.file).rename(left)
    left.write_bytes(whole + whole[ref.offset : ref.offset + 40])

    reopened = Captures(engine, folder)

    assert (folder / ref.file).read_bytes() == whole
    assert reopened.read(ref).body == PAGE


def test_rubbish_behind_the_last_row_is_cut(
    engine: Engine, captures: Captures, make_capture: Callable[..., Capture], folder: Path
) -> None:
    """Bytes that are no record, such as zeros after a power loss, go away as well."""
    ref = captures.keep(make_capture())
    captures.close()
    whole = (folder / ref.file).read_bytes()
    left = folder / (ref.file + ".open")
    (folder / ref.file).rename(left)
    left.write_bytes(whole + b"\0" * 100)

    Captures(engine, folder)

    assert (folder / ref.file).read_bytes() == whole


def test_segment_is_full_at_its_limit(engine: Engine, make_capture: Callable[..., Capture], folder: Path) -> None:
    """A capture that would make the file too large begins the next one; all stay readable."""
    shelf = Captures(engine, folder, largest_segment_bytes=2_500)
    refs = [shelf.keep(make_capture(body=b"%d" % n)) for n in range(5)]
    shelf.close()

    assert len({ref.file for ref in refs}) > 1
    assert [shelf.read(ref).body for ref in refs] == [b"0", b"1", b"2", b"3", b"4"]
    assert all(path.stat().st_size <= 2_500 for path in folder.iterdir())


def test_new_day_begins_a_new_segment(captures: Captures, make_capture: Callable[..., Capture], now: datetime) -> None:
    """A segment holds one UTC day, but an older capture given late opens no file of its own."""
    refs = [captures.keep(make_capture(fetched_at=now + timedelta(days=day))) for day in (0, 1, -30)]

    assert refs[0].file != refs[1].file == refs[2].file


def test_nothing_is_written_before_the_first_capture(captures: Captures, folder: Path) -> None:
    """Opening the shelf to read leaves no file behind."""
    captures.close()

    assert not folder.exists()


def test_full_disk_is_an_error_with_a_mend(
    engine: Engine, tmp_path: Path, make_capture: Callable[..., Capture]
) -> None:
    """Where nothing can be written, the error names the folder and what to do, and no row is left."""
    blocked = tmp_path / "captures"
    blocked.write_text("a file where the folder should be")

    with pytest.raises(CaptureError, match="captures") as refused:
        Captures(engine, blocked).keep(make_capture())

    assert refused.value.mend
    with reading(engine) as session:
        assert session.query(CaptureRow).count() == 0


def test_walk_gives_all_in_order(captures: Captures, make_capture: Callable[..., Capture], now: datetime) -> None:
    """Walking gives each capture once, restricted to a source and to those since a time."""
    later = now + timedelta(hours=1)
    captures.keep(make_capture(body=b"0"))
    captures.keep(make_capture(body=b"1", source="yunjiang-evening"))
    captures.keep(make_capture(body=b"2", fetched_at=later))

    def bodies(**which: Any) -> list[bytes]:
        return [capture.body for _, capture in captures.walk(**which)]

    assert bodies() == [b"0", b"1", b"2"]
    assert bodies(source="yunjiang-daily") == [b"0", b"2"]
    assert bodies(since=later) == [b"2"]


def test_latest_tells_what_the_server_said_last(
    captures: Captures, make_capture: Callable[..., Capture], now: datetime
) -> None:
    """For a conditional request the validators of the newest good answer count, not those of an error page."""
    url = "http://paper.test/a"
    captures.keep(make_capture())
    good = captures.keep(
        make_capture(fetched_at=now + timedelta(hours=1), headers=(("etag", '"v2"'), ("last-modified", "Tue")))
    )
    captures.keep(make_capture(fetched_at=now + timedelta(hours=2), status=500, headers=(("etag", '"no"'),)))

    latest = captures.latest(url)

    assert latest is not None
    assert (latest.etag, latest.last_modified, latest.digest) == ('"v2"', "Tue", good.digest)
    assert captures.latest("http://paper.test/never") is None
