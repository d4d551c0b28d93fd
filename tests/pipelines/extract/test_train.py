"""Training the block model on a folder of pages."""

import gzip
import json
from pathlib import Path

import pytest

from pipelines.extract.boosting import Settings
from pipelines.extract.train import fold_of, main, read_cases

PARAGRAPH = "The bridge over the canal is open again, the city said, number {}."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve pages of twelve sites with their bodies, and one Chinese page."""
    for number in range(12):
        text = [PARAGRAPH.format(f"{number} {part}") for part in range(4)]
        markup = "".join(f"<p>{line}</p>" for line in text) + "<p>Sport tonight: who plays whom.</p>"
        truth = {"url": f"http://{number}.test/", "site": f"{number}.test", "lang": "en", "origin": "own"}
        _write(tmp_path, f"case-{number:02}", markup, {**truth, "body": "\n\n".join(text)})
    _write(tmp_path, "zh", "<p>正文。</p>", {"url": "", "site": "zh.test", "lang": "zh", "body": "正文。"})
    return tmp_path


def _write(folder: Path, name: str, markup: str, truth: dict[str, str]) -> None:
    page = f"<html><body><h1>Bridge {name}</h1>{markup}</body></html>"
    (folder / f"{name}.html.gz").write_bytes(gzip.compress(page.encode()))
    (folder / f"{name}.json").write_text(json.dumps(truth), "utf-8")


def test_blocks_of_the_body_are_right(folder: Path) -> None:
    """Paragraphs of the body are labelled right, headline and other lines wrong; Chinese pages are left out."""
    cases = list(read_cases(folder))

    assert len(cases) == 12
    labelled = {block.text: label for block, label in zip(cases[0].seen.blocks, cases[0].right, strict=True)}
    assert labelled[PARAGRAPH.format("0 1")] == 1
    assert (labelled["Bridge case-00"], labelled["Sport tonight: who plays whom."]) == (0, 0)


def test_report_out_of_fold(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The report names pages, blocks and the figures of each set; without --write nothing is written."""
    assert main([str(folder)], Settings(trees=3, levels=2)) == 0

    said = capsys.readouterr().out
    assert said.startswith("12 pages, ")
    assert "own        out of fold F1" in said


def test_folder_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong folder is told with the mend."""
    assert main([str(tmp_path / "none")]) == 2

    assert "mend:" in capsys.readouterr().err


def test_a_site_stays_in_one_fold() -> None:
    """Pages of a site are tested together, so none of them is trained on."""
    assert fold_of("a.test") == fold_of("a.test")
    assert len({fold_of(f"{number}.test") for number in range(50)}) == 5
