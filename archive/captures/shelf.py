"""The shelf of captures: keeps them, finds them, reads them back with proof. Understands nothing of what is in them."""

import threading
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from archive.captures import rows, segments
from archive.captures.rows import Validators
from archive.captures.warc import Kept, digest_of, is_web, read_capture, write_capture, write_segment_head
from archive.errors import CaptureError, NotFound
from archive.records import Capture, CaptureRef

# About 25,000 compressed newspaper pages: few files for a backup, each still quick to copy.
LARGEST_SEGMENT_BYTES = 1_000_000_000


class Captures:
    """The captures of one archive: WARC segments in `folder`, a row for each in the database.

    Opening it puts away what a killed process left unfinished. It writes nothing until the first `keep`.
    """

    def __init__(self, engine: Engine, folder: Path, *, largest_segment_bytes: int = LARGEST_SEGMENT_BYTES) -> None:
        self.engine = engine
        self.folder = folder
        self.largest_segment_bytes = largest_segment_bytes
        self._segment: segments.Segment | None = None
        self._day = ""
        self._lock = threading.Lock()
        if next(folder.glob("*" + segments.OPEN), None) is not None:
            names = [path.name.removesuffix(segments.OPEN) for path in folder.glob("*" + segments.OPEN)]
            segments.put_away_abandoned(folder, rows.known_ends(engine, names))

    def keep(self, capture: Capture) -> CaptureRef:
        """Write a capture into this process's segment, then its row; return where it lies.

        A body that is kept already is not written again: the record is a revisit that names it. Raises CaptureError
        when the folder cannot be written to.
        """
        digest = digest_of(capture.body)
        data, length = write_capture(capture, digest, self._kept_before(capture, digest))
        with self._lock:
            try:
                segment = self._segment_for(capture.fetched_at, len(data))
                offset = segments.append(segment, data)
            except OSError as error:
                raise CaptureError(
                    f"cannot keep a capture in {self.folder}: {error.strerror}",
                    mend="free space on the disk, or mend the rights on the folder",
                ) from error
        ref = CaptureRef(
            digest=digest,
            file=segment.name,
            offset=offset,
            length=length,
            fetched_at=capture.fetched_at,
        )
        ref.id = rows.enter_row(self.engine, capture, ref)
        return ref

    def read(self, ref: CaptureRef) -> Capture:
        """Return the capture that lies there; its body has the digest that `ref` names.

        Raises CaptureError when the file is gone, cut short or altered.
        """
        try:
            with self._found(ref.file).open("rb") as file:
                parts = segments.members(file, ref.offset)
                capture = read_capture(next(parts)[2], next(parts)[2], self._record_in)
        except (StopIteration, zlib.error, ValueError, KeyError, AttributeError, OSError) as error:
            raise _damaged(ref, "cannot be read") from error
        if digest_of(capture.body) != ref.digest:
            raise _damaged(ref, "holds other bytes than its digest says")
        return capture

    def find(self, capture_id: int) -> CaptureRef:
        """Return where the capture of that number lies. Raises NotFound."""
        found = rows.ref_of(self.engine, capture_id)
        if found is None:
            raise NotFound(f"no capture has the number {capture_id}", mend="the article page names its capture")
        return found

    def find_bytes(self, digest: str) -> CaptureRef:
        """Return the first capture with these bytes; `digest` is `sha256:` and hex. Raises NotFound."""
        found = rows.first_of_digest(self.engine, digest)
        if found is None:
            raise NotFound(f"no capture has the digest {digest}", mend="write sha256: and 64 hex digits")
        return found

    def refs(self, *, source: str | None = None, since: datetime | None = None) -> Iterator[CaptureRef]:
        """Give where each capture lies, in the order in which they were kept; flat memory."""
        return rows.refs(self.engine, source=source, since=since)

    def walk(self, *, source: str | None = None, since: datetime | None = None) -> Iterator[tuple[CaptureRef, Capture]]:
        """Give each capture with its bytes, in the order in which they were kept.

        Raises CaptureError at one that cannot be read; whoever wants to go on takes `refs` and `read`.
        """
        for ref in self.refs(source=source, since=since):
            yield ref, self.read(ref)

    def latest(self, url: str) -> Validators | None:
        """Return what the server said of an address when it last answered 200; None when it never did."""
        return self.latest_of([url]).get(url)

    def latest_of(self, urls: Iterable[str]) -> dict[str, Validators]:
        """Return what the server said of each of the addresses when it last answered 200, of those where it did."""
        return rows.latest_of(self.engine, urls)

    def close(self) -> None:
        """Finish the segment of this process. May be called twice; the next `keep` begins another."""
        with self._lock:
            if self._segment is not None:
                segments.finish(self._segment)
                self._segment = None

    def _kept_before(self, capture: Capture, digest: str) -> Kept | None:
        """Return where the body of an answer lies already; None when nowhere.

        The first capture of a digest is never a revisit itself, so no reader goes from revisit to revisit.
        """
        if not capture.body or not is_web(capture.final_url):
            return None
        kept = rows.kept_before(self.engine, digest)
        return kept if kept and segments.locate(self.folder, kept.file) else None

    def _found(self, name: str) -> Path:
        path = segments.locate(self.folder, name)
        if path is None or "/" in name:
            raise CaptureError(
                f"{name}: no such WARC file in {self.folder}", mend="restore the captures folder from a backup"
            )
        return path

    def _record_in(self, name: str, offset: int) -> bytes:
        with self._found(name).open("rb") as file:
            return next(segments.members(file, offset))[2]

    def _segment_for(self, fetched_at: datetime, coming_bytes: int) -> segments.Segment:
        """The segment to write to: a new one each UTC day, and where the old one would become too large."""
        day = fetched_at.strftime("%Y%m%d")
        current = self._segment
        if current is not None:
            full = current.size_bytes + coming_bytes > self.largest_segment_bytes
            # Only forward: captures given late, such as replays, do not open a segment each.
            if not full and day <= self._day:
                return current
            segments.finish(current)
            self._segment = None
        opened = segments.open_segment(self.folder, fetched_at)
        segments.append(opened, write_segment_head(opened.name))
        self._segment, self._day = opened, day
        return opened


def _damaged(ref: CaptureRef, how: str) -> CaptureError:
    return CaptureError(
        f"{ref.file}, byte {ref.offset}: capture {ref.id} {how}",
        mend="restore this file from a backup; articles read from it stay in the archive",
    )
