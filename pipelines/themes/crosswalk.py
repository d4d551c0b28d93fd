"""The codes of themes in foreign schemes."""

from pipelines.themes.taxonomy import Taxonomy


def codes(taxonomy: Taxonomy, scheme: str) -> dict[str, tuple[str, ...]]:
    """Return theme → its codes in one scheme, the primary one first; a theme without its own has its parents'."""
    themes = {theme.id: theme for theme in taxonomy.themes}

    def of(theme_id: str) -> tuple[str, ...]:
        theme = themes[theme_id]
        own = theme.crosswalk.get(scheme, ())
        return own or tuple(dict.fromkeys(code for parent in theme.extends for code in of(parent)))

    return {theme_id: found for theme_id in themes if (found := of(theme_id))}
