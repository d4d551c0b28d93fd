"""The text of documents, and what hostile ones get."""

import zipfile
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from pipelines.extract import documents
from pipelines.extract.documents import Document, read_document
from tests.crawler.gov.papers import docx, ofd, pdf, xlsx, zipped

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


def test_old_binary_documents_have_no_reader() -> None:
    """DOC, WPS and XLS of the old kind are kept without text, and named so."""
    assert read_document(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "doc") == Document(detail="no-reader: doc")


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
