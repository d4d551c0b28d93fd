"""Lines whose articles carry numbers in one folder a day: joyhua (F), shtml (D), articel (E), szbz (G), qpaper (H)."""

from tests.crawler.papers.press import Edition, Item, Page, Skin, paragraphs


def _joy_file(edition: Edition, item: Item) -> str:
    return f"content_{edition.day:%Y%m%d}00{item.page}00{item.serial}.htm"


def _joy_page(edition: Edition, page: Page) -> str:
    pages = "".join(
        f'<div class="bmml_con_div"><a href="page_0{one.number}.htm">第0{one.number}版：{one.name}</a>'
        f'<a href="pdf/page0{one.number}.pdf">pdf</a></div>'
        for one in edition.pages
    )
    titles = "".join(
        f'<div><a href="{_joy_file(edition, item)}">{item.story.title}</a></div>' for item in page.items if item.listed
    )
    areas = "".join(f'<area coords="1,1" href="{_joy_file(edition, item)}">' for item in page.items)
    return (
        f'<html><body><div class="date">{edition.printed_day}</div><div class="bmml_con">{pages}</div>'
        f'<map name="m">{areas}</map><div class="bmdh_con">{titles}</div></body></html>'
    )


def _joy_item(edition: Edition, item: Item, place: str) -> str:
    story = item.story
    return (
        f"<html><head><title>{story.title}</title></head><body><div>{edition.printed_day} {place}</div>"
        f'<div class="bmnr_con"><div class="bmnr_con_yinti">{story.kicker}</div>'
        f'<div class="bmnr_con_biaoti">{story.title}</div><div class="bmnr_con_futi">{story.subtitle}</div>'
        f'<div class="bmnr_con_con"><div id="zoom">{paragraphs(item)}</div></div></div></body></html>'
    )


F = Skin(
    name="f",
    start="/yjrb/{day:%Y%m%d}/html/index.htm",
    label=lambda number: f"0{number}",
    page_path=lambda edition, page: f"/yjrb/{edition.day:%Y%m%d}/html/page_0{page.number}.htm",
    item_path=lambda edition, item: f"/yjrb/{edition.day:%Y%m%d}/html/{_joy_file(edition, item)}",
    page_html=_joy_page,
    item_html=_joy_item,
    index_path=lambda edition: f"/yjrb/{edition.day:%Y%m%d}/html/index.htm",
    line="joyhua",
)


def _shtml_page(edition: Edition, page: Page) -> str:
    pages = "".join(
        f'<li><a href="vA{one.number}.shtml">A{one.number}版：{one.name}</a><a href="A{one.number}.pdf">PDF</a></li>'
        for one in edition.pages
    )
    titles = "".join(
        f'<li><a href="{item.number}.shtml">{item.story.title}</a></li>' for item in page.items if item.listed
    )
    areas = "".join(f'<area coords="1,1" href="{item.number}.shtml">' for item in page.items)
    return (
        f'<html><body><div class="riqi"><span class="date">{edition.printed_day}</span></div><ul>{pages}</ul>'
        f'<map name="m">{areas}</map><ul class="list">{titles}</ul></body></html>'
    )


def _shtml_item(edition: Edition, item: Item, place: str) -> str:
    story = item.story
    return (
        f'<html><head><title>{story.title}</title></head><body><div class="pos">{edition.printed_day} {place}</div>'
        f'<div class="detailCon"><h5>{story.kicker}</h5><h1>{story.title}</h1><h5>{story.subtitle}</h5>'
        f'<div id="content_div" class="para">{paragraphs(item, "<p align=left><font>　　", "</font></p>")}</div></div>'
        f"</body></html>"
    )


D = Skin(
    name="d",
    start="/shtml/yjrb/{day:%Y%m%d}/index.shtml",
    label=lambda number: f"A{number}",
    page_path=lambda edition, page: f"/shtml/yjrb/{edition.day:%Y%m%d}/vA{page.number}.shtml",
    item_path=lambda edition, item: f"/shtml/yjrb/{edition.day:%Y%m%d}/{item.number}.shtml",
    page_html=_shtml_page,
    item_html=_shtml_item,
    index_path=lambda edition: f"/shtml/yjrb/{edition.day:%Y%m%d}/index.shtml",
    line="shtml",
)


def _articel(item: Item) -> str:
    return f"Articel0{item.page}00{item.serial}BC.htm"


