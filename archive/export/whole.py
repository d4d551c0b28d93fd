"""A whole query taken away in one of seven forms, with a manifest that says what it is.

The articles are fixed when the export begins; they are then read some at a time, so memory stays flat.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from sqlalchemy import Engine

from archive.db import reading, schema_versions
from archive.errors import AskedWrongly
from archive.export.citations import bibtex, csl, gbt7714, ris
from archive.export.parquet import as_parquet
from archive.export.references import references
from archive.export.tables import COLUMNS, as_csv, as_jsonl
from archive.query import canonical, explain, parse
from archive.search import Sort, backend, refuse_ambiguous
from archive.search.tokens import TOKENS_VERSION

RIGHTS = (
    "The texts belong to their publishers. This file is for your own research; "
    "what you publish from it is short quotations with their source."
)
RIGHTS_ZH = "文章版权归原发布者所有。本文件仅供个人研究；公开发表时请只作简短引用并注明出处。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form that results are taken away in."""

    media_type: str
    write: Callable[[Engine, Iterable[int]], Iterator[str] | Iterator[bytes]]
    """Raises AskedWrongly where it needs a library that is not installed."""
    columns: tuple[str, ...] = ()
    """Names of the columns or keys, where the form has such."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an export is: enough to say in a paper where the figures come from, and to ask again."""

    query: str
    """As understood, in canonical form."""
    explained: str
    """The same in English words."""
    explained_zh: str
    exported_at: str
    """ISO 8601 with zone."""
    form: str
    order: str
    articles: int
    """Articles in the file."""
    total: int
    """Articles that the query finds."""
    stories: int
    """Duplicate clusters among them."""
    complete: bool
    """False when the file was cut at a limit."""
    columns: tuple[str, ...]
    versions: dict[str, str]
    """Of the program, the tables and the index."""
    notes: tuple[str, ...]
    rights: str
    rights_zh: str

    def text(self, *, sha256: str = "", size_bytes: int = 0) -> str:
        """Return the manifest as a JSON document; with the digest and size of the file where it has been written."""
        written = {"sha256": sha256, "size_bytes": size_bytes} if sha256 else {}
        return json.dumps(asdict(self) | written, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """An export that has begun."""

    manifest: Manifest
    media_type: str
    pieces: Iterator[str] | Iterator[bytes]
    """The file, piece by piece; text is to be written as UTF-8."""


def export(
    engine: Engine, query: str, form: str, *, now: datetime, sort: Sort = "date", limit: int | None = None
) -> Export:
    """Begin to take away what a query finds, `limit` articles at most. Raises QueryError or AskedWrongly."""
    if form not in FORMS:
        raise AskedWrongly(f"there is no form '{form}'", mend=f"use one of: {', '.join(FORMS)}")
    tree = parse(query)
    with reading(engine) as session:
        refuse_ambiguous(session, tree)
        found = backend(engine).find(session, tree, limit=limit, sort=sort)
    chosen = FORMS[form]
    manifest = Manifest(
        query=canonical(tree),
        explained=explain(tree, "en"),
        explained_zh=explain(tree, "zh"),
        exported_at=now.isoformat(timespec="seconds"),
        form=form,
        order=sort,
        articles=len(found.ids),
        total=found.total,
        stories=found.stories,
        complete=len(found.ids) == found.total,
        columns=chosen.columns,
        versions={"jianbao": _program(), "tables": schema_versions(engine)[0] or "", "index": TOKENS_VERSION},
        notes=found.notes,
        rights=RIGHTS,
        rights_zh=RIGHTS_ZH,
    )
    return Export(manifest=manifest, media_type=chosen.media_type, pieces=chosen.write(engine, found.ids))


def form_of(name: str) -> str:
    """Return the form that a file's name asks for by its ending. Raises AskedWrongly when it asks for none.

    >>> form_of("found/bridges.csl.json")
    'csl.json'
    """
    form = next((form for form in FORMS if name.lower().endswith(f".{form}")), None)
    if form is None:
        endings = ", ".join(f".{form}" for form in FORMS)
        raise AskedWrongly(f"'{name}' does not say in which form to write", mend=f"let it end with one of: {endings}")
    return form


def _ris(engine: Engine, ids: Iterable[int]) -> Iterator[str]:
    return (ris(one) for one in references(engine, ids))


def _bibtex(engine: Engine, ids: Iterable[int]) -> Iterator[str]:
    return (f"{bibtex(one)}\n" for one in references(engine, ids))


def _gbt7714(engine: Engine, ids: Iterable[int]) -> Iterator[str]:
    """Number the citations as the standard's sequence system does."""
    return (f"[{number}] {gbt7714(one)}\n" for number, one in enumerate(references(engine, ids), start=1))


def _csl(engine: Engine, ids: Iterable[int]) -> Iterator[str]:
    before = "[\n"
    for one in references(engine, ids):
        yield before + json.dumps(csl(one), ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _program() -> str:
    try:
        return version("jianbao")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"


FORMS = {
    "csv": Form(media_type="text/csv; charset=utf-8", write=as_csv, columns=COLUMNS),
    "jsonl": Form(media_type="application/jsonl; charset=utf-8", write=as_jsonl, columns=COLUMNS),
    "parquet": Form(media_type="application/vnd.apache.parquet", write=as_parquet, columns=COLUMNS),
    "ris": Form(media_type="application/x-research-info-systems; charset=utf-8", write=_ris),
    "bib": Form(media_type="application/x-bibtex; charset=utf-8", write=_bibtex),
    "csl.json": Form(media_type="application/vnd.citationstyles.csl+json; charset=utf-8", write=_csl),
    "gbt.txt": Form(media_type="text/plain; charset=utf-8", write=_gbt7714),
}
"""Ending of the file → form."""
