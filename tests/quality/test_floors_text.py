"""Pinned floors of what is read from texts. A change may raise them; lowering one needs a decision paper.

Measured on the labelled sets beside the checkout; the figures in the docstrings are those of the day they were pinned.
"""

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from archive.duplicates import is_plausible, short_keys
from pipelines.dedup import fingerprint
from pipelines.themes import load_taxonomy
from tests.bench import theme_calibration
from tests.quality.doors import Index
from tests.quality.text_doors import fit, policy, same, tag

pytestmark = [pytest.mark.shared, pytest.mark.slow]

Row = dict[str, Any]

CITIZENS = {
    "城乡建设": ["urban-construction", "housing", "land-resources", "work-safety-emergency"],
    "环境保护": ["environment", "climate-carbon"],
    "交通运输": ["transport"],
    "教育文体": ["education", "culture-tourism", "sports"],
    "劳动和社会保障": ["employment", "social-security"],
    "商贸旅游": ["consumption-commerce", "market-regulation", "culture-tourism", "trade-openness"],
    "卫生计生": ["health", "ageing-population"],
}
"""Label of the citizens' letters → themes that mean it."""

NO_POLICY = {"sports", "game", "entertainment"}
POLICY = {"politics", "education"}
CAP_NO_POLICY = {"cap:26", "cap:27", "cap:29", "cap:30", "cap:31", "cap:99"}
"""Weather, fires, sport, deaths, churches, other."""
CAP_BETWEEN = {"cap:23"}
"""Culture: some of it policy."""


def rows(path: Path) -> Iterator[Row]:
    """The rows of one labelled set."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


@pytest.fixture(scope="module")
def folder() -> Path:
    """The labelled sets."""
    found = Path(__file__).resolve().parents[2].parent / "shared" / "eval"
    if not found.is_dir():
        pytest.skip("the measured data (../shared) is not beside this checkout")
    return found


@pytest.fixture(scope="module")
def judged(folder: Path) -> list[tuple[Row, bool]]:
    """Each second labelled pair and whether the judge folds it."""
    pairs = list(rows(folder / "dedup" / "pairs.jsonl.gz"))[::2]
    return [(pair, same(pair["a"], pair["b"]) >= 0.5) for pair in pairs]


def macro_f1(folder: Path, name: str, themes: dict[str, list[tuple[str, float]]]) -> float:
    """Macro-F1 of the best label over a set with one label a text; `themes` are label → (theme, share)."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows(folder / "themes" / f"{name}.jsonl.gz"):
        [right] = row["labels"]
        if right not in themes:
            continue
        scores = dict(tag.raw(row["title"], row["text"]))
        of_label = {
            label: max((scores[theme] * share for theme, share in ids if theme in scores), default=0.0)
            for label, ids in themes.items()
        }
        best = max(of_label, key=lambda label: of_label[label])
        counts[right][1] += 1
        if of_label[best] > 0:
            counts[best][2] += 1
            counts[right][0] += best == right
    return sum(2 * hit / (wanted + given) for hit, wanted, given in counts.values() if wanted) / sum(
        1 for _, wanted, _ in counts.values() if wanted
    )


def test_copies_are_folded(judged: list[tuple[Row, bool]]) -> None:
    """At least 98.5 % of the labelled copies are folded (99.9 % when pinned, 99.2 % cross-validated)."""
    copies = [folds for pair, folds in judged if pair["label"]]

    assert sum(copies) / len(copies) >= 0.985


def test_folded_pairs_are_copies(judged: list[tuple[Row, bool]]) -> None:
    """At least 98.5 % of what is folded is labelled as a copy (all when pinned, 99.8 % cross-validated)."""
    labels = [bool(pair["label"]) for pair, folds in judged if folds]

    assert sum(labels) / len(labels) >= 0.985


def test_notices_of_a_series_stay_apart(judged: list[tuple[Row, bool]]) -> None:
    """At most 0.5 % of the notices of one form are folded (0 of 476 when pinned, 0.41 % cross-validated)."""
    templates = [folds for pair, folds in judged if "template" in pair["kind"] and not pair["label"]]

    assert sum(templates) / len(templates) <= 0.005


def test_copies_share_a_key(folder: Path) -> None:
    """Of the labelled copies 99.9 % are looked at: they share a key that their lengths allow (all when pinned)."""
    copies = [pair for pair in rows(folder / "dedup" / "pairs.jsonl.gz") if pair["label"]]

    found = [is_candidate(pair["a"]["body"], pair["b"]["body"]) for pair in copies]
    assert sum(found) / len(found) >= 0.999


