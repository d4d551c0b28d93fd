"""Newer Founder line: its usual file names (B1, with twins for small screens) and own prefixes (B2)."""

from functools import partial

from tests.crawler.papers.press import Edition, Item, Page, Skin, paragraphs


def _page(edition: Edition, page: Page, node: str, content: str) -> str:
    day = f"{edition.day:%Y%m/%d}"
    rows = "".join(
        f'<p><a href="{node.format(one.number)}">第0{one.number}版：{one.name}</a>'
        f'<a href="../../../att/{day}/0{one.number}.pdf"><img src="pdf.png"></a></p>'
        f'<p><a href="../../../pad/layout/{day}/{node.format(one.number)}">第0{one.number}版：{one.name}</a></p>'
        for one in edition.pages
    )
    areas = "".join(
        f'<area shape="polygon" coords="1,1" href="../../../{content.format(day, item.number)}{query}">'
        for item in page.items
        for query in ("", "?div=0")
    )
    titles = "".join(
        f'<li><h3><a href="../../../{content.format(day, item.number)}">{item.story.title}（下转02版）</a></h3></li>'
        f'<li><a href="../../../pad/{content.format(day, item.number)}">{item.story.title}</a></li>'
        for item in page.items
        if item.listed
    )
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><p class="date">{edition.printed_day}</p>'
        f'<div class="Chunkiconlist">{rows}</div><em id="layout">第0{page.number}版：{page.name}</em>'
        f'<map name="PagePicMap">{areas}</map><div class="newslist"><ul>{titles}'
        f'<li><h3><a href="../../../{content.format(day, 1)}">本版责编：秦一鸣</a></h3></li></ul></div></body></html>'
    )


def _item(edition: Edition, item: Item, place: str) -> str:
    story = item.story
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{story.title}</title></head><body>'
        f'<p id="PreTitle">{story.kicker}</p><h2 id="Title">{story.title}</h2><p id="SubTitle">{story.subtitle}</p>'
        f'<p class="date">{edition.printed_day} <span id="nowLayout">{place}</span></p><div id="ozoom">'
        f"<founder-content><!--enpcontent-->{paragraphs(item)}<!--/enpcontent--></founder-content></div>"
        f"<!--enpproperty <articleid>{item.number}</articleid><date>{edition.day} 00:00:00:0</date><author></author>"
        f"<title>{story.title}</title><subtitle>{story.subtitle}</subtitle><introtitle>{story.kicker}</introtitle>"
        f"/enpproperty--></body></html>"
    )


def _skin(name: str, node: str, content: str) -> Skin:
    return Skin(
        name=name,
        start="/pc/layout/{day:%Y%m/%d}/" + node.format(1),
        label=lambda number: f"0{number}",
        page_path=lambda edition, page: f"/pc/layout/{edition.day:%Y%m/%d}/{node.format(page.number)}",
        item_path=lambda edition, item: f"/pc/{content.format(f'{edition.day:%Y%m/%d}', item.number)}",
        page_html=partial(_page, node=node, content=content),
        item_html=_item,
        line="founder-new",
    )


B1 = _skin("b1", "node_0{}.html", "content/{}/content_{}.html")
B2 = _skin("b2", "col0{}.html", "con/{}/c{}.html")
