"""The doors that the harnesses of the measured data call: the product's own functions, and nothing else."""

from tests.quality.index_door import Index
from tests.quality.text_doors import policy, same, tag

__all__ = ["Index", "policy", "same", "tag"]