def test_excerpts_and_wrapped_texts_share_a_key(folder: Path) -> None:
    """A tenth of a text leads to the whole in 88 of 100 (90 when pinned), a text within five times as much in 98."""
    chance = random.Random(1)
    with gzip.open(folder / "search" / "base.json.gz", "rt", encoding="utf-8") as file:
        texts = ["\n".join(item["paras"]) for item in json.load(file)]
    texts = [text for text in texts if 400 <= len(text) <= 2000]
    tenths, wrapped = [], []
    for text in chance.sample(texts, 400):
        at = chance.randrange(len(text) - len(text) // 10)
        tenths.append(is_candidate(text, text[at : at + len(text) // 10]))
        around = "\n".join(chance.sample(texts, 12))[: 4 * len(text)]
        wrapped.append(is_candidate(text, f"{around[: len(text)]}\n{text}\n{around[len(text) :]}"))

    assert sum(tenths) / len(tenths) >= 0.88
    assert sum(wrapped) / len(wrapped) >= 0.98


def is_candidate(stored: str, newcomer: str) -> bool:
    """True when the archive would ask the judge of the two."""
    old, new = fingerprint(stored), fingerprint(newcomer)
    shared = len(set(short_keys(old)) & set(short_keys(new)))
    return shared > 0 and is_plausible(shared, len(new.keys), new.units, old.units)


def test_archive_finds_copies_as_they_arrive(folder: Path, tmp_path: Path) -> None:
    """Stored one by one and reopened halfway, 95 % of the copies are in one cluster with their original."""
    pairs = list(rows(folder / "dedup" / "pairs.jsonl.gz"))[::24]
    sides = [(f"{number}{side}", pair[side]) for side in "ab" for number, pair in enumerate(pairs)]
    path = str(tmp_path / "measured.db")
    index = Index(path)
    for number, (name, side) in enumerate(sides):
        if number == len(pairs):
            index.close()
            index = Index(path)
        index.add(name, side["title"], side["body"], side.get("date"))
    together = [index.cluster(f"{number}a") == index.cluster(f"{number}b") for number, _ in enumerate(pairs)]
    index.close()

    found = [joined for pair, joined in zip(pairs, together, strict=True) if pair["label"]]
    wrong = [joined for pair, joined in zip(pairs, together, strict=True) if not pair["label"]]
    assert sum(found) / len(found) >= 0.95
    assert sum(wrong) / len(wrong) <= 0.05


def test_state_council_titles_get_their_class(folder: Path) -> None:
    """Titles of State Council documents get the editors' class by crosswalk codes alone.

    Macro-F1 .763 when pinned, on the half by whose confusions between classes the rules were tuned; .778 before 614
    common terms came in by general knowledge; titles of services, by which one of three lists was chosen, gained.
    """
    classes: dict[str, dict[str, float]] = defaultdict(dict)
    for theme in load_taxonomy().themes:
        for rank, code in enumerate(theme.crosswalk.get("govcn", ())):
            classes[code.split("/")[0]].setdefault(theme.id, 1.0 if rank == 0 else 0.6)

    assert macro_f1(folder, "govcn_titles", {label: list(ids.items()) for label, ids in classes.items()}) >= 0.75


def test_state_council_titles_get_a_theme(folder: Path) -> None:
    """Hardly a title of a State Council document is left without a theme (.987 tagged when pinned)."""
    titles = list(rows(folder / "themes" / "govcn_titles.jsonl.gz"))

    assert sum(bool(tag(row["title"], row["text"])) for row in titles) / len(titles) >= 0.95


def test_citizens_letters_get_their_office(folder: Path) -> None:
    """Letters of citizens get the office's class (macro-F1 .817 when pinned; tuned on this half)."""
    themes = {label: [(theme, 1.0) for theme in ids] for label, ids in CITIZENS.items()}

    assert macro_f1(folder, "citizen_msgs", themes) >= 0.80


def share_of_wins(about: Sequence[float], other: Sequence[float]) -> float:
    """How often a text about policy scores higher than one that is not (the AUC); a draw is half a win."""
    wins = sum((a > b) + (a == b) / 2 for a in about for b in other)
    return wins / (len(about) * len(other))


def test_policy_score_tells_politics_from_play(folder: Path) -> None:
    """Headlines of politics and education score above those of games and shows (AUC .96 when pinned; .96 too on the
    half whose vocabulary was not looked at)."""
    texts = list(rows(folder / "themes" / "thucnews_titles.jsonl.gz"))[::10]
    about = [policy(row["title"], row["text"]) for row in texts if row["labels"][0] in POLICY]
    other = [policy(row["title"], row["text"]) for row in texts if row["labels"][0] in NO_POLICY]

    assert share_of_wins(about, other) >= 0.95


def test_policy_score_tells_english_policy_from_weather(folder: Path) -> None:
    """English headlines on policy score above weather, sport and deaths (AUC .91 when pinned, tuned here)."""
    texts = list(rows(folder / "themes" / "nyt_cap.jsonl.gz"))[::10]
    about = [policy(row["title"], row["text"]) for row in texts if row["labels"][0] not in CAP_NO_POLICY | CAP_BETWEEN]
    other = [policy(row["title"], row["text"]) for row in texts if row["labels"][0] in CAP_NO_POLICY]

    assert share_of_wins(about, other) >= 0.90


def test_codes_learned_from_older_headlines_hold_for_newer_ones(folder: Path) -> None:
    """Taught by the headlines of 2001-02, the coder gives those of 2003 their codes.

    Macro-F1 over 28 codes .437 when pinned; taught by 1996-2002 and asked about 2003-04, which takes minutes, .51.
    """
    pytest.importorskip("sklearn")
    every = list(rows(folder / "themes" / "nyt_cap.jsonl.gz"))
    taught = fit([row for row in every if "2001" <= row["date"] < "2003"])
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in (row for row in every if "2003" <= row["date"] < "2004"):
        scores = dict(taught(row["title"], row["text"]))
        best, [right] = max(scores, key=lambda code: scores[code]), row["labels"]
        counts[best][1] += 1
        counts[right][1] += 1
        counts[right][0] += best == right
    asked = [(hits, total) for hits, total in counts.values() if total]

    assert sum(2 * hits / total for hits, total in asked) / len(asked) >= 0.42


def test_tags_are_as_often_right_as_they_say(folder: Path) -> None:
    """On fifths of the labelled texts that the curve was not fitted to it is off by less than .045 (.034 when pinned,
    of which chance alone is .026; .028 over twenty ways to cut the fifths)."""
    [error] = [row.value for row in theme_calibration.measure() if row.what == "held-out fifths: calibration error"]

    assert error < 0.045
