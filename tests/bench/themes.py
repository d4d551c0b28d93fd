"""Themes: tagging with evidence, beside a regular expression that only looks for the same terms.

Newspaper texts of the measured data where they are beside the checkout, else texts made of the taxonomy's own terms
in filler, one term every thirty characters. Both run on the same texts in the same process; each text has about
700 characters.
"""

import gzip
import json
import random
import re
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from pipelines.themes import Tagger, load_taxonomy
from pipelines.themes.letters import fold
from pipelines.themes.matcher import make_native_matcher, make_python_matcher
from pipelines.themes.rules import compile_rules
from tests.bench.rows import Row

TEXTS = 1000
SLOW_TEXTS = 30
"""As many for the regular expression, which is slow."""
CHARS = range(500, 900)
ROUNDS = 3
BASE = Path(__file__).resolve().parents[2].parent / "shared" / "eval" / "search" / "base.json.gz"

T = TypeVar("T")
Text = tuple[str, str]
"""Title and text."""


def measure() -> list[Row]:
    """Tag, match and search the same texts."""
    taxonomy = load_taxonomy()
    literals = [literal.text for literal in compile_rules(taxonomy).literals]
    texts = some_texts(literals)
    folded = [fold(f"{title}\n{text}") for title, text in texts]
    tagger, plain = Tagger(taxonomy), Tagger(taxonomy, make_python_matcher(literals))
    alternation = re.compile("|".join(map(re.escape, sorted(literals, key=len, reverse=True))))
    peer = _rate(lambda text: sum(1 for _ in alternation.finditer(text)), folded[:SLOW_TEXTS])
    return [
        Row(what="characters a text", value=sum(map(len, folded)) / len(folded), unit="mean"),
        Row(what="terms", value=len(literals), unit="literals"),
        _row("tagged with evidence, together", _rate_of_all(lambda: tagger.tag_all(texts)), peer),
        _row("tagged with evidence, one by one", _rate(lambda text: tagger.tag(*text), texts), peer),
        _row("one by one, plain matcher", _rate(lambda text: plain.tag(*text), texts), peer),
        _row("terms found, native matcher", _rate(make_native_matcher(literals), folded), peer),
    ]


def _row(what: str, rate: float, peer: float) -> Row:
    return Row(what=what, value=rate, unit="texts a CPU-second", peer="re alternation", peer_value=peer)


def _rate(work: Callable[[T], object], texts: Sequence[T]) -> float:
    """Texts a CPU-second, the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        for text in texts:
            work(text)
        best = min(best, time.process_time() - started)
    return len(texts) / best


def _rate_of_all(work: Callable[[], Iterable[object]]) -> float:
    """The same of work that takes all texts and yields what it finds."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        texts = sum(1 for _ in work())
        best = min(best, time.process_time() - started)
    return texts / best


def some_texts(literals: Sequence[str]) -> list[Text]:
    """Real texts of the usual length where they are at hand, else made ones."""
    if not BASE.is_file():
        return _made_texts(literals)
    with gzip.open(BASE, "rt", encoding="utf-8") as file:
        texts = [(row["title"], "\n".join(row["paras"])) for row in json.load(file)]
    return [text for text in texts if len(text[1]) in CHARS][:TEXTS]


def _made_texts(literals: Sequence[str]) -> list[Text]:
    rng = random.Random(20240219)  # chance that is the same every time, not a secret
    filler = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
    return [
        (
            "".join(rng.choices(filler, k=18)),
            "".join("".join(rng.choices(filler, k=26)) + rng.choice(literals) for _ in range(23)),
        )
        for _ in range(TEXTS)
    ]
