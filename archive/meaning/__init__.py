"""Suggestions by meaning: articles near an article, or near the words of a query, though they share no character.

Optional (the extra `semantic`). A list of its own everywhere: totals, facets, exports and alerts know nothing of it.
"""

from archive.meaning.fill import Filled, fill, is_filled
from archive.meaning.model import MODEL_LIBRARY, Model, load_model
from archive.meaning.nearest import Near, alike, widen

__all__ = [
    "MODEL_LIBRARY",
    "Filled",
    "Model",
    "Near",
    "alike",
    "fill",
    "is_filled",
    "load_model",
    "widen",
]
