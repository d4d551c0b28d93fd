"""`jianbao theme taught`: codes learned from a file, proposed for stored articles."""

import csv
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archive.records import Draft
from archive.store import Store
from pipelines.dedup import same
from tests.scheduler.conftest import Ran

pytest.importorskip("sklearn")
Jianbao = Callable[..., Ran]
SUBJECTS = {"10": "轮渡码头停航，渡船检修", "6": "小学教师招聘，中学生开学", "10;19": "中欧班列开行，铁路口岸通关"}


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    """Sixty coded texts."""
    path = tmp_path / "coded.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["title", "text", "codes"])
        for n in range(20):
            rows.writerows([text, f"第{n}次", codes] for codes, text in SUBJECTS.items())
    return path


def test_articles_get_codes_and_the_words_for_them(
    jianbao: Jianbao, engine_of: Engine, make_draft: Callable[..., Draft], present: datetime, coded: Path
) -> None:
    """An article on schools gets the code of schools with a word for it; how good the coder is stands beside."""
    text = "各小学今日开学，新教师到岗。"
    Store(engine_of, same=same).save(make_draft(title="小学开学", text=text), now=present)

    ran = jianbao("theme", "taught", str(coded), "--json")

    [one] = json.loads(ran.out)
    assert (one["code"], one["score"] > 0, ran.code) == ("6", True, 0)
    assert any(word in f"小学开学{text}" for word in one["words"])
    assert "on the last 12 texts" in ran.err


@pytest.mark.parametrize("content", [b"title,text\na,b\n", b"\xff\xfe\x00title", b""])
def test_file_of_another_kind_is_refused(jianbao: Jianbao, tmp_path: Path, content: bytes) -> None:
    """A file without the columns, or not in UTF-8, is refused with what to give instead."""
    path = tmp_path / "other.csv"
    path.write_bytes(content)

    ran = jianbao("theme", "taught", str(path))

    assert ran.code != 0
    assert "columns title, text and codes" in ran.err
