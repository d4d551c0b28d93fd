"""A small self-written taxonomy, and the bundled one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.themes import Tagger, load_taxonomy
from pipelines.themes.layer_file import read_layer
from pipelines.themes.loader import join_layers
from pipelines.themes.taxonomy import Taxonomy

SMALL = """
schema: policy-themes/1
layer: national
version: 0.0.1
groups:
  people: {zh: 民生, en: People}
offices:
  - [市水务局局长]
policy_signal:
  positive: {3: [[印发]]}
  negative: {3: [[天气预报]]}
themes:
- id: water
  group: people
  name: {zh: 水利, en: Water}
  crosswalk: {cap: ["2104"]}
  terms: {3: [水库, 水务局], 2: [河道], 1: [水]}
  en: {3: [reservoir]}
  mask: [水库路]
- id: housing
  group: people
  name: {zh: 住房, en: Housing}
  crosswalk: {cap: ["14"]}
  terms: {3: [公租房], 2: [小区]}
  context: [{term: 新城, any: [开发建设], window: 10, weight: 3}]
  regex: [{p: '\\d+套', w: 3, needs: 套}]
  exclude_any: [广告]
- id: zoning
  group: people
  name: {zh: 规划, en: Zoning}
  crosswalk: {cap: ["21"]}
  terms: {3: [国土空间]}
  require_any: [规划]
"""


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Taxonomy]:
    """Write layers to files and load them alone."""

    def write(*layers: str) -> Taxonomy:
        paths = [tmp_path / f"{number}.yaml" for number, _ in enumerate(layers)]
        for path, layer in zip(paths, layers, strict=True):
            path.write_text(layer, encoding="utf-8")
        return join_layers([read_layer(path) for path in paths])

    return write


@pytest.fixture
def small(load: Callable[..., Taxonomy]) -> Tagger:
    """The tagger of three themes."""
    return Tagger(load(SMALL))


@pytest.fixture(scope="session")
def bundled() -> Tagger:
    """The tagger of the bundled taxonomy."""
    return Tagger(load_taxonomy())
