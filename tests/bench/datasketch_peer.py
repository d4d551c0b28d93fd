"""The peer of the duplicate index: datasketch as its author ships it, MinHash with banding, each match verified.

Run by the Python that has it: reads a JSON list of texts, writes which earlier ones each is like, and what it cost.
"""

import json
import sys
import time

from datasketch import MinHash, MinHashLSH

JACCARD = 0.7
BANDED = 0.5
"""Looser than what is asked for: the bands alone would miss many that are as like as that."""
PERMUTATIONS = 128
GRAM = 5


def main() -> None:
    """Let the texts arrive one by one."""
    index = MinHashLSH(threshold=BANDED, num_perm=PERMUTATIONS)
    sketches: list[MinHash] = []
    found: list[list[int]] = []
    times: list[float] = []
    for text in json.load(sys.stdin):
        started = time.thread_time()
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([text[at : at + GRAM].encode() for at in range(len(text) - GRAM + 1)])
        found.append([number for number in index.query(sketch) if sketches[number].jaccard(sketch) >= JACCARD])
        index.insert(len(sketches), sketch)
        sketches.append(sketch)
        times.append((time.thread_time() - started) * 1000)
    json.dump({"found": found, "ms": times}, sys.stdout)


if __name__ == "__main__":
    main()
