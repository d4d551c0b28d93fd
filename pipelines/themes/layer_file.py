"""Read one layer of the taxonomy from its YAML file, and refuse what does not fit its schema.

What the layers mean together is checked in `loader`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.themes.letters import fold
from pipelines.themes.taxonomy import Context, Defaults, Names, Pattern, PolicySignal, Theme
from pipelines.themes.yaml_file import Value, read_yaml

SCHEMA = "policy-themes/1"

LAYER_KEYS = (
    "schema",
    "layer",
    "place",
    "version",
    "valid_from",
    "defaults",
    "groups",
    "policy_signal",
    "offices",
    "words",
    "learned",
)
RULE_KEYS = ("terms", "en", "mask", "regex", "context", "exclude_any", "require_any", "threshold", "policy_share")
THEME_KEYS = ("id", "group", "name", "define", "kind", "extends", "routes", "crosswalk", "facts", *RULE_KEYS)
DEFAULT_KEYS = ("threshold", "central", "title_boost", "lead_boost", "lead_chars")
SCHEMES = ("cap", "iptc", "govcn")

CAP_MAJORS = frozenset([*range(1, 11), *range(12, 22), 23, 24, *range(26, 32), 99])
"""Major topics of the Comparative Agendas Project, with those for the media."""
IPTC_DIGITS = 8

LEAST_CHARS = 2
"""A single character is in too many words to weigh more than 1."""


@dataclass(slots=True, kw_only=True)
class Layer:
    """One file as read; themes and masks know their place in it."""

    name: str
    version: str
    themes: list[tuple[Theme, Value]]
    groups: dict[str, Names]
    masks: list[tuple[str, Value]]
    """Words in which no term of any theme counts."""
    policy: PolicySignal
    defaults: Defaults
    learned: list[tuple[str, tuple[tuple[str, float], ...], Value]]
    """Theme id and further terms for it, as a learner wrote them."""


def read_layer(path: Path) -> Layer:
    """Return one file as read."""
    root = read_yaml(path).mapping((*LAYER_KEYS, "themes"), ("schema", "layer", "version", "themes"))
    if root["schema"].word() != SCHEMA:
        raise root["schema"].wrong("another schema than this program reads", f"write 'schema: {SCHEMA}'")
    name = root["layer"].word()
    defaults = _defaults(root.get("defaults"))
    return Layer(
        name=name,
        version=root["version"].word(),
        themes=[(_theme(item, name, defaults), item) for item in root["themes"].items()],
        groups={key.word(): _names(value) for key, value in _pairs(root.get("groups"))},
        masks=[
            (fold(word.word()), word)
            for key in ("offices", "words")
            for line in _items(root.get(key))
            for word in line.items()
        ],
        policy=_policy(root.get("policy_signal")),
        defaults=defaults,
        learned=[(key.word(), tuple(_terms(value)), key) for key, value in _pairs(root.get("learned"))],
    )


def _theme(item: Value, layer: str, defaults: Defaults) -> Theme:
    found = item.mapping(THEME_KEYS, ("id", "name", "terms"))
    theme = Theme(
        id=found["id"].word(),
        name=_names(found["name"]),
        definition=_names(found["define"]) if "define" in found else Names(zh="", en=""),
        group=found["group"].word() if "group" in found else "",
        layer=layer,
        kind=found["kind"].word() if "kind" in found else "theme",
        extends=_words(found.get("extends")),
        routes={key.word(): _folded(value) for key, value in _pairs(found.get("routes"))},
        crosswalk=_crosswalk(item, found),
        terms=(*_terms(found.get("terms")), *_terms(found.get("en"))),
        masks=_folded(found.get("mask")),
        contexts=tuple(_context(value) for value in _items(found.get("context"))),
        patterns=tuple(_pattern(value) for value in _items(found.get("regex"))),
        exclude_any=_folded(found.get("exclude_any")),
        require_any=_folded(found.get("require_any")),
        threshold=found["threshold"].number() if "threshold" in found else defaults.threshold,
        policy_share=found["policy_share"].number() if "policy_share" in found else 1.0,
        facts={key.word(): _fact(value) for key, value in _pairs(found.get("facts"))},
    )
    _check_terms(theme, item)
    _check_routes(theme, item)
    _check_masks(theme, found.get("mask"))
    return theme


def _terms(value: Value | None) -> Iterator[tuple[str, float]]:
    for weight, literals in _pairs(value):
        for literal in literals.items():
            term = _literal(literal)
            if len(term) < LEAST_CHARS and weight.number() > 1:
                raise literal.wrong(
                    f"the term '{term}' is one character and weighs more than 1", "write a longer term, or weigh it 1"
                )
            yield term, weight.number()


def _literal(value: Value) -> str:
    literal = fold(value.word())
    if literal != literal.strip() or "\n" in literal:
        raise value.wrong("a term with white space around it never matches", "take the white space away")
    return literal


def _check_terms(theme: Theme, item: Value) -> None:
    literals = [literal for literal, _ in theme.terms]
    if twice := next((literal for literal in literals if literals.count(literal) > 1), None):
        raise item.wrong(f"the term '{twice}' stands twice in '{theme.id}'", "keep the one with the right weight")
    if not literals:
        raise item.wrong(f"the theme '{theme.id}' has no term", "write 'terms: {3: [word]}'")


def _check_routes(theme: Theme, item: Value) -> None:
    literals = {literal for literal, _ in theme.terms}
    for parent, terms in theme.routes.items():
        if parent not in theme.extends:
            raise item.wrong(f"a route leads to '{parent}', which '{theme.id}' does not extend", "add it to 'extends'")
        if stray := set(terms) - literals:
            raise item.wrong(f"a route names '{stray.pop()}', which is no term of '{theme.id}'", "add it to 'terms'")


def _check_masks(theme: Theme, masks: Value | None) -> None:
    literals = [literal for literal, _ in theme.terms] + [context.term for context in theme.contexts]
    for mask in _items(masks):
        if not any(literal in fold(mask.word()) for literal in literals):
            raise mask.wrong(
                f"the mask '{mask.word()}' hides no term of '{theme.id}'", "take it out, or mend its words"
            )


def _crosswalk(item: Value, found: dict[str, Value]) -> dict[str, tuple[str, ...]]:
    if "crosswalk" not in found:
        if "extends" in found:
            return {}  # a city theme is found abroad by the codes of those it extends
        raise item.wrong("the theme has no crosswalk", "write 'crosswalk: {cap: [\"17\"]}', or 'extends: [theme]'")
    codes = {name: value.words() for name, value in found["crosswalk"].mapping(SCHEMES).items()}
    if not codes or not all(codes.values()):
        raise found["crosswalk"].wrong("empty crosswalk", 'write at least one code, such as {cap: ["17"]}')
    for value in found["crosswalk"].mapping(SCHEMES).values():
        for code in value.items():
            _check_code(code)
    return codes


def _check_code(value: Value) -> None:
    """Refuse numbers that are no code of their scheme; which subtopics a major topic has is not known here."""
    code = value.word()
    if not code.isdecimal() or len(code) == IPTC_DIGITS:
        return
    major = int(code[:-2] if len(code) > 2 else code)
    if len(code) > 4 or major not in CAP_MAJORS:
        raise value.wrong(
            f"'{code}' is no topic of the Comparative Agendas Project, nor of the Media Topics",
            'write a major topic such as "17", a subtopic such as "1709", or eight digits',
        )


def _context(value: Value) -> Context:
    found = value.mapping(("term", "any", "window", "weight"), ("term", "any", "window", "weight"))
    return Context(
        term=_literal(found["term"]),
        near=_folded(found["any"]),
        window=int(found["window"].number()),
        weight=found["weight"].number(),
    )


def _pattern(value: Value) -> Pattern:
    found = value.mapping(("p", "w", "needs"), ("p", "w", "needs"))
    try:
        re.compile(found["p"].word())
    except re.error as error:
        raise found["p"].wrong(f"not a regular expression: {error}", "mend the pattern") from error
    return Pattern(pattern=found["p"].word(), needs=_literal(found["needs"]), weight=found["w"].number())


def _policy(value: Value | None) -> PolicySignal:
    if value is None:
        return PolicySignal()
    found = value.mapping(("regex", "positive", "negative"))
    terms = [*_signal(found.get("positive"), 1), *_signal(found.get("negative"), -1)]
    if twice := next(
        (literal for literal, times in Counter(literal for literal, _ in terms).items() if times > 1), None
    ):
        raise value.wrong(f"the term '{twice}' stands twice in the policy signal", "keep the one with the right weight")
    return PolicySignal(
        terms=tuple(terms),
        patterns=tuple(_pattern(item) for item in _items(found.get("regex"))),
    )


def _signal(value: Value | None, sign: int) -> Iterator[tuple[str, float]]:
    """Yield the literals of lists of lists, a language or subject a line."""
    for weight, lines in _pairs(value):
        for literal in (literal for line in lines.items() for literal in line.items()):
            yield _literal(literal), sign * weight.number()


def _defaults(value: Value | None) -> Defaults:
    if value is None:
        return Defaults()
    given = {name: number.number() for name, number in value.mapping(DEFAULT_KEYS).items()}
    return Defaults(
        threshold=given.get("threshold", Defaults().threshold),
        central=given.get("central", Defaults().central),
        title_boost=given.get("title_boost", Defaults().title_boost),
        lead_boost=given.get("lead_boost", Defaults().lead_boost),
        lead_chars=int(given.get("lead_chars", Defaults().lead_chars)),
    )


def _names(value: Value) -> Names:
    found = value.mapping(("zh", "en"), ("zh", "en"))
    return Names(zh=found["zh"].word(), en=found["en"].word())


def _fact(value: Value) -> tuple[str, ...]:
    return value.words() if value.is_list else (value.word(),)


def _pairs(value: Value | None) -> list[tuple[Value, Value]]:
    return list(value.pairs()) if value else []


def _items(value: Value | None) -> list[Value]:
    return value.items() if value else []


def _words(value: Value | None) -> tuple[str, ...]:
    return value.words() if value else ()


def _folded(value: Value | None) -> tuple[str, ...]:
    return tuple(fold(word) for word in _words(value))
