import gzip
import json
import random
from pathlib import Path

import pytest

from archive.records import NewsText
from pipelines.dedup import train
from pipelines.dedup.features import FEATURES

WORDS = "云江河道整治泵站清淤护岸汛前检查责任街坊渡口晒场水车灯会戏台书院石桥"


def made(number: int) -> str:
    """A text of its own."""
    chance = random.Random(number)
    return "。".join("".join(chance.choices(WORDS, k=18)) for _ in range(8))


@pytest.fixture
def pairs_file(tmp_path: Path) -> Path:
    """Forty copies and forty notices of other days."""
    path = tmp_path / "pairs.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for number in range(40):
            text = made(number)
            copy = {"title": f"题{number}", "body": text}, {"title": f"题{number}", "body": text[:90]}
            other = (
                {"title": text[:9], "body": text},
                {"title": text[9:18], "body": text[:60] + made(number + 99)},
            )
            for label, (a, b) in ((1, copy), (0, other)):
                row = {"a": a, "b": b, "label": label, "kind": "template" if not label else "cut", "origin": "real"}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def test_training_reports_what_no_document_was_seen_for(pairs_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Cross-validation says how well copies are told from others, and nothing is written unasked."""
    pytest.importorskip("sklearn")
    before = train.MODEL.read_bytes()

    assert train.main([str(pairs_file)]) == 0

    assert "80 labelled pairs" in (said := capsys.readouterr().out)
    assert "of 40 folded" in said
    assert train.MODEL.read_bytes() == before


def test_what_is_written_is_what_the_judge_reads(pairs_file: Path, tmp_path: Path) -> None:
    """The trees as text give the same scores as the trees that were trained."""
    pytest.importorskip("sklearn")
    from pipelines.dedup.model import read_model

    pairs = list(train.read_pairs(pairs_file))
    trained, base = train.fit(pairs)
    kept = read_model(train.as_text(trained, base, pairs=len(pairs), extra=0))

    for pair in pairs[::7]:
        [[_, likely]] = trained.predict_proba([pair.features])
        assert kept.probability(pair.features) == pytest.approx(likely, abs=1e-4)


def test_pairs_of_one_series_are_dealt_together() -> None:
    """What shares a document or a series is never both trained on and tested with."""
    features = (0.0,) * len(FEATURES)
    pairs = [
        train.Pair(features=features, guarded=False, label=0, names=(f"{number}a", f"{number}b", "series 停电公告"))
        for number in range(9)
    ]

    assert len({train._fold_of(pairs)[at] for at in range(9)}) == 1


def test_an_altered_item_keeps_its_title() -> None:
    """Whatever is done to a copy, it is of the same day and title."""
    item = NewsText(title="云江灯会", text=made(1).replace("。", "\n"))

    assert {train.altered(item, random.Random(seed)).title for seed in range(12)} == {"云江灯会"}


def test_a_missing_file_is_an_error_with_its_mend(capsys: pytest.CaptureFixture[str]) -> None:
    """Without pairs there is nothing to train on."""
    assert train.main(["nowhere.gz"]) == 2
    assert "mend:" in capsys.readouterr().err
