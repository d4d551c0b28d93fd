"""Codes of a scheme, such as the Comparative Agendas Project, learned from a file of coded texts."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.errors import AskedWrongly
from pipelines.themes.coder import Coded, learn_codes

COLUMNS = ("title", "text", "codes")
FOLDS = 5
LEAST_CODED = 50
"""Texts from which a fifth says something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How a coder taught by four fifths of the texts codes the last fifth."""

    texts: int
    right: float
    """Share whose best code is one of theirs."""
    macro_f1: float
    """Mean over the codes, however rare."""


def read_coded(path: Path) -> list[Coded]:
    """Return the texts of a CSV file in UTF-8 with the columns title, text and codes, these divided by `;`.

    Raises AskedWrongly for a file of another kind.
    """
    mend = "give CSV in UTF-8 with the columns title, text and codes, several codes divided by ;"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
                raise AskedWrongly(f"{path} has no column {', '.join(missing)}", mend=mend)
            return [coded for row in rows if (coded := _coded(row)).codes]
    except (csv.Error, UnicodeDecodeError) as error:
        raise AskedWrongly(f"{path} cannot be read: {error}", mend=mend) from error


def _coded(row: dict[str, str | None]) -> Coded:
    codes = (code.strip() for code in (row["codes"] or "").split(";"))
    return Coded(title=row["title"] or "", text=row["text"] or "", codes=tuple(code for code in codes if code))


def try_codes(examples: Sequence[Coded]) -> Trial | None:
    """Teach a coder by four fifths of the texts and ask it about the last, as they stand; None when they are few.

    In a file in order of time that is the honest question: texts of tomorrow, coded by one taught yesterday.
    """
    cut = len(examples) * (FOLDS - 1) // FOLDS
    taught, asked = examples[:cut], examples[cut:]
    if len(examples) < LEAST_CODED or len({code for one in taught for code in one.codes}) < 2:
        return None
    coder = learn_codes(taught)
    given = [coder.best(one.title, one.text)[0] for one in asked]
    right = sum(code in one.codes for code, one in zip(given, asked, strict=True))
    return Trial(texts=len(asked), right=right / len(asked), macro_f1=_macro_f1(given, asked))


def _macro_f1(given: Sequence[str], asked: Sequence[Coded]) -> float:
    said = Counter(given)
    true = Counter(code for one in asked for code in one.codes)
    hit = Counter(code for code, one in zip(given, asked, strict=True) if code in one.codes)
    return sum(2 * hit[code] / (said[code] + true[code]) for code in true) / len(true)
