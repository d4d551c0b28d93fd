"""Take articles out of the archive: as tables for a spreadsheet or a program, and as citations. Sends nothing."""

from archive.export.citations import bibtex, csl, gbt7714, ris
from archive.export.frozen import Changes, Frozen, changes, freeze, keep, place_of, thaw
from archive.export.parquet import as_parquet
from archive.export.references import Reference, references
from archive.export.tables import COLUMNS, as_csv, as_jsonl, rows
from archive.export.whole import FORMS, Export, Form, Manifest, export, form_of

__all__ = [
    "COLUMNS",
    "FORMS",
    "Changes",
    "Export",
    "Form",
    "Frozen",
    "Manifest",
    "Reference",
    "as_csv",
    "as_jsonl",
    "as_parquet",
    "bibtex",
    "changes",
    "csl",
    "export",
    "form_of",
    "freeze",
    "gbt7714",
    "keep",
    "place_of",
    "references",
    "ris",
    "rows",
    "thaw",
]
