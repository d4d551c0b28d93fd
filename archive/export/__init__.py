"""Take articles out of the archive: as tables for a spreadsheet or a program, and as citations. Sends nothing."""

from archive.export.citations import bibtex, gbt7714, ris
from archive.export.tables import COLUMNS, as_csv, as_jsonl

__all__ = ["COLUMNS", "as_csv", "as_jsonl", "bibtex", "gbt7714", "ris"]
