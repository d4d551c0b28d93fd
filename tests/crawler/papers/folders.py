"""Lines that give each layout page or day a folder: uniflows (K) and the day folder (L)."""

from tests.crawler.papers.press import Edition, Item, Page, Skin, paragraphs


def _flow_page(edition: Edition, page: Page) -> str:
    pages = "".join(
        f'<div><a href="../0{one.number}/default.htm">第0{one.number}版 {one.name}</a>'
        f'<a href="../0{one.number}/0{one.number}.pdf">PDF</a></div>'
        for one in edition.pages
    )
    titles = "".join(
        f'<li><a href="0{item.page}_{item.number}.htm">{item.story.title}</a></li>'
        for item in page.items
        if item.listed
    )
    areas = "".join(f'<area coords="1,1" href="0{item.page}_{item.number}.htm">' for item in page.items)
    return (
        f"<html><head><title>云江日报 {edition.printed_day}</title></head><body><div id=banmian>{pages}</div>"
        f"<map name=pic>{areas}</map><ul>{titles}</ul></body></html>"
    )


def _flow_item(edition: Edition, item: Item, place: str) -> str:
    story = item.story
    return (
        f"<html><head><title>{story.title}</title></head><body><div class=pos>{edition.printed_day} {place}</div>"
        f'<h5 class="yinti_title">{story.kicker}</h5><h2 class="content_title">{story.title}</h2>'
        f'<h5 class="futi_title">{story.subtitle}</h5><div id="pgcontent">{paragraphs(item)}</div></body></html>'
    )


K = Skin(
    name="k",
    start="/html/{day:%Y/%m/%d}/01/default.htm",
    label=lambda number: f"0{number}",
    page_path=lambda edition, page: f"/html/{edition.day:%Y/%m/%d}/0{page.number}/default.htm",
    item_path=lambda edition, item: f"/html/{edition.day:%Y/%m/%d}/0{item.page}/0{item.page}_{item.number}.htm",
    page_html=_flow_page,
    item_html=_flow_item,
    line="uniflows",
)


def _name(edition: Edition, number: int) -> str:
    return f"{edition.day:%Y%m%d}_00{number}"


def _folder_page(edition: Edition, page: Page) -> str:
    pages = "".join(
        f"<td><a href=../{_name(edition, one.number)}/{_name(edition, one.number)}.html>"
        f"第0{one.number}版：{one.name}</a>"
        for one in edition.pages
    )
    titles = "".join(
        f"<li><a href={_name(edition, page.number)}_{item.number}.html>{item.story.title}</a>"
        for item in page.items
        if item.listed
    )
    areas = "".join(f"<area coords=1 href={_name(edition, page.number)}_{item.number}.html>" for item in page.items)
    return (
        f"<html><body><div class=date>{edition.printed_day}</div><table><tr>{pages}</tr></table>"
        f"<map name=m>{areas}</map><ul>{titles}</ul></body></html>"
    )


def _folder_item(edition: Edition, item: Item, place: str) -> str:
    story = item.story
    return (
        f"<html><head><title>{story.title}</title></head><body><table><tr><td class=font02>{story.kicker}</td></tr>"
        f"<tr><td class=font01>{story.title}</td></tr><tr><td class=font02>{story.subtitle}</td></tr>"
        f"<tr><td>{edition.printed_day} {place}</td></tr><tr><td class=font6>{paragraphs(item)}</td></tr></table>"
        f"</body></html>"
    )


L = Skin(
    name="l",
    start="/{day:%Y}/{day:%Y%m%d}/{day:%Y%m%d}_001/{day:%Y%m%d}_001.html",
    label=lambda number: f"0{number}",
    page_path=lambda edition, page: (
        f"/{edition.day:%Y/%Y%m%d}/{_name(edition, page.number)}/{_name(edition, page.number)}.html"
    ),
    item_path=lambda edition, item: (
        f"/{edition.day:%Y/%Y%m%d}/{_name(edition, item.page)}/{_name(edition, item.page)}_{item.number}.html"
    ),
    page_html=_folder_page,
    item_html=_folder_item,
    line="day-folder",
)
