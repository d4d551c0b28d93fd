"""The text of documents, and what hostile ones get."""

import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from pipelines.extract import documents
from pipelines.extract.documents import Document, read_document
from tests.crawler.outlets.files import docx, ofd, pdf, xlsx, zipped

OLD = Path(__file__).parent / "old"
OLD_WORD = (OLD / "circular.doc").read_bytes()
OLD_TABLE = (OLD / "table.xls").read_bytes()
"""Texts of our own, written by LibreOffice 7.4 in the forms of 1997."""
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (docx("云江市实施方案", "　　一、总体要求。"), "云江市实施方案\n一、总体要求。"),
        (xlsx((("任务", "单位"), ("照明", "城管局"))), "任务 单位\n照明 城管局\n合计 42"),
        (ofd("云江市人民政府", "关于做好工作的通知"), "云江市人民政府\n关于做好工作的通知"),
        (pdf("Plan of work 2024"), "Plan of work 2024"),
    ],
)
def test_documents_are_read_by_what_they_are(body: bytes, text: str) -> None:
    """The first bytes decide, not the name: each is read under a wrong one."""
    assert read_document(body, "wps") == Document(text=text)


def test_old_word_documents_are_read() -> None:
    """A file of Word 97, as LibreOffice writes it: paragraphs, rows of a table a line each, rare characters whole."""
    assert read_document(OLD_WORD, "wps").text.splitlines() == [
        "云江市人民政府关于做好老旧管网更新工作的通知",
        "各县（市、区）人民政府：",
        "任务 单位",
        "照明 城管局",
        "一、总体要求。喆珺堃玥 Latin mixed 123.",
        "附件：略",
    ]


def test_old_workbooks_are_read() -> None:
    """A file of Excel 97: a line a row, whole numbers without a point."""
    assert read_document(OLD_TABLE, "et").text == "任务 单位 数\n照明 城管局 42\n管网 水利局 7.5"


def test_old_documents_with_a_password_are_named() -> None:
    """The mark of encryption in the head of a text is enough."""
    locked = bytearray(OLD_WORD)
    locked[locked.index(b"\xec\xa5") + 0x0B] |= 1

    assert read_document(bytes(locked), "doc").detail == "encrypted"


def test_two_cells_far_apart_are_not_unfolded() -> None:
    """A sheet that spans more cells than are read is left, before anything is reserved for it."""
    wide = bytearray(OLD_TABLE)
    row = wide.index(b"\xfd\x00\x0a\x00") + 4
    wide[row : row + 4] = b"\xff\xff\xff\x00"

    assert read_document(bytes(wide), "xls").detail == "too-large-inside"


def test_other_compound_files_have_no_reader() -> None:
    """Slides and what else lies in a compound file are kept without text, and named so."""
    slides = OLD_WORD.replace("WordDocument".encode("utf-16-le"), "PowerPointXX".encode("utf-16-le"))

    assert read_document(slides, "wps") == Document(detail="no-reader: wps")


@pytest.mark.parametrize("body", [OLD_WORD, OLD_TABLE], ids=["word", "table"])
def test_broken_old_documents_are_named_and_nothing_escapes(body: bytes) -> None:
    """Bytes flipped and ends cut give a text or a named reason, whatever they were."""
    chance = random.Random(7)
    for _ in range(200):
        broken = bytearray(body)
        for _ in range(chance.choice((1, 20))):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        read = read_document(bytes(broken[: chance.choice((len(broken), chance.randrange(len(broken))))]), "doc")
        assert read.text or read.detail


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"<html>404</html>", "not-a-document"),
        (b"", "not-a-document"),
        (zipped({"readme.txt": "x"}), "damaged: ValueError"),
        (zipped({"word/document.xml": "<w:document"}), "damaged: XMLSyntaxError"),
        (docx("x")[:-30], "damaged: BadZipFile"),
        (docx(""), "no-text"),
        (b"%PDF-1.4\nnothing", "damaged: "),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, detail: str) -> None:
    """Error pages, foreign zip files, broken and empty documents each get a name."""
    read = read_document(body, "pdf")

    assert read.text == ""
    assert read.detail.startswith(detail)


def test_a_bomb_is_not_unpacked() -> None:
    """A part that unpacks beyond the bound is left, whatever size its directory claims."""
    bomb = zipped({"word/document.xml": f"<w:document {WORD}>" + " " * (documents.MOST_INSIDE_BYTES + 10)})

    assert len(bomb) < 100_000
    assert read_document(bomb, "docx").detail == "too-large-inside"


def test_entities_are_not_unfolded() -> None:
    """A document that defines entities by entities gives nothing but itself."""
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    part = (
        f'<!DOCTYPE w [<!ENTITY l0 "ha">{lol}<!ENTITY file SYSTEM "file:///etc/hostname">]>'
        f"<w:document {WORD}><w:p><w:t>一&l8;&file;二</w:t></w:p></w:document>"
    )

    assert len(read_document(zipped({"word/document.xml": part}), "docx").text) < 10


def test_locked_documents_are_named() -> None:
    """A PDF with a password and a zip with encrypted parts are `encrypted`; an empty password opens."""
    assert read_document(_locked("secret"), "pdf").detail == "encrypted"
    assert read_document(_locked(""), "pdf").text == "Plan"
    body = bytearray(docx("x"))
    with zipfile.ZipFile(BytesIO(bytes(body))) as archive:
        assert not archive.infolist()[0].flag_bits & 1
    at = body.index(b"PK\x01\x02") + 8
    body[at] |= 1
    assert read_document(bytes(body), "docx").detail == "encrypted"


def test_long_documents_are_cut_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound the rest is left out, and the detail tells."""
    monkeypatch.setattr(documents, "MOST_CHARS", 10)

    assert read_document(docx("一二三四五", "六七八九十"), "docx") == Document(
        text="一二三四五", detail="cut at 10 characters"
    )


def _locked(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf("Plan"))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    made = BytesIO()
    writer.write(made)
    return made.getvalue()