def _articel_page(edition: Edition, page: Page) -> str:
    # The menu names the titles of the whole edition; the address of an article stands in an attribute for a script.
    menu = "".join(
        f'<h4><a href="../../PDF/{edition.day:%Y%m%d}/0{one.number}.pdf"><img src="pdf.gif"></a>'
        f'<a href="Page0{one.number}BC.htm">0{one.number}版：{one.name} </a></h4><ul>'
        + "".join(
            f'<li><a daoxiang="{_articel(item)}">{item.story.title}</a></li>' for item in one.items if item.listed
        )
        + "</ul>"
        for one in edition.pages
    )
    areas = "".join(f'<area coords="1,1" daoxiang="{_articel(item)}">' for item in page.items)
    return (
        f"<html><head><title>云江日报</title></head><body><div class=riqi>{edition.printed_day}</div>"
        f'<map name="m">{areas}</map><div class="listdaohang">{menu}</div></body></html>'
    )


def _articel_item(edition: Edition, item: Item, place: str) -> str:
    story = item.story
    return (
        f"<html><head><title>{story.title}</title></head><body><div class=riqi>{edition.printed_day} {place}</div>"
        f'<div class="neirong"><h3>{story.kicker}</h3><h2>{story.title}</h2><h4>{story.subtitle}</h4>'
        f'<span id="contenttext">{paragraphs(item, "", "<br>")}</span></div></body></html>'
    )


E = Skin(
    name="e",
    start="/content/{day:%Y%m%d}/Page01BC.htm",
    label=lambda number: f"0{number}",
    page_path=lambda edition, page: f"/content/{edition.day:%Y%m%d}/Page0{page.number}BC.htm",
    item_path=lambda edition, item: f"/content/{edition.day:%Y%m%d}/{_articel(item)}",
    page_html=_articel_page,
    item_html=_articel_item,
    line="articel",
)


def _szbz_page(edition: Edition, page: Page) -> str:
    pages = "".join(f"<td><a href=szbzA{one.number}.Html>第A{one.number}版：{one.name}</a>" for one in edition.pages)
    titles = "".join(
        f"<tr><td><a href=szbz{item.number}.Html>{item.story.title}</a>" for item in page.items if item.listed
    )
    areas = "".join(f"<area coords=1 href=szbz{item.number}.Html>" for item in page.items)
    return (
        f"<html><body><table><tr><td>{edition.printed_day}</tr><tr>{pages}</tr></table>"
        f"<map name=m>{areas}</map><table>{titles}</table></body></html>"
    )


def _szbz_item(edition: Edition, item: Item, place: str) -> str:
    story = item.story
    return (
        f"<html><head><title>{story.title}</title></head><body><table><tr><td>{edition.printed_day} {place}</td></tr>"
        f"<tr><td height=40>{story.title}</td></tr></table><div id=copytext>"
        f"<div id=ozoom>{paragraphs(item)}</div></div></body></html>"
    )


G = Skin(
    name="g",
    start="/Html/szbz/{day:%Y%m%d}/Index.Html",
    label=lambda number: f"A{number}",
    page_path=lambda edition, page: f"/Html/szbz/{edition.day:%Y%m%d}/szbzA{page.number}.Html",
    item_path=lambda edition, item: f"/Html/szbz/{edition.day:%Y%m%d}/szbz{item.number}.Html",
    page_html=_szbz_page,
    item_html=_szbz_item,
    index_path=lambda edition: f"/Html/szbz/{edition.day:%Y%m%d}/Index.Html",
    line="szbz",
)


def _qpaper_file(page: Page) -> str:
    return "Qpaper.html" if page.number == 1 else f"Qpaper_{page.number + 11590}.html"


def _qpaper_page(edition: Edition, page: Page) -> str:
    pages = "".join(f"<li><a href='{_qpaper_file(one)}'>A0{one.number}：{one.name}</a>" for one in edition.pages)
    titles = "".join(f"<li><a href='{item.number}.html'>·{item.story.title}</a>" for item in page.items if item.listed)
    areas = "".join(f"<area coords='1' href='{item.number}.html'>" for item in page.items)
    return (
        f"<html><head><title>云江女报 {edition.printed_day}</title></head><body><ul>{pages}</ul>"
        f"<map name='m'>{areas}</map><ul>{titles}</ul></body></html>"
    )


def _qpaper_item(edition: Edition, item: Item, place: str) -> str:
    story = item.story
    return (
        f"<html><head><title>{story.title}</title></head><body><table><tr><td>{edition.printed_day} {place}</td></tr>"
        f"<tr><td class='title'>{story.title}</td></tr></table><div id='content'>{paragraphs(item)}</div></body></html>"
    )


H = Skin(
    name="h",
    start="/Html/{day:%Y-%m-%d}/Qpaper.html",
    label=lambda number: f"A0{number}",
    page_path=lambda edition, page: f"/Html/{edition.day}/{_qpaper_file(page)}",
    item_path=lambda edition, item: f"/Html/{edition.day}/{item.number}.html",
    page_html=_qpaper_page,
    item_html=_qpaper_item,
    line="qpaper",
)
