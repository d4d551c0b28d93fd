"""A taxonomy as JSON and back, for the archive, which keeps every version that it has used."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pipelines.themes.taxonomy import ENGINE, Context, Defaults, Names, Pattern, PolicySignal, Taxonomy, Theme


def as_json(taxonomy: Taxonomy) -> dict[str, Any]:
    """Return a taxonomy as values that JSON can hold, with the version of the engine that runs it."""
    return {**asdict(taxonomy), "engine": ENGINE}


def from_json(content: Mapping[str, Any]) -> Taxonomy:
    """Return the taxonomy that `as_json` made the values of; its digest is the same."""
    return Taxonomy(
        version=content["version"],
        themes=tuple(_theme(given) for given in content["themes"]),
        groups={name: Names(**names) for name, names in content["groups"].items()},
        masks=tuple(content["masks"]),
        policy=PolicySignal(
            terms=_terms(content["policy"]["terms"]),
            patterns=tuple(Pattern(**given) for given in content["policy"]["patterns"]),
        ),
        defaults=Defaults(**content["defaults"]),
    )


def _theme(given: Mapping[str, Any]) -> Theme:
    fields = dict(given)
    fields.setdefault("learned", ())  # kept before terms were told apart
    for name in ("extends", "learned", "masks", "exclude_any", "require_any"):
        fields[name] = tuple(given[name])
    for name in ("routes", "crosswalk", "facts"):
        fields[name] = {key: tuple(values) for key, values in given[name].items()}
    fields["name"] = Names(**given["name"])
    fields["definition"] = Names(**given["definition"])
    fields["terms"] = _terms(given["terms"])
    fields["contexts"] = tuple(Context(**(one | {"near": tuple(one["near"])})) for one in given["contexts"])
    fields["patterns"] = tuple(Pattern(**one) for one in given["patterns"])
    return Theme(**fields)


def _terms(given: list[list[Any]]) -> tuple[tuple[str, float], ...]:
    return tuple((text, weight) for text, weight in given)
