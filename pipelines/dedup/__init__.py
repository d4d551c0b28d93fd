"""Fingerprints and the duplicate judge."""

from pipelines.dedup.fingerprints import fingerprint
from pipelines.dedup.same_text import same

__all__ = ["fingerprint", "same"]
