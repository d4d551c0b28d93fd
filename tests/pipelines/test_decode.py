"""Bytes to text: the charset traps met on saved pages."""

import codecs

import pytest

from archive.records import Reason, Rejected
from pipelines.decode import Decoded, decode

NAMES = "记者胡喆、侯文坤、张珺、李堃、王玥、赵淏、周赟旸"
PAGE = f'<html><head><meta charset="{{label}}"><title>测试</title></head><body><p>{NAMES}，昨日报道。</p></body></html>'


def page(label: str) -> str:
    """A page that declares a character set."""
    return PAGE.replace("{label}", label)


def text_of(body: bytes, content_type: str = "") -> str:
    """The text, where the bytes can be read."""
    found = decode(body, content_type)
    assert isinstance(found, Decoded), found
    return found.text


@pytest.mark.parametrize(
    ("encoding", "label", "content_type"),
    [
        ("utf-8", "utf-8", "text/html; charset=utf-8"),
        ("utf-8", "gb2312", ""),
        ("utf-8", "gb2312", "text/html; charset=GB2312"),
        ("gb18030", "gb2312", "text/html; charset=gb2312"),
        ("gb18030", "gb2312", ""),
        ("gb18030", "gbk", "text/html; charset=ISO-8859-1"),
        ("gb18030", "x", ""),
    ],
)
def test_names_outside_gb2312_survive(encoding: str, label: str, content_type: str) -> None:
    """Whatever the labels say, every character of rare names is read."""
    assert NAMES in text_of(page(label).encode(encoding), content_type)


def test_characters_outside_gbk_survive() -> None:
    """A name that only the four-byte part of GB 18030 holds is read from a page labelled gbk."""
    assert "䶮㛃" in text_of(page("gbk").replace("张珺", "䶮㛃").encode("gb18030"))


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
def test_byte_order_mark_wins_and_is_dropped(mark: str) -> None:
    """A byte order mark decides over every label, and is no part of the text."""
    text = text_of(page("gb2312").encode(mark), "text/html; charset=gb2312")

    assert text.startswith("<html>")
    assert NAMES in text


def test_label_of_another_script_is_believed() -> None:
    """A Big5 page that says so is read as Big5."""
    found = decode('<meta charset="big5"><p>臺北市議會昨日審議預算，議員發言踴躍。</p>'.encode("big5"))

    assert isinstance(found, Decoded)
    assert (found.how, found.charset) == ("meta", "big5hkscs")
    assert "議員發言踴躍" in found.text


def test_western_accents_are_not_read_as_chinese() -> None:
    """A French page in ISO-8859-1 without a label keeps its accents."""
    words = "Le conseil a décidé hier d'étendre la zone piétonne à côté du marché, où les élus étaient réunis. "

    assert "décidé" in text_of(("<html><body>" + words * 5 + "</body></html>").encode("latin-1"))


def test_polish_without_a_label_keeps_its_letters() -> None:
    """Letters of Central Europe are told from Western ones."""
    words = "Rada miasta zdecydowała wczoraj o budowie ścieżki wzdłuż rzeki, będzie gotowa w przyszłym roku. "

    assert "ścieżki wzdłuż" in text_of(("<p>" + words * 5).encode("cp1250"))


def test_weak_label_is_used_when_nothing_else_fits() -> None:
    """windows-1252 counts once UTF-8 and GB 18030 have been ruled out."""
    found = decode("<p>“Straße” – schön, daß es größer würde</p>".encode("cp1252"), "text/html; charset=windows-1252")

    assert isinstance(found, Decoded)
    assert found.how == "label"
    assert "“Straße”" in found.text


def test_one_broken_byte_loses_no_page() -> None:
    """A page cut in the middle of a character is still read."""
    body = page("utf-8").encode()
    cut = body[: body.index("昨日".encode()) + 1]

    found = decode(cut)

    assert isinstance(found, Decoded)
    assert found.how == "damaged"
    assert NAMES in found.text


def test_codec_names_that_are_no_charset_are_not_tried() -> None:
    """A page cannot choose a codec such as unicode_escape by its label."""
    found = decode(b'<meta charset="unicode_escape"><p>caf\xe9 \\u4e2d</p>')

    assert not isinstance(found, Decoded) or "\\u4e2d" in found.text


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", "text/html", Reason.EMPTY),
        (b" \r\n\t", "text/html", Reason.EMPTY),
        (codecs.BOM_UTF8 + b"  ", "text/html", Reason.EMPTY),
        (b"%PDF-1.7 ...", "text/html", Reason.NOT_HTML),
        (b"\x89PNG\r\n\x1a\n", "", Reason.NOT_HTML),
        (b"\x00\x01\x02\x03" * 40, "text/html", Reason.NOT_HTML),
        (b"GARBAGE", "image/jpeg", Reason.NOT_HTML),
    ],
)
def test_bytes_that_are_no_page_are_rejected_by_name(body: bytes, content_type: str, reason: Reason) -> None:
    """Empty bodies and binary files are told apart."""
    found = decode(body, content_type)

    assert isinstance(found, Rejected)
    assert found.reason is reason
