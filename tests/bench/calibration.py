"""How sure a field says it is beside how often it is right, on labelled pages of sites that were held out.

For each fifth of the sites the block model is trained, and the confidence of each way of reading counted, on the other
four fifths. Printed are the expected calibration error of each field (Naeini and others 2015: the mean distance between
confidence and share right, over the values of a field in bands of a tenth), the counts of each way, and the whole
product's F1 out of fold. Where CALIBRATION_SVG names a file, the bands are drawn there. Takes about ten minutes.
"""

import gzip
import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from archive.records import Draft, Role
from pipelines.extract import block_model, by_model, train
from pipelines.extract.confidence import way_of
from pipelines.extract.headline import fold
from pipelines.items import FetchedPage
from pipelines.understand import read
from tests.bench.plots import bands_svg
from tests.bench.rows import Row

LABELLED = Path(__file__).resolve().parents[2].parent / "shared" / "eval" / "extract"
FETCHED_AT = datetime(2026, 11, 1, tzinfo=UTC)
WRITERS = frozenset({Role.REPORTER, Role.CORRESPONDENT, Role.COMMENTATOR, Role.AUTHOR, Role.OTHER})
RIGHT_TEXT = 0.95
"""F1 over runs of four words from which a text counts as right."""
RIGHT_PEOPLE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One field of one page: how it was read, and whether it is right."""

    fold: int
    field: str
    way: str
    right: bool
    page: str


def measure() -> list[Row]:
    """Judge every labelled page by models and counts that have not seen its site."""
    if not LABELLED.is_dir():
        return []
    judged = list(_judged())
    told = [(one.field, _confidence(one, judged), one.right) for one in judged]
    rows = []
    for name in ("title", "published_on", "people", "text"):
        own = [(sure, right) for field, sure, right in told if field == name]
        rows.append(Row(what=f"{name}: calibration error, {len(own)} values", value=calibration_error(own), unit=""))
    for (field, way), count in sorted(Counter((one.field, one.way) for one in judged).items()):
        right = sum(one.right for one in judged if (one.field, one.way) == (field, way))
        rows.append(Row(what=f"{field} by {way or 'other ways'}", value=(right + 1) / (count + 2), unit=f"of {count}"))
    if drawing := os.environ.get("CALIBRATION_SVG"):
        Path(drawing).write_text(bands_svg(told), "utf-8")
    return rows


def calibration_error(told: list[tuple[float, bool]]) -> float:
    """Return the mean distance between what was said and what was right, in bands of a tenth."""
    bands: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for sure, right in told:
        bands[min(int(sure * 10), 9)].append((sure, right))
    distance = (abs(sum(sure for sure, _ in band) - sum(right for _, right in band)) for band in bands.values())
    return sum(distance) / max(len(told), 1)


def _confidence(one: Judged, judged: Iterable[Judged]) -> float:
    """Return the share right of a way of reading on the other sites, pulled towards one half by two pages."""
    others = [each.right for each in judged if (each.field, each.way) == (one.field, one.way) and each.fold != one.fold]
    return (sum(others) + 1) / (len(others) + 2)


def _judged() -> Iterator[Judged]:
    cases = list(train.read_cases(LABELLED))
    for number in range(train.FOLDS):
        alone, together = train.train([case for case in cases if train.fold_of(case.site) != number])
        models = {block_model.ALONE: alone, block_model.TOGETHER: together}
        with patch.object(by_model, "load_model", models.__getitem__):
            for path in sorted(LABELLED.glob("*.json")):
                truth = json.loads(path.read_text("utf-8"))
                if train.fold_of(truth.get("site") or truth["url"] or path.stem) == number:
                    yield from _of_page(path, truth, number)


def _of_page(path: Path, truth: dict[str, object], number: int) -> Iterator[Judged]:
    body = gzip.decompress(path.with_suffix("").with_suffix(".html.gz").read_bytes())
    url = str(truth["url"] or "")
    drafts = read(FetchedPage(url=url, source="bench", source_name="", body=body, fetched_at=FETCHED_AT))
    if not isinstance(drafts, tuple):
        return
    draft = drafts[0]
    for field, right in _answers(draft, truth):
        if how := draft.provenance.get(field):
            yield Judged(fold=number, field=field, way=way_of(field, how), right=right, page=path.stem)


def _answers(draft: Draft, truth: dict[str, object]) -> Iterator[tuple[str, bool]]:
    if truth["title"]:
        yield "title", fold(draft.title) == fold(str(truth["title"]))
    if truth["date"]:
        yield "published_on", str(draft.published_on) == str(truth["date"])[:10]
    if isinstance(truth["authors"], list):
        ours = {fold(person.name) for person in draft.people if person.role in WRITERS}
        theirs = {fold(str(name)) for name in truth["authors"]}
        yield "people", 2 * len(ours & theirs) > RIGHT_PEOPLE * (len(ours) + len(theirs)) or not (ours or theirs)
    if truth["body"] is not None:
        yield "text", train.f1_of(draft.text, str(truth["body"])) >= RIGHT_TEXT
