import re

import pytest

from archive.web.render import STATIC

# (ink, ground): every pair that stands on a page. WCAG 2.2, 1.4.3: 4.5 for text, 1.4.11: 3 for what is no text.
TEXT = [
    ("ink", "paper"), ("ink", "card"), ("soft", "paper"), ("soft", "card"), ("red", "paper"), ("red", "card"),
    ("on-fill", "fill"), ("on-mark", "mark"), ("paper", "ink"), ("good", "paper"), ("warn", "paper"),
    ("ink", "new"), ("ink", "gone"), ("soft", "new"), ("soft", "gone"),
    ("ink", "shade-1"), ("ink", "shade-2"), ("on-shade-3", "shade-3"), ("on-shade-4", "shade-4"),
]  # fmt: skip
SHAPES = [("soft", "paper"), ("red", "paper"), ("fill", "paper")]


def _palette(scheme):
    """The colours of the style sheet in one scheme; dark ones stand in for the light ones they replace."""
    css = (STATIC / "jianbao.css").read_text(encoding="utf-8")
    light, _, dark = css.partition("@media (prefers-color-scheme: dark)")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark.split("\n}\n")[0]))
    return colours


def _light(colour):
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_from_its_ground(scheme, ink, ground):
    """Every pair of text and ground has a contrast of at least 4.5, in light and in dark."""
    palette = _palette(scheme)

    assert _contrast(palette[ink], palette[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_borders_and_focus_stand_out(scheme, shape, ground):
    """The border of the search box, the focus ring and the button have a contrast of at least 3."""
    palette = _palette(scheme)

    assert _contrast(palette[shape], palette[ground]) >= 3


def test_the_style_sheet_is_whole_and_asks_for_nothing():
    """Braces match, every variable used is defined, and nothing is loaded from anywhere."""
    css = (STATIC / "jianbao.css").read_text(encoding="utf-8")

    assert css.count("{") == css.count("}")
    assert set(re.findall(r"var\(--([\w-]+)\)", css)) <= set(re.findall(r"--([\w-]+):", css))
    assert "url(" not in css
    assert "@import" not in css
