"""Documents read in a process of their own: the same text, and bounds that hostile files run into."""

import os
import signal
import subprocess
import sys
import zlib
from collections.abc import Iterator

import pytest

from pipelines.apart import Reader
from pipelines.extract.documents import Document
from tests.conftest import REPO
from tests.crawler.outlets.files import docx, pdf, pdf_of


@pytest.fixture
def reader() -> Iterator[Reader]:
    """A reader with a second of time."""
    made = Reader(most_cpu_s=1.0)
    yield made
    made.close()


def endless_pdf() -> bytes:
    """A page of four million steps, packed into 60 KB: minutes of work."""
    font = b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    packed = zlib.compress(b"BT /F1 9 Tf 1 2 Td (x) Tj ET\n" * 1_000_000)
    return pdf_of(packed, filters=b"/Filter /FlateDecode", resources=font)


def swollen_pdf() -> bytes:
    """A page whose content of 29 MB is packed into 30 KB."""
    packed = zlib.compress(b"q Q\n" * 7_250_000)
    return pdf_of(packed, filters=b"/Filter /FlateDecode")


def test_text_is_the_same_and_the_process_stays(reader: Reader) -> None:
    """Two documents of two kinds are read, one after the other, by one process."""
    assert reader.read(docx("云江市实施方案"), "docx") == Document(text="云江市实施方案")
    assert reader.read(pdf("Plan of work"), "pdf") == Document(text="Plan of work")


def test_a_document_without_end_is_left_and_named(reader: Reader) -> None:
    """What takes more time than it may is too slow, and the next document is read."""
    assert reader.read(endless_pdf(), "pdf") == Document(detail="too-slow")
    assert reader.read(docx("云江"), "docx").text == "云江"


def test_a_reader_that_does_not_answer_is_left() -> None:
    """The clock on the wall counts too, for a reader that waits for something."""
    impatient = Reader(most_wall_s=0.0)
    assert impatient.read(docx("云江"), "docx") == Document(detail="too-slow")
    impatient.close()


def test_a_document_that_swells_is_left_and_named() -> None:
    """What unpacks to more memory than it may is too large inside, and the next document is read."""
    small = Reader(most_memory_bytes=24 << 20)
    assert small.read(swollen_pdf(), "pdf").detail == "too-large-inside"
    assert small.read(docx("云江"), "docx").text == "云江"
    small.close()


def test_a_killed_reader_is_named_and_replaced(reader: Reader) -> None:
    """A process that dies before it answers costs that document alone."""
    reader.read(docx("云江"), "docx")
    assert reader._process is not None
    os.kill(reader._process.pid, signal.SIGSTOP)
    os.kill(reader._process.pid, signal.SIGKILL)
    assert reader.read(docx("云江"), "docx") in (Document(text="云江"), Document(detail="damaged: the reader died"))
    assert reader.read(docx("云江"), "docx").text == "云江"


def test_the_process_ends_with_its_owner() -> None:
    """When whoever asks is killed, the reader sees the end of its orders and goes."""
    script = (
        "from pipelines.apart import Reader\nfrom tests.crawler.outlets.files import docx\n"
        "made = Reader()\nmade.read(docx('x'), 'docx')\nprint(made._process.pid, flush=True)\ninput()\n"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", script], cwd=REPO, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    number = int(owner.stdout.readline())
    watched = os.pidfd_open(number)
    owner.kill()
    owner.wait()
    owner.communicate()
    assert _ends(watched)


def _ends(watched: int) -> bool:
    """True when the process ends within ten minutes."""
    import select

    ended = bool(select.select([watched], [], [], 600)[0])
    os.close(watched)
    return ended
