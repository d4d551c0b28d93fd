"""Files given by hand."""

from datetime import date, datetime
from pathlib import Path

import pytest

from archive.errors import AskedWrongly
from scheduler.given import Given, content_type, day_in_name, read_file


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("a.txt", b"<html>", "text/plain"),
        ("a.HTM", b"", "text/html"),
        ("A01", "<HTML lang=zh>".encode("utf-16"), "text/html"),
        ("A01", "市委市政府召开".encode(), "text/plain"),
        ("page", b"%PDF-1.7", "application/pdf"),
    ],
)
def test_the_type_comes_from_the_name_or_the_beginning(name: str, body: bytes, kind: str) -> None:
    """The end of the name says the type; without one the beginning of the file does."""
    assert content_type(name, body) == kind


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("paper-2024-02-20.txt", date(2024, 2, 20)),
        ("A1_20171013_node_1.txt", date(2017, 10, 13)),
        ("2024-02-30.txt", None),
        ("content_1234202402201.txt", None),
        ("2024-0220.txt", None),
    ],
)
def test_the_day_is_read_from_the_name(name: str, day: date | None) -> None:
    """A day in the name is found, an impossible one or digits of a longer number are not."""
    assert day_in_name(name) == day


def test_a_text_file_is_of_the_day_in_its_name(tmp_path: Path, now: datetime) -> None:
    """A printed page's text belongs to the edition its name says, under the address import:NAME."""
    path = tmp_path / "paper-2024-02-20.txt"
    path.write_text("市政府", encoding="utf-8")

    capture = read_file(path, Given(page="A01"), now=now)

    assert capture.url == "import:paper-2024-02-20.txt"
    assert capture.hints == {
        "edition_on": "2024-02-20",
        "page_label": "A01",
        "file_name": "paper-2024-02-20.txt",
    }


def test_the_name_of_a_saved_page_says_no_day(tmp_path: Path, now: datetime) -> None:
    """A saved HTML page gets no day from its name, which may be the day it was saved."""
    path = tmp_path / "saved-2024-02-20.html"
    path.write_text("<html></html>", encoding="utf-8")

    assert "edition_on" not in read_file(path, Given(), now=now).hints


def test_a_missing_file_is_told_with_the_mend(tmp_path: Path, now: datetime) -> None:
    """A file that cannot be read is the asker's error and names the file."""
    with pytest.raises(AskedWrongly) as caught:
        read_file(tmp_path / "gone.txt", Given(), now=now)

    assert "gone.txt" in caught.value.wrong
    assert caught.value.mend
