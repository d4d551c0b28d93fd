"""Captures: the bytes as fetched, kept as WARC 1.1 segments in a folder and as rows that say where each one lies."""

from archive.captures.rows import Validators
from archive.captures.shelf import Captures

__all__ = ["Captures", "Validators"]
