"""What can be set of search: suggestions by meaning, and the accelerator."""

from dataclasses import dataclass
from pathlib import Path

from archive.config import Config
from archive.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchConfig:
    """`[search]`: what search offers beside exact answers, and what helps it."""

    semantic: bool = False
    """Whether articles are suggested by meaning; needs `pip install 'jianbao[semantic]'`."""
    semantic_cpu_s: float = 10.0
    """CPU seconds that one tick of the clock may spend on vectors, of one core."""
    accelerator: bool = False
    """Whether an index of tantivy is kept beside the archive, in the folder `accelerator` of the home folder, that
    finds single characters sooner, with the same answers; needs `pip install 'jianbao[accelerator]'`."""


def search_config(config: Config) -> SearchConfig:
    """Return the section `[search]`. Raises ConfigError."""
    found = config.section("search", SearchConfig)
    if not found.semantic_cpu_s > 0:
        wrong = f"[search] semantic_cpu_s is {found.semantic_cpu_s}, so no vector would ever be made"
        raise ConfigError(wrong, mend="give it some seconds, such as 10, or set semantic = false")
    return found


def accelerator_folder(config: Config) -> Path:
    """Return where the accelerator of an archive lies."""
    return config.home / "accelerator"
