"""How sure a tag says it is beside how often it is right, on labelled sets that its curve has not seen.

For each of three labelled sets the curve is fitted to the tags of the other two. A tag is judged where its theme means
one of the set's labels. Printed is the expected calibration error (mean distance between confidence and share right,
in bands of a tenth), and how often the tags of each band of the shipped curve are right. Where CALIBRATION_SVG names a
file, the bands are drawn there.
"""

import gzip
import json
import os
from collections import defaultdict
from pathlib import Path

from archive.themes import confidence
from pipelines.themes import Tagger, load_taxonomy
from tests.bench.calibration import calibration_error
from tests.bench.plots import bands_svg
from tests.bench.rows import Row
from tests.quality.theme_labels import label_themes

SETS = ("citizen_msgs", "govcn_titles", "gd_services")
LABELLED = Path(__file__).resolve().parents[2].parent / "shared" / "eval" / "themes"
BANDS = 10

Judged = list[tuple[float, bool]]
"""Score of a tag, and whether the text has a label that its theme means."""


def measure() -> list[Row]:
    """Judge every tag of the labelled sets by a curve fitted to the other sets."""
    if not LABELLED.is_dir():
        return []
    judged = {name: _judged(name) for name in SETS}
    rows, told = [], []
    for name in SETS:
        slope, level = confidence.fit([one for other in SETS if other != name for one in judged[other]])
        own = [(confidence.curve(score, slope, level), right) for score, right in judged[name]]
        told += [(name, sure, right) for sure, right in own]
        rows.append(Row(what=f"{name}: calibration error, {len(own)} tags", value=calibration_error(own), unit=""))
    bands: defaultdict[int, list[bool]] = defaultdict(list)
    for score, right in (one for name in SETS for one in judged[name]):
        bands[int(confidence.confidence(score) * BANDS)].append(right)
    for band, rights in sorted(bands.items()):
        what = f"right of those sure by {band / BANDS:.1f} to {(band + 1) / BANDS:.1f}"
        rows.append(Row(what=what, value=sum(rights) / len(rights), unit=f"of {len(rights)}"))
    slope, level = confidence.fit([one for name in SETS for one in judged[name]])
    rows += [Row(what="slope", value=slope, unit="fitted"), Row(what="level", value=level, unit="fitted")]
    if drawing := os.environ.get("CALIBRATION_SVG"):
        Path(drawing).write_text(bands_svg(told, {name: name for name in SETS}), "utf-8")
    return rows


def _judged(name: str) -> Judged:
    taxonomy = load_taxonomy()
    tagger, labels = Tagger(taxonomy), label_themes(taxonomy, name)
    means: defaultdict[str, set[str]] = defaultdict(set)
    for label, themes in labels.items():
        for theme in themes:
            means[theme].add(label)
    judged = []
    with gzip.open(LABELLED / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            tags = tagger.tag(row["title"], row["text"]).tags
            judged += [
                (tag.score, not means[tag.theme].isdisjoint(row["labels"])) for tag in tags if tag.theme in means
            ]
    return judged
