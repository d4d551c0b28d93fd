"""Timelines as pictures: a line of block characters for the terminal, an SVG file for a paper. Draws, counts nothing.

The SVG has a title and a description for those who do not see it, dashes besides colours, and grey where nothing was
collected: a missing day must not look like a day without news.
"""

from collections.abc import Sequence
from html import escape

from archive.analysis.timeline import Point, Timeline
from archive.extras import library

BLOCKS = "▁▂▃▄▅▆▇█"
NOTHING_COLLECTED = "·"
WIDTH, HEIGHT = 800, 320
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 40
# Told apart by those who see no red or green: Okabe and Ito (2008), "Color Universal Design".
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9")
DASHES = ("", "8 4", "2 4", "12 4 2 4", "4 2")
ROW = 20
MOST_LABELS = 8


def sparkline(points: Sequence[Point]) -> str:
    """Return one character a point, higher for more articles; a dot where nothing was collected.

    >>> sparkline([])
    ''
    """
    largest = max((point.count for point in points), default=0)
    return "".join(_block(point, largest) for point in points)


def plot(timelines: Sequence[Timeline], *, share: bool = False, title: str = "", gap: str = "nothing collected") -> str:
    """Return an SVG picture of timelines with the same labels: article counts, or shares of what was collected."""
    named = title or " / ".join(one.query for one in timelines)
    points = timelines[0].points if timelines else ()
    values = [[_value(point, share=share) for point in one.points] for one in timelines]
    top = max((value for line in values for value in line if value is not None), default=0) or 1
    height = HEIGHT + ROW * len(timelines)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'font-family="sans-serif" font-size="12" aria-labelledby="t d">',
        f'<title id="t">{escape(named)}</title>',
        f'<desc id="d">{escape(_described(timelines))}</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        *_gaps(points, gap),
        *_axes(points, top, share=share),
    ]
    for number, line in enumerate(values):
        parts += _line(line, top, number)
        parts.append(_legend(timelines[number], number))
    return "\n".join([*parts, "</svg>", ""])


def as_png(picture: str, *, zoom: float = 2.0) -> bytes:
    """Return an SVG picture as PNG, twice its size by default. Raises AskedWrongly where resvg-py is not installed.

    Chinese is drawn in the fonts of the system; where it has none, boxes stand in its place.
    """
    drawn: bytes = library("resvg_py").svg_to_bytes(svg_string=picture, zoom=zoom)
    return drawn


def _block(point: Point, largest: int) -> str:
    if point.is_gap:
        return NOTHING_COLLECTED
    return BLOCKS[round(point.count / largest * (len(BLOCKS) - 1))] if largest else BLOCKS[0]


def _value(point: Point, *, share: bool) -> float | None:
    return point.share if share else None if point.is_gap else float(point.count)


def _described(timelines: Sequence[Timeline]) -> str:
    said = [f"{one.query}: {one.total} articles" for one in timelines]
    if timelines and timelines[0].points:
        said.append(f"{timelines[0].points[0].label} to {timelines[0].points[-1].label}")
    return "; ".join(said)


def _x(place: int, length: int) -> float:
    room = WIDTH - LEFT - RIGHT
    return LEFT + (room * (place + 0.5) / length)


def _y(value: float, top: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)


def _gaps(points: Sequence[Point], gap: str) -> list[str]:
    step = (WIDTH - LEFT - RIGHT) / max(len(points), 1)
    return [
        f'<rect x="{LEFT + place * step:.1f}" y="{TOP}" width="{step:.1f}" height="{HEIGHT - TOP - BOTTOM}" '
        f'fill="#ddd"><title>{point.label}: {escape(gap)}</title></rect>'
        for place, point in enumerate(points)
        if point.is_gap
    ]


def _axes(points: Sequence[Point], top: float, *, share: bool) -> list[str]:
    floor = HEIGHT - BOTTOM
    parts = [f'<path d="M{LEFT} {TOP}V{floor}H{WIDTH - RIGHT}" fill="none" stroke="#555"/>']
    for part in (0.5, 1.0):
        said = f"{top * part:.1%}" if share else f"{top * part:,.0f}"
        y = _y(top * part, top)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#333">{said}</text>')
    every = max(1, -(-len(points) // MOST_LABELS))
    for place in range(0, len(points), every):
        x = _x(place, len(points))
        parts.append(
            f'<text x="{x:.1f}" y="{floor + 18}" text-anchor="middle" fill="#333">{points[place].label}</text>'
        )
    return parts


def _line(values: Sequence[float | None], top: float, number: int) -> list[str]:
    """Draw one line, broken where nothing was collected; each point says its value when pointed at."""
    steps: list[str] = []
    drawing = False
    for place, value in enumerate(values):
        if value is None:
            drawing = False
            continue
        steps.append(f"{'L' if drawing else 'M'}{_x(place, len(values)):.1f} {_y(value, top):.1f}")
        drawing = True
    dash = f' stroke-dasharray="{DASHES[number]}"' if DASHES[number] else ""
    style = f'fill="none" stroke="{COLOURS[number]}" stroke-width="2" stroke-linecap="round"{dash}'
    return [f'<path d="{"".join(steps)}" {style}/>'] if steps else []


def _legend(one: Timeline, number: int) -> str:
    y = HEIGHT + ROW * number + 4
    dash = f' stroke-dasharray="{DASHES[number]}"' if DASHES[number] else ""
    return (
        f'<path d="M{LEFT} {y}h32" stroke="{COLOURS[number]}" stroke-width="2"{dash}/>'
        f'<text x="{LEFT + 40}" y="{y + 4}" fill="#333">{escape(one.query)} ({one.total:,})</text>'
    )
