"""Older Founder line (A1) and the vendor that copies it with `cms-content` (A2), and the nbs skin (A3)."""

from tests.crawler.papers.press import Edition, Item, Page, Skin, paragraphs


def _node(page: Page) -> str:
    return f"node_{page.number + 50}.htm"


def _areas(page: Page, name: str) -> str:
    return "".join(
        f"<Area coords='1,1,9,9' shape=polygon href={name.format(item.number)}?div={corner}>"
        for item in page.items
        for corner in (0, -1)
    )


def _old_page(edition: Edition, page: Page) -> str:
    here = "".join(
        f"<a id=pageLink href={'./' if one is page else ''}{_node(one)}>第0{one.number}版：{one.name}</a>"
        for one in edition.pages
    )
    titles = "".join(
        f'<li><a href=content_{item.number}.htm?div=-1><div style="display:inline" id=mp{item.number}>'
        f"{item.story.title}</div></a>"
        for item in page.items
        if item.listed
    )
    return (
        f"<html><head><title>云江日报</title></head><SPAN id=leveldiv></SPAN><body>"
        f"<map name=PagePicMap>{_areas(page, 'content_{}.htm')}</map><img src=p.jpg USEMAP=#PagePicMap>"
        f"<div class=banci>第0{page.number}版：<STRONG>{page.name}</STRONG></div>"
        f"<a class=preart href=node_52.htm>下一版</a>"
        f"<a href=../../../page/186/{edition.day:%Y-%m-%d}/0{page.number}/5f3a.pdf>PDF</a>"
        f"<ul>{titles}<li><a href=content_1.htm?div=-1>本版责编 秦一鸣</a></ul>"
        f"<div>{edition.printed_day}</div><div>{here}</div><div>{here}</div></body></html>"
    )


def _old_item(edition: Edition, item: Item, place: str) -> str:
    story = item.story
    return (
        f"<html><head><title>{story.title}-云江日报</title></head><body><table><tr><td class=font02>{story.kicker}</td>"
        f"</tr><tr><td class=font01>{story.title}</td></tr><tr><td class=font02>{story.subtitle}</td></tr></table>"
        f"<div>{edition.printed_day} {place}</div><div id=ozoom><founder-content><!--enpcontent-->"
        f"{paragraphs(item, '<P>    ', '</P>')}<!--/enpcontent--></founder-content></div></body></html>"
    )


A1 = Skin(
    name="a1",
    start="/html/{day:%Y-%m/%d}/node_51.htm",
    label=lambda number: f"0{number}",
    page_path=lambda edition, page: f"/html/{edition.day:%Y-%m/%d}/{_node(page)}",
    item_path=lambda edition, item: f"/html/{edition.day:%Y-%m/%d}/content_{item.number}.htm",
    page_html=_old_page,
    item_html=_old_item,
    charset="utf-8-sig",
    line="founder-old",
)


def _cms_page(edition: Edition, page: Page) -> str:
    pages = "".join(
        f'<li><a href="node_{one.number}.html">第0{one.number}版：{one.name}</a>'
        f'<a href="../../../res/0{one.number}.pdf">pdf</a></li>'
        for one in edition.pages
    )
    titles = "".join(
        f'<li><a href="content_{item.number}.html">{item.story.title}</a></li>' for item in page.items if item.listed
    )
    return (
        f'<html><body><div class="date">{edition.printed_day}</div><ul class="banmian">{pages}</ul>'
        f'<div class="now"><strong>第0{page.number}版：{page.name}</strong></div>'
        f"<map name=m>{_areas(page, 'content_{}.html')}</map><ul>{titles}</ul></body></html>"
    )


def _cms_item(edition: Edition, item: Item, place: str) -> str:
    story = item.story
    return (
        f'<html><head><title>{story.title}</title></head><body><div class="now">{edition.printed_day} {place}</div>'
        f'<div id="news_content"><h3>{story.kicker}</h3><h1>{story.title}</h1><h3>{story.subtitle}</h3>'
        f"<cms-content>{paragraphs(item)}</cms-content></div></body></html>"
    )


A2 = Skin(
    name="a2",
    start="/{day:%Y-%m/%d}/node_1.html",
    label=lambda number: f"0{number}",
    page_path=lambda edition, page: f"/{edition.day:%Y-%m/%d}/node_{page.number}.html",
    item_path=lambda edition, item: f"/{edition.day:%Y-%m/%d}/content_{item.number}.html",
    page_html=_cms_page,
    item_html=_cms_item,
)


def _nbs(edition: Edition, item: Item) -> str:
    return f"nw.D110000yjrb_{edition.day:%Y%m%d}_{item.serial}-0{item.page}.htm"


def _nbs_page(edition: Edition, page: Page) -> str:
    pages = "".join(
        f"<a id=pageLink href=nbs.D110000yjrb_0{one.number}.htm>0{one.number}版:{one.name}</a>" for one in edition.pages
    )
    titles = "".join(
        f"<li><a href={_nbs(edition, item)}?div=-1>{item.story.title[:4]}<br>{item.story.title[4:]}</a>"
        for item in page.items
        if item.listed
    )
    areas = "".join(f"<area coords=1,1 href={_nbs(edition, item)}?div=-1>" for item in page.items)
    return (
        f"<html><body><div style='display:none'>2024-February-20</div><div id=pageList>{pages}</div>"
        f"<MAP NAME=pagepicmap>{areas}</MAP><div>{edition.printed_day}</div>"
        f"<div style='display:none'><ul>{titles}</ul></div></body></html>"
    )


def _nbs_item(edition: Edition, item: Item, place: str) -> str:
    story = item.story
    return (
        f"<html><head><title>{story.title}</title></head><body><div class=date>{edition.printed_day} {place}</div>"
        f"<div class=text_c><h3>{story.kicker}</h3><h1>{story.title}</h1><h2>{story.subtitle}</h2>"
        f"<div id=ozoom>{paragraphs(item)}</div></div></body></html>"
    )


A3 = Skin(
    name="a3",
    start="/html/{day:%Y-%m/%d}/nbs.D110000yjrb_01.htm",
    label=lambda number: f"0{number}",
    page_path=lambda edition, page: f"/html/{edition.day:%Y-%m/%d}/nbs.D110000yjrb_0{page.number}.htm",
    item_path=lambda edition, item: f"/html/{edition.day:%Y-%m/%d}/{_nbs(edition, item)}",
    page_html=_nbs_page,
    item_html=_nbs_item,
)
