"""Drawings of what was measured, as SVG text."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

SIDE = 220
EDGE = 34
NAMES = {"title": "title", "published_on": "day", "people": "people", "text": "text"}


def bands_svg(told: Sequence[tuple[str, float, bool]], names: Mapping[str, str] = NAMES) -> str:
    """Draw for each field how often values were right against how sure they were said to be, larger dots for more.

    `names` are the fields drawn, with their headings.
    """
    parts = []
    for place, (name, heading) in enumerate(names.items()):
        own = [(sure, right) for field, sure, right in told if field == name]
        parts.append(_panel(heading, own, place * (SIDE + EDGE)))
    width, height = len(names) * (SIDE + EDGE) + EDGE, SIDE + 2 * EDGE
    style = "font:12px sans-serif;fill:#222"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" style="{style}" role="img">'
        f"<title>How often a field is right, by how sure it says it is</title>{''.join(parts)}</svg>\n"
    )


def _panel(name: str, told: Sequence[tuple[float, bool]], left: int) -> str:
    bands: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for sure, right in told:
        bands[min(int(sure * 10), 9)].append((sure, right))
    x0, y0 = left + EDGE, EDGE
    dots = []
    for band in bands.values():
        said = sum(each for each, _ in band) / len(band)
        was = sum(each for _, each in band) / len(band)
        size = 2 + (len(band) / max(len(told), 1)) ** 0.5 * 9
        x, y = x0 + said * SIDE, y0 + (1 - was) * SIDE
        dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="#1f6f8b" fill-opacity=".7"/>')
    frame = f'<rect x="{x0}" y="{y0}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>'
    line = f'<line x1="{x0}" y1="{y0 + SIDE}" x2="{x0 + SIDE}" y2="{y0}" stroke="#bbb" stroke-dasharray="4 3"/>'
    head = f'<text x="{x0}" y="{y0 - 8}">{name}, {len(told)} values</text>'
    foot = f'<text x="{x0}" y="{y0 + SIDE + 16}">0 … how sure it says it is … 1</text>'
    side = f'<text x="{x0 - 22}" y="{y0 + 10}">right</text>' if left == 0 else ""
    return frame + line + "".join(dots) + head + foot + side
