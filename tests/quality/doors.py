"""The doors that the harnesses of the measured data call: the product's own functions, and nothing else."""

from tests.quality.extract_door import extract
from tests.quality.index_door import Index
from tests.quality.search_door import Search
from tests.quality.text_doors import fit, policy, same, tag

__all__ = ["Index", "Search", "extract", "fit", "policy", "same", "tag"]
