"""One capture as WARC 1.1 records, and back. Knows the format; opens no file and no database.

A capture is three records, each a gzip member of its own: `response` (head and body), `metadata` (what HTTP has no
place for: address asked for, source, hints; a JSON object) and `request`. An answer whose body is kept already is a
`revisit` without that body instead: it names the fetch that brought it, for every reader of WARC, and the metadata say
where its bytes lie. A file given by hand was never answered by a server: it is a `resource` record with metadata and no
request.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.records import Capture

WARC_VERSION = "WARC/1.1"
LEVEL = 6
"""Of compression. The writer's own 9 takes twice the time and saves 0.6 % (measured on 28 real pages)."""
GZIP = zlib.MAX_WBITS + 16
# The body is stored as the reader gets it, after transfer and content decoding. Such a header would then be untrue, so
# its name gets the prefix that Common Crawl uses for the same purpose; the value stays.
UNTRUE_AFTER_DECODING = frozenset({"content-encoding", "transfer-encoding", "content-length"})
ORIGINAL = "X-Crawler-"
BODY_IN = "body_in"
"""Key of a revisit's metadata: file and byte offset of the response that holds the body."""
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
NO_TOKEN = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The capture that brought the same body before."""

    file: str
    offset: int
    final_url: str
    fetched_at: datetime


def digest_of(body: bytes) -> str:
    """Return `sha256:` and the hex digest of the bytes."""
    return "sha256:" + hashlib.sha256(body).hexdigest()


def header_of(headers: tuple[tuple[str, str], ...], name: str) -> str:
    """Return the first value of a header, its name in any case; empty when there is none."""
    return next((value for key, value in headers if key.lower() == name), "")


def write_segment_head(file_name: str) -> bytes:
    """Return the `warcinfo` record that stands first in a segment."""
    writer = _writer()
    about = {
        "software": "jianbao",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": "bodies are stored after transfer and content decoding",
    }
    return _packed(writer, writer.create_warcinfo_record(file_name, about))


def write_capture(capture: Capture, digest: str, kept: Kept | None = None) -> tuple[bytes, int]:
    """Return the records of a capture as they go into a segment, and the length of the first one in bytes.

    The first one is the response, so an offset and a length lead to the body; or, when its body was `kept` before,
    the revisit that leads on to it. `digest` is the body's.
    """
    writer = _writer()
    fetched = is_web(capture.final_url)
    if not fetched:
        main = _resource(writer, capture, digest)
    elif kept is None:
        main = _response(writer, capture, digest)
    else:
        main = _revisit(writer, capture, digest, kept)
    packed = _packed(writer, main)
    beside = {
        "WARC-Date": _moment(capture.fetched_at),
        "WARC-Concurrent-To": main.rec_headers.get_header("WARC-Record-ID"),
    }
    told = _told(capture)
    if not fetched:
        told["headers"] = [list(pair) for pair in capture.headers]
    elif kept is not None:
        told[BODY_IN] = [kept.file, kept.offset]
    records = [packed, _packed(writer, _metadata(writer, capture, beside, told))]
    if fetched:
        records.append(_packed(writer, _request(writer, capture, beside)))
    return b"".join(records), len(packed)


def _writer() -> WARCWriter:
    return WARCWriter(BytesIO(), gzip=False, warc_version=WARC_VERSION)


def _packed(writer: WARCWriter, record: Any) -> bytes:
    """Return a record as a gzip member of its own."""
    writer.out.seek(0)
    writer.out.truncate()
    writer.write_record(record)
    engine = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    return engine.compress(writer.out.getbuffer()) + engine.flush()


def read_capture(main: bytes, metadata: bytes, body_in: Callable[[str, int], bytes]) -> Capture:
    """Return the capture that the two (decompressed) records hold.

    `body_in` gives the (decompressed) record at an offset of a file, for a body that was kept before. Raises
    ValueError when they are not what `write_capture` writes. The digest is the caller's to check.
    """
    head, block = _split_record(main)
    _, told_block = _split_record(metadata)
    told = json.loads(told_block)
    if not isinstance(told, dict) or head.get("warc-type") not in ("response", "revisit", "resource"):
        raise ValueError("not a response with its metadata")
    if head["warc-type"] == "resource":
        headers, body = tuple((str(name), str(value)) for name, value in told["headers"]), block
    else:
        http_head, body = _cut(block)
        headers = tuple(_header_lines(http_head))
    if head["warc-type"] == "revisit":
        file, offset = told[BODY_IN]
        body = _body_of(body_in(str(file), int(offset)))
    return Capture(
        url=told["url"],
        final_url=told["final_url"],
        status=int(told["status"]),
        headers=headers,
        body=body,
        fetched_at=datetime.fromisoformat(told["fetched_at"]),
        source=told["source"],
        hints={str(name): str(value) for name, value in told["hints"].items()},
    )


def _body_of(record: bytes) -> bytes:
    """Return the body that a response or resource record holds."""
    head, block = _split_record(record)
    if head.get("warc-type") == "resource":
        return block
    if head.get("warc-type") != "response":
        raise ValueError("a revisit that leads to no response")
    return _cut(block)[1]


def is_web(url: str) -> bool:
    """True when the address is one that a server answers."""
    return url.lower().startswith(("http://", "https://"))


def _response(writer: WARCWriter, capture: Capture, digest: str) -> Any:
    return writer.create_warc_record(
        _one_line(capture.final_url),
        "response",
        payload=BytesIO(capture.body),
        length=len(capture.body),
        http_headers=_http_head(capture),
        warc_headers_dict={"WARC-Date": _moment(capture.fetched_at), "WARC-Payload-Digest": digest},
    )


def _revisit(writer: WARCWriter, capture: Capture, digest: str, kept: Kept) -> Any:
    return writer.create_revisit_record(
        _one_line(capture.final_url),
        digest,
        _one_line(kept.final_url),
        _moment(kept.fetched_at),
        http_headers=_http_head(capture),
        warc_headers_dict={"WARC-Date": _moment(capture.fetched_at)},
    )


def _resource(writer: WARCWriter, capture: Capture, digest: str) -> Any:
    return writer.create_warc_record(
        _one_line(capture.final_url),
        "resource",
        payload=BytesIO(capture.body),
        length=len(capture.body),
        warc_content_type=_one_line(header_of(capture.headers, "content-type")) or "application/octet-stream",
        warc_headers_dict={"WARC-Date": _moment(capture.fetched_at), "WARC-Payload-Digest": digest},
    )


def _told(capture: Capture) -> dict[str, Any]:
    return {
        "url": capture.url,
        "final_url": capture.final_url,
        "status": capture.status,
        "fetched_at": capture.fetched_at.astimezone(UTC).isoformat(),
        "source": capture.source,
        "hints": dict(capture.hints),
    }


def _metadata(writer: WARCWriter, capture: Capture, beside: Mapping[str, str], told: Mapping[str, Any]) -> Any:
    block = json.dumps(told, sort_keys=True).encode("ascii")
    return writer.create_warc_record(
        _one_line(capture.final_url),
        "metadata",
        payload=BytesIO(block),
        length=len(block),
        warc_content_type="application/json",
        warc_headers_dict=dict(beside),
    )


def _request(writer: WARCWriter, capture: Capture, beside: Mapping[str, str]) -> Any:
    # Only what is certain of the request: the answer that reached us does not carry the headers that were sent.
    parts = urlsplit(_one_line(capture.final_url))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return writer.create_warc_record(
        _one_line(capture.final_url),
        "request",
        payload=BytesIO(b""),
        length=0,
        http_headers=StatusAndHeaders(f"GET {target} HTTP/1.1", [("Host", parts.netloc)], is_http_request=True),
        warc_headers_dict=dict(beside),
    )


def _http_head(capture: Capture) -> StatusAndHeaders:
    return StatusAndHeaders(
        f"{capture.status} {_phrase(capture.status)}", _true_headers(capture.headers), protocol="HTTP/1.1"
    )


def _true_headers(headers: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """The headers, one line each, those that no longer fit the decoded body under another name."""
    kept = []
    for name, value in headers:
        token = NO_TOKEN.sub("-", name) or "X-Nameless"
        if token.lower() in UNTRUE_AFTER_DECODING:
            token = ORIGINAL + token
        kept.append((token, _one_line(value)))
    return kept


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _one_line(text: str) -> str:
    return CONTROLS.sub(" ", text).strip()


def _split_record(record: bytes) -> tuple[dict[str, str], bytes]:
    """The WARC headers (names in lower case) and the block of one record."""
    head, rest = _cut(record)
    if not head.startswith(b"WARC/1."):
        raise ValueError("not a WARC record")
    headers = {name.lower(): value for name, value in _header_lines(head)}
    length = int(headers["content-length"])
    if length > len(rest):
        raise ValueError("the record is shorter than it says")
    return headers, rest[:length]


def _cut(data: bytes) -> tuple[bytes, bytes]:
    head, found, rest = data.partition(b"\r\n\r\n")
    if not found:
        raise ValueError("a record without the end of its head")
    return head, rest


def _header_lines(head: bytes) -> Iterator[tuple[str, str]]:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.decode("utf-8", "replace").partition(":")
        yield name.strip(), value.strip()
