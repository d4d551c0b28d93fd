"""E-paper editions in the markup of the newer Founder line, as a whole crawl of them meets them.

Layout pages have the list of all pages, a picture's map and a list of titles. Article pages have 4 to 16 kB, where
saved ones of the line have 2 to 8: text of 300 to 1,500 characters, scripts, styles and the menu of the edition.
"""

import random
from collections.abc import Iterator

from tests.bench.intake import WORDS

LAYOUT, CONTENT = "/YJRB/PC/layout/202603/10", "/YJRB/PC/content/202603/10"
PAGES, STORIES = 16, 8
"""Layout pages of an edition, and articles of each."""
SMALLEST_BYTES, LARGEST_BYTES = 4_000, 16_000
SECTIONS = ("要闻", "民生", "经济", "评论", "文化", "体育", "国内", "国际")
REPORTERS = ("韩江月", "宋砚秋", "邵一鸣", "林晚舟", "陆青禾", "何文舟")


def start(paper: int) -> str:
    """Return the path at which today's edition of a paper begins, with the day as a source file has it."""
    return f"/{paper}/YJRB/PC/layout/{{day:%Y%m}}/{{day:%d}}/node_01.html"


def edition(paper: int) -> dict[str, str]:
    """Return path → markup of today's edition of a paper."""
    rng = random.Random(20260310 + paper)
    said: dict[str, str] = {}
    for page in range(1, PAGES + 1):
        stories = [(f"{page:02}{place:02}", _title(rng)) for place in range(STORIES)]
        said[f"/{paper}{LAYOUT}/node_{page:02}.html"] = _layout(page, stories)
        for number, title in stories:
            said[f"/{paper}{CONTENT}/content_{number}.html"] = _article(rng, page, number, title)
    return said


def _title(rng: random.Random) -> str:
    return "".join(rng.choices(WORDS, k=5)) + str(rng.randrange(10**6))


def _name(page: int) -> str:
    return SECTIONS[page % len(SECTIONS)]


def _menu(folder: str) -> str:
    return "".join(
        f'<p><a href="{folder}/node_{page:02}.html">第{page:02}版：{_name(page)}</a>'
        f'<a href="../../../att/202603/10/{page:02}.pdf"><img src="../../../tpl/pdf.png"></a></p>'
        for page in range(1, PAGES + 1)
    )


def _layout(page: int, stories: list[tuple[str, str]]) -> str:
    areas = "".join(
        f'<area shape="polygon" coords="1,1,9,9" href="../../../content/202603/10/content_{number}.html">'
        for number, _ in stories
    )
    titles = "".join(
        f'<li><h3><a href="../../../content/202603/10/content_{number}.html">{title}</a></h3></li>'
        for number, title in stories
    )
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>云江日报</title></head><body>'
        '<div class="header"><p class="date">2026年03月10日 星期二</p></div>'
        f'<div class="Chunkiconlist">{_menu(".")}</div>'
        f'<div class="newslisttit"><em id="layout">第{page:02}版：{_name(page)}</em></div>'
        f'<img src="p.jpg" usemap="#PagePicMap"><map name="PagePicMap">{areas}</map>'
        f'<div class="newslist"><ul>{titles}</ul></div></body></html>'
    )


def _article(rng: random.Random, page: int, number: str, title: str) -> str:
    text = "".join(f"<p>    {line}</p>" for line in _paragraphs(rng))
    body = (
        f'<body><div class="nav"><div class="Chunkiconlist">{_menu("../../../layout/202603/10")}</div></div>'
        '<div class="newsdetail"><p class="date">2026年03月10日 星期二</p>'
        f'<em id="layout">{page:02}版 {_name(page)}</em><p id="PreTitle"></p><h2 id="Title">{title}</h2>'
        f'<p id="SubTitle"></p><div id="ozoom"><founder-content><!--enpcontent-->{text}<!--/enpcontent-->'
        f"<!--enpproperty <articleid>{number}</articleid><date>2026-03-10 00:00:00:0</date><author></author>"
        f"<title>{title}</title><keyword></keyword><subtitle></subtitle><introtitle></introtitle><siteid>3</siteid>"
        f"<nodeid>0</nodeid><nodename>{_name(page)}</nodename>/enpproperty--></founder-content></div></div>"
        '<div class="foot">版权所有 云江日报社 未经授权禁止转载</div></body></html>'
    )
    around = max(0, rng.randrange(SMALLEST_BYTES, LARGEST_BYTES) - len(body.encode()))
    head = f'<meta charset="utf-8"><title>云江日报数字报-{title}</title>{_code(around)}'
    return f"<!DOCTYPE html><html><head>{head}</head>{body}"


def _paragraphs(rng: random.Random) -> Iterator[str]:
    """Yield a report of 300 to 1,500 characters, no two alike."""
    opening = f"本报讯（记者 {rng.choice(REPORTERS)}）"
    for _ in range(rng.randrange(4, 16)):
        line = "，".join("".join(rng.choices(WORDS, k=rng.randrange(5, 9))) for _ in range(4))
        yield f"{opening}{line}{rng.randint(2, 9000)}个。"
        opening = ""


def _code(size: int) -> str:
    """Scripts and styles of about so many bytes."""
    rule = ".box-{0} .item{{float:left;margin:0 {0}px;color:#333}}\nmenu.add({{id:{0}}});\n"
    lines = "".join(rule.format(number) for number in range(size // 80))
    return f"<style>{lines[: size // 2]}</style><script>/*{lines[size // 2 :]}*/</script>"
