"""How sure a tag says it is beside how often it is right, on labelled texts that its curve has not seen.

A tag is judged where its theme means one of its text's labels. For each fifth of the texts the curve is fitted to the
other four; and for each of the three labelled sets to the other two. Printed is the expected calibration error (mean
distance between confidence and share right, in bands of a tenth), beside what chance alone would give with as many
tags if every confidence were true, and the points fitted to all. Where CALIBRATION_SVG names a file, the bands of the
fifths are drawn there.
"""

import gzip
import json
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from archive.themes import confidence
from pipelines.themes import Tagger, load_taxonomy
from tests.bench.calibration import calibration_error
from tests.bench.plots import bands_svg
from tests.bench.rows import Row
from tests.quality.theme_labels import label_themes

SETS = ("citizen_msgs", "govcn_titles", "gd_services")
LABELLED = Path(__file__).resolve().parents[2].parent / "shared" / "eval" / "themes"
FOLDS = 5
DRAWS = 50

Judged = list[tuple[float, bool]]
"""Score of a tag, and whether the text has a label that its theme means."""


def measure() -> list[Row]:
    """Judge every tag of the labelled sets by a curve fitted to other texts."""
    if not LABELLED.is_dir():
        return []
    texts = {name: list(_judged(name)) for name in SETS}
    every = [(name, number, pair) for name in SETS for number, own in enumerate(texts[name]) for pair in own]
    told = []
    for fold in range(FOLDS):
        points = confidence.fit([pair for _, number, pair in every if number % FOLDS != fold])
        told += [
            (name, confidence.curve(score, points), right)
            for name, number, (score, right) in every
            if number % FOLDS == fold
        ]
    rows = [*_rows("held-out fifths", [(sure, right) for _, sure, right in told])]
    for name in SETS:
        points = confidence.fit([pair for other, _, pair in every if other != name])
        rows += _rows(f"{name}, held-out fifths", [(sure, right) for one, sure, right in told if one == name])
        alone = [(confidence.curve(score, points), right) for one, _, (score, right) in every if one == name]
        rows += _rows(f"{name}, fitted to the other sets", alone)
    for score, share in confidence.fit([pair for _, _, pair in every]):
        rows.append(Row(what=f"right of tags with a score of {score:.2f}", value=share, unit="fitted to all"))
    if drawing := os.environ.get("CALIBRATION_SVG"):
        Path(drawing).write_text(bands_svg(told, {name: name for name in SETS}), "utf-8")
    return rows


def _rows(what: str, told: Judged) -> list[Row]:
    rng = random.Random(1)  # chance that is the same every time, not a secret
    drawn = [calibration_error([(sure, rng.random() < sure) for sure, _ in told]) for _ in range(DRAWS)]
    return [
        Row(what=f"{what}: calibration error", value=calibration_error(told), unit=f"{len(told)} tags"),
        Row(what=f"{what}: the same by chance alone", value=sum(drawn) / DRAWS, unit=f"mean of {DRAWS}"),
    ]


def _judged(name: str) -> Iterator[Judged]:
    """Yield the judged tags of each text of a set."""
    taxonomy = load_taxonomy()
    tagger, labels = Tagger(taxonomy), label_themes(taxonomy, name)
    means: defaultdict[str, set[str]] = defaultdict(set)
    for label, themes in labels.items():
        for theme in themes:
            means[theme].add(label)
    with gzip.open(LABELLED / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = list(map(json.loads, lines))
    for row, tagged in zip(rows, tagger.tag_all((row["title"], row["text"]) for row in rows), strict=True):
        tags = [tag for tag in tagged.tags if tag.theme in means]
        yield [(tag.score, not means[tag.theme].isdisjoint(row["labels"])) for tag in tags]
