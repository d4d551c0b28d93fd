"""The way through all reading rooms."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from archive.records import CaptureRef, Draft, Reason, Rejected
from pipelines.items import FetchedPage, Hints
from pipelines.understand import Rooms, open_rooms, read, understand

PRINTED = """云江日报 2026年3月10日

全市科技创新大会召开

本报讯（记者 韩江月）昨天上午，全市科技创新大会召开，会议部署培育高新技术企业、建设创新平台等工作。

市委书记何文舟强调，要把科技创新摆在更加突出的位置，让更多成果在云江转化落地。

让创新成为云江最亮的底色

云江日报评论员

创新兴则城市兴。云江要把科技创新作为头等大事来抓，一年接着一年干，久久为功，必有回响。
"""

LAYER = """
schema: policy-themes/1
layer: yunjiang
place: {zh: 云江市, en: Yunjiang, gb2260: "999900"}
version: 0.1.0
themes:
- id: yj-canteens
  name: {zh: 社区食堂, en: Community canteens}
  extends: [ageing-population]
  kind: programme
  terms: {5: [社区食堂]}
"""


def printed(**changes: Any) -> FetchedPage:
    """A file with the text of a printed page."""
    fields: dict[str, Any] = {
        "url": "file:///2026-03-10.txt",
        "source": "import",
        "source_name": "云江日报",
        "body": PRINTED.encode(),
        "fetched_at": datetime(2026, 3, 11, tzinfo=UTC),
        "headers": {"content-type": "text/plain; charset=utf-8"},
    }
    return FetchedPage(**(fields | changes))


def drafts_of(page: FetchedPage, rooms: Rooms) -> tuple[Draft, ...]:
    """The drafts of a page that has some."""
    found = understand(page, rooms)
    assert isinstance(found, tuple), found
    return found


def test_several_articles_of_one_page_have_addresses_of_their_own(rooms: Rooms) -> None:
    """The second article of a printed page has the page's address with #2."""
    assert [draft.url for draft in drafts_of(printed(), rooms)] == [
        "file:///2026-03-10.txt",
        "file:///2026-03-10.txt#2",
    ]


def test_draft_has_passed_every_room(rooms: Rooms) -> None:
    """A draft carries fingerprint, themes with evidence, mentions, and the version of what made it."""
    report = drafts_of(printed(), rooms)[0]

    assert report.fingerprint is not None
    assert "tech-innovation" in [tag.theme for tag in report.tags]
    assert all(getattr(report, each.field)[each.start : each.end] for tag in report.tags for each in tag.evidence)
    assert "何文舟" in [mention.name for mention in report.mentions]
    assert report.reader == rooms.version


def test_same_page_gives_the_same_drafts(rooms: Rooms) -> None:
    """Reading is pure."""
    assert understand(printed(), rooms) == understand(printed(), rooms)


def test_capture_is_handed_on(rooms: Rooms) -> None:
    """Every draft points at the bytes it was read from."""
    ref = CaptureRef(
        digest="sha256:0", file="a.warc.gz", offset=0, length=1, fetched_at=datetime(2026, 3, 11, tzinfo=UTC)
    )

    assert [draft.capture for draft in drafts_of(printed(capture=ref), rooms)] == [ref, ref]


def test_text_file_is_known_by_its_name(rooms: Rooms) -> None:
    """A file without a content type is text copied out of print when its name says so."""
    assert len(drafts_of(printed(headers={}, hints=Hints(file_name="page.TXT")), rooms)) == 2


def test_html_served_as_plain_text_is_still_html() -> None:
    """Markup decides over a wrong content type."""
    body = f"<!DOCTYPE html><html><title>创新大会召开</title><h1>创新大会召开</h1><p>{PRINTED[20:]}</p></html>"
    found = read(printed(body=body.encode()))

    assert isinstance(found, tuple)
    assert [draft.title for draft in found] == ["创新大会召开"]


def test_placement_comes_from_hints_where_the_page_is_silent(rooms: Rooms) -> None:
    """Edition, layout page and order that the spider knew become the placement."""
    hints = Hints(edition_on=date(2026, 3, 10), page_label="A01", page_name="要闻", order=3)

    placement = drafts_of(printed(hints=hints), rooms)[0].placement

    assert placement is not None
    assert (placement.edition_on, placement.page_label, placement.page_name, placement.order) == (
        date(2026, 3, 10),
        "A01",
        "要闻",
        3,
    )


def test_no_placement_outside_print(rooms: Rooms) -> None:
    """Without a layout page there is no placement."""
    assert drafts_of(printed(), rooms)[0].placement is None


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"", Reason.EMPTY), (b"%PDF-1.4", Reason.NOT_HTML), (bytes(range(1, 256)) * 40, Reason.UNDECODABLE)],
)
def test_page_without_text_is_rejected(rooms: Rooms, body: bytes, reason: Reason) -> None:
    """What cannot be decoded is rejected before anything reads it."""
    found = understand(printed(body=body), rooms)

    assert isinstance(found, Rejected)
    assert found.reason is reason


def test_version_changes_with_the_taxonomy(tmp_path: Path, rooms: Rooms) -> None:
    """The same taxonomy gives the same version, a further theme another."""
    more = tmp_path / "more.yaml"
    more.write_text(LAYER, "utf-8")

    assert open_rooms().version == rooms.version
    assert open_rooms([more]).version != rooms.version
