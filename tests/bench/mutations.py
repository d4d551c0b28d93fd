"""Pages spoilt by chance: cuts, repeats, swaps, hostile pieces and wrong bytes. The same seed spoils the same way."""

import random

HOSTILE = (
    "<div>" * 400,
    "</div>" * 50,
    "<p>" * 300,
    "<table><tr><td>" * 60,
    "<b><i>" * 120,
    "<!--",
    "<![CDATA[",
    "<script>",
    '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":[[[[[[{}]]]]]]}</script>',
    '<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":[1,null]}}</script>',
    '<script type="application/ld+json">' + "[" * 3000 + "</script>",
    '<meta name="PubDate" content="0000-99-99 99:99">',
    '<meta property="article:published_time" content="9999-12-31T23:59:59+99:99">',
    '<meta property="og:title" content="">',
    "<title></title><title>二</title>",
    "<h1>" + "长" * 5000 + "</h1>",
    "&#x110000;&#0;&#xD800;&bogus;",
    "\x00\x01\ufffe\u200b\u202e",
    "createPageHTML(999, 0, 'x', 'htm')",
    '<a href="http://[::1">下一页</a><a href="javascript:void(0)">2</a>',
    "（原标题：" * 200,
    "（记者" + "、" * 3000 + "）",
    "责任编辑：" * 500,
    "2024年2月30日 25:61",
    "<!--enpproperty <date></date><author>" + "a" * 2000,
    '<div id="zoom"><div id="zoom"><div id="UCAP-CONTENT">',
    '<base href="http://[bad">',
    "<svg><![CDATA[</svg>]]></svg>",
    "<select><option>" * 100,
    "<a>" * 500,
    "一" * 20_000,
    "a " * 10_000,
    ". " * 5_000,
    '<p class="' + "x" * 10_000 + '">',
    '<font style="font-size:9pt">' * 80,
)
CHARSETS = ("utf-8", "utf-8", "utf-8", "gb18030", "utf-16", "latin-1", "big5")


def spoil(page: str, rng: random.Random) -> bytes:
    """Return a page changed in one to six ways."""
    ways = (_cut, _repeat, _insert, _insert, _swap, _truncate, _drop_marks)
    for _ in range(rng.randint(1, 6)):
        page = rng.choice(ways)(page, rng) or page
    body = page.encode(rng.choice(CHARSETS), "replace")
    return _wrong_bytes(body, rng) if rng.random() < 0.1 else body


def _place(page: str, rng: random.Random) -> int:
    return rng.randint(0, len(page))


def _stretch(page: str, rng: random.Random) -> tuple[int, int]:
    start = _place(page, rng)
    return start, min(len(page), start + rng.choice((1, 5, 40, 400, 4000)))


def _cut(page: str, rng: random.Random) -> str:
    start, end = _stretch(page, rng)
    return page[:start] + page[end:]


def _repeat(page: str, rng: random.Random) -> str:
    start, end = _stretch(page, rng)
    return page[:end] + page[start:end] * rng.choice((1, 2, 20)) + page[end:]


def _insert(page: str, rng: random.Random) -> str:
    at = _place(page, rng)
    return page[:at] + rng.choice(HOSTILE) + page[at:]


def _swap(page: str, rng: random.Random) -> str:
    one, other = sorted((_place(page, rng), _place(page, rng)))
    size = rng.choice((3, 30, 300))
    return (
        page[:one]
        + page[other : other + size]
        + page[one + size : other]
        + page[one : one + size]
        + page[other + size :]
    )


def _truncate(page: str, rng: random.Random) -> str:
    return page[: _place(page, rng)]


def _drop_marks(page: str, rng: random.Random) -> str:
    return page.replace(rng.choice("<>\"'/=&;"), "", rng.choice((1, 5, 100)))


def _wrong_bytes(body: bytes, rng: random.Random) -> bytes:
    spoilt = bytearray(body)
    for _ in range(rng.randint(1, 20)):
        if spoilt:
            spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
    return bytes(spoilt)
