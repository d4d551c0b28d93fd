"""Policy themes: taxonomy, rules, evidence."""

from pipelines.themes.loader import home_layers, load_taxonomy
from pipelines.themes.tagger import Tagged, Tagger
from pipelines.themes.taxonomy import Taxonomy

__all__ = ["Tagged", "Tagger", "Taxonomy", "home_layers", "load_taxonomy"]
