"""`jianbao theme learn`: a layer from what reviewers decided, in force and out again."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archive.records import Draft
from archive.store import Store
from archive.themes import Verdict, decide
from pipelines.dedup import same
from pipelines.themes import load_taxonomy
from tests.scheduler.conftest import Ran

pytest.importorskip("sklearn")
Jianbao = Callable[..., Ran]
UNDECIDED = 25
"""Number of an article on ferries that nobody decided about."""


@pytest.fixture
def reviewed(jianbao: Jianbao, engine_of: Engine, make_draft: Callable[..., Draft], present: datetime) -> Jianbao:
    """The command line over thirty articles on ferries, of which reviewers say that twenty-four are transport."""
    store = Store(engine_of, same=same)
    store.register_themes(load_taxonomy().names())
    for n in range(30):
        text = f"第{n}号渡船{'甲乙丙丁戊己庚辛'[n % 8] * (n + 3)}离岸，艄公摇橹，渡口人声鼎沸。"
        store.save(make_draft(url=f"http://paper.test/{n}", title=f"渡船{n}", text=text), now=present)
    for n in range(12):
        weather = f"第{n}日{'子丑寅卯辰巳午未'[n % 8] * (n + 3)}天气晴好，微风轻拂，云量很少。"
        store.save(make_draft(url=f"http://paper.test/sky/{n}", title=f"晴{n}", text=weather), now=present)
    for number in range(1, UNDECIDED):
        decide(engine_of, number, "transport", Verdict.ADD, reviewer="王", now=present)
    return jianbao


def methods(jianbao: Jianbao, number: int) -> dict[str, str]:
    """Theme → method of one article."""
    return {tag["theme"]: tag["method"] for tag in json.loads(jianbao("theme", "explain", str(number), "--json").out)}


def test_learned_layer_comes_and_goes(reviewed: Jianbao, tmp_path: Path) -> None:
    """Learned and retagged, an undecided article has the theme as `learned`; `--back` and a retag take it off again."""
    layer = tmp_path / "home" / "themes" / "learned.yaml"
    assert methods(reviewed, UNDECIDED) == {}

    assert reviewed("theme", "learn").code == 0
    reviewed("theme", "retag", "--workers", "0")
    assert methods(reviewed, UNDECIDED) == {"transport": "learned"}

    assert reviewed("theme", "learn", "--back").code == 0
    assert not layer.exists()
    reviewed("theme", "retag", "--workers", "0")
    assert methods(reviewed, UNDECIDED) == {}
    assert methods(reviewed, 1) == {"transport": "human"}


def test_layer_before_comes_back(reviewed: Jianbao, tmp_path: Path) -> None:
    """After a second lesson `--back` puts the layer of the first in its place, word for word."""
    layer = tmp_path / "home" / "themes" / "learned.yaml"
    reviewed("theme", "learn")
    first = layer.read_text(encoding="utf-8")
    layer.write_text(first + "# reviewed by hand\n", encoding="utf-8")
    reviewed("theme", "learn")
    assert "reviewed by hand" not in layer.read_text(encoding="utf-8")

    reviewed("theme", "learn", "--back")

    assert layer.read_text(encoding="utf-8") == first + "# reviewed by hand\n"


def test_dry_run_writes_nothing(reviewed: Jianbao, tmp_path: Path) -> None:
    """`--dry-run` tells F1 before and after, and leaves no file."""
    told = json.loads(reviewed("theme", "learn", "--dry-run", "--json").out)

    assert told["before"] < told["after"]
    assert not (tmp_path / "home" / "themes" / "learned.yaml").exists()
