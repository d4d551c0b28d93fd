"""Search: an index that finds exactly what is written, and answers with totals, hits, facets and marked snippets."""

from archive.search.answer import answer, newest_hits
from archive.search.base import Backend, Found, Ids, IndexDoc, Sort
from archive.search.documents import documents
from archive.search.engines import accelerate, backend, tidy
from archive.search.few import Few
from archive.search.initials import refuse_ambiguous
from archive.search.reindex import needs_reindex, reindex
from archive.search.settings import SearchConfig, accelerator_folder, search_config
from archive.search.snippets import marks, sentence, snippet, texts_for

__all__ = [
    "Backend",
    "Few",
    "Found",
    "Ids",
    "IndexDoc",
    "SearchConfig",
    "Sort",
    "accelerate",
    "accelerator_folder",
    "answer",
    "backend",
    "documents",
    "marks",
    "needs_reindex",
    "newest_hits",
    "refuse_ambiguous",
    "reindex",
    "search_config",
    "sentence",
    "snippet",
    "texts_for",
    "tidy",
]
