"""Load the taxonomy: join its layers, and refuse layers that do not fit together."""

from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

from pipelines.themes.layer_file import Layer, read_layer
from pipelines.themes.taxonomy import Names, PolicySignal, Taxonomy, Theme, with_terms
from pipelines.themes.yaml_file import Value

NATIONAL = "national"

Placed = list[tuple[Theme, Value]]
"""Themes with their place in their file."""


def load_taxonomy(paths: Sequence[Path | str] = ()) -> Taxonomy:
    """Return the bundled layers and those of further files, joined and checked.

    `paths` are YAML files of further layers, such as another city's.
    """
    with as_file(files("pipelines.themes") / "taxonomy") as folder:
        bundled = sorted(folder.glob("*.yaml"), key=lambda path: (path.stem != NATIONAL, path.stem))
        return join_layers([read_layer(path) for path in (*bundled, *map(Path, paths))])


def home_layers(home: Path) -> list[Path]:
    """Return the files of the layers that an installation adds: `themes/*.yaml` in its home folder, by name."""
    return sorted((home / "themes").glob("*.yaml"))


def join_layers(layers: Sequence[Layer]) -> Taxonomy:
    """Return the layers as one checked taxonomy; the first brings the defaults."""
    placed = [pair for layer in layers for pair in layer.themes]
    groups = {name: names for layer in layers for name, names in layer.groups.items()}
    by_id = _check_ids(placed)
    _check_extends(placed, by_id)
    _check_groups(placed, by_id, groups)
    learned = _check_learned(layers, by_id)
    return Taxonomy(
        version=", ".join(f"{layer.name} {layer.version}" for layer in layers),
        themes=tuple(
            with_terms(replace(theme, group=_group(theme, by_id)), learned.get(theme.id, ())) for theme, _ in placed
        ),
        groups=groups,
        masks=_check_masks(layers, placed),
        policy=PolicySignal(
            terms=tuple(term for layer in layers for term in layer.policy.terms),
            patterns=tuple(pattern for layer in layers for pattern in layer.policy.patterns),
        ),
        defaults=layers[0].defaults,
    )


def _check_ids(placed: Placed) -> dict[str, Theme]:
    by_id: dict[str, Theme] = {}
    for theme, place in placed:
        if theme.id in by_id:
            raise place.wrong(f"the theme '{theme.id}' stands twice", "give it another id")
        by_id[theme.id] = theme
    return by_id


def _check_extends(placed: Placed, by_id: dict[str, Theme]) -> None:
    for theme, place in placed:
        for parent in theme.extends:
            if parent not in by_id:
                raise place.wrong(
                    f"'{theme.id}' extends '{parent}', which is no theme", f"use one of: {', '.join(by_id)}"
                )
    for theme, place in placed:
        if theme.id in _ancestors(theme, by_id):
            raise place.wrong(f"'{theme.id}' extends itself in a circle", "take one of the extends out")


def _ancestors(theme: Theme, by_id: dict[str, Theme]) -> set[str]:
    found: set[str] = set()
    waiting = list(theme.extends)
    while waiting:
        parent = waiting.pop()
        if parent not in found:
            found.add(parent)
            waiting.extend(by_id[parent].extends)
    return found


def _check_learned(layers: Sequence[Layer], by_id: dict[str, Theme]) -> dict[str, tuple[tuple[str, float], ...]]:
    """Return theme → learned terms; those for a theme that is none are refused."""
    learned: dict[str, tuple[tuple[str, float], ...]] = {}
    for theme_id, terms, place in (one for layer in layers for one in layer.learned):
        if theme_id not in by_id:
            raise place.wrong(f"'{theme_id}' is no theme", f"use one of: {', '.join(by_id)}")
        learned[theme_id] = (*learned.get(theme_id, ()), *terms)
    return learned


def _check_groups(placed: Placed, by_id: dict[str, Theme], groups: dict[str, Names]) -> None:
    for theme, place in placed:
        if not theme.group and not theme.extends:
            raise place.wrong(f"'{theme.id}' has no group", f"write 'group: {next(iter(groups), 'name')}'")
        if _group(theme, by_id) not in groups:
            raise place.wrong(f"'{theme.group}' is no group", f"use one of: {', '.join(groups)}")


def _group(theme: Theme, by_id: dict[str, Theme]) -> str:
    """Return the theme's own group, or that of the first theme it extends."""
    while not theme.group and theme.extends:
        theme = by_id[theme.extends[0]]
    return theme.group


def _check_masks(layers: Sequence[Layer], placed: Placed) -> tuple[str, ...]:
    """Return the words that hide; one that hides no term of any theme is a slip of the pen."""
    literals = {literal for theme, _ in placed for literal, _ in theme.terms}
    literals.update(context.term for theme, _ in placed for context in theme.contexts)
    masks: dict[str, None] = {}
    for mask, place in (pair for layer in layers for pair in layer.masks):
        if not any(literal in mask for literal in literals):
            raise place.wrong(f"the word '{mask}' hides no term of any theme", "take it out, or mend it")
        masks[mask] = None
    return tuple(masks)
