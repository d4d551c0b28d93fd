"""Twelve lines of e-paper software: the markup of each in own words, after what public scrapers of it rely on."""

from tests.crawler.papers.press import Skin

FOUNDER_ITEM = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body><p id="PreTitle">{kicker}</p>'
    '<h2 id="Title">{title}</h2><p id="SubTitle">{subtitle}</p><p class="date">{printed} '
    '<span id="nowLayout">{place}</span></p><div id="ozoom"><founder-content><!--enpcontent-->{text}'
    "<!--/enpcontent--></founder-content></div><!--enpproperty <articleid>{id}</articleid>"
    "<date>{day} 00:00:00:0</date><author></author><title>{title}</title><subtitle>{subtitle}</subtitle>"
    "<introtitle>{kicker}</introtitle>/enpproperty--></body></html>"
)


def _newer_founder(name: str, node: str, content: str) -> Skin:
    """The newer Founder line: every page and title a second time for small screens, areas for picture and text."""
    return Skin(
        name=name,
        line="founder-new",
        page="/pc/layout/{day:%Y%m/%d}/" + node,
        item="/pc/" + content,
        page_link=(
            '<p><a href="{href}">第0{n}版：{name}</a><a href="../../../att/{day:%Y%m/%d}/0{n}.pdf"><img src="pdf.png">'
            '</a></p><p><a href="../../../pad/layout/{day:%Y%m/%d}/' + node + '">第0{n}版：{name}</a></p>'
        ),
        title_link=(
            '<li><h3><a href="{href}">{title}（下转02版）</a></h3></li>'
            '<li><a href="../../../pad/' + content + '">{title}</a></li>'
        ),
        area='<area shape="polygon" coords="1,1" href="{href}"><area shape="polygon" coords="1,1" href="{href}?div=0">',
        frame=(
            '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><p class="date">{printed}</p>'
            '<div class="Chunkiconlist">{pages}</div><em id="layout">第0{n}版：{name}</em><map name="PagePicMap">'
            '{areas}</map><div class="newslist"><ul>{titles}<li><h3><a href="../../../'
            + content.replace("{id}", "1")
            + '">本版责编：秦一鸣</a></h3></li></ul></div></body></html>'
        ),
        article=FOUNDER_ITEM,
    )


B1 = _newer_founder("b1", "node_0{n}.html", "content/{day:%Y%m/%d}/content_{id}.html")
B2 = _newer_founder("b2", "col0{n}.html", "con/{day:%Y%m/%d}/c{id}.html")

A1 = Skin(
    name="a1",
    line="founder-old",
    charset="utf-8-sig",
    page="/html/{day:%Y-%m/%d}/node_{node}.htm",
    item="/html/{day:%Y-%m/%d}/content_{id}.htm",
    page_link="<a id=pageLink href=./{href}>第0{n}版：{name}</a>",
    title_link='<li><a href={href}?div=-1><div style="display:inline" id=mp{id}>{title}</div></a>',
    area=(
        "<Area coords='1,1,9,9' shape=polygon href={href}?div=0>"
        "<Area coords='1,1,9,9' shape=polygon href={href}?div=-1>"
    ),
    frame=(
        "<html><head><title>云江日报</title></head><SPAN id=leveldiv></SPAN><body><map name=PagePicMap>{areas}</map>"
        "<img src=p.jpg USEMAP=#PagePicMap><div class=banci>第0{n}版：<STRONG>{name}</STRONG></div>"
        "<a class=preart href=node_52.htm>下一版</a><a href=../../../page/186/{day:%Y-%m-%d}/0{n}/5f3a.pdf>PDF</a>"
        "<ul>{titles}<li><a href=content_1.htm?div=-1>本版责编 秦一鸣</a></ul><div>{printed}</div><div>{pages}</div>"
        "<div>{pages}</div></body></html>"
    ),
    article=(
        "<html><head><title>{title}-云江日报</title></head><body><table><tr><td class=font02>{kicker}</td></tr>"
        "<tr><td class=font01>{title}</td></tr><tr><td class=font02>{subtitle}</td></tr></table>"
        "<div>{printed} {place}</div><div id=ozoom><founder-content><!--enpcontent-->{text}<!--/enpcontent-->"
        "</founder-content></div></body></html>"
    ),
    paragraph="<P>    {}</P>",
)
A2 = Skin(
    name="a2",
    page="/{day:%Y-%m/%d}/node_{n}.html",
    item="/{day:%Y-%m/%d}/content_{id}.html",
    page_link='<li><a href="{href}">第0{n}版：{name}</a><a href="../../../res/0{n}.pdf">pdf</a></li>',
    title_link='<li><a href="{href}">{title}</a></li>',
    area=A1.area,
    frame=(
        '<html><body><div class="date">{printed}</div><ul class="banmian">{pages}</ul><div class="now">'
        "<strong>第0{n}版：{name}</strong></div><map name=m>{areas}</map><ul>{titles}</ul></body></html>"
    ),
    article=(
        '<html><head><title>{title}</title></head><body><div class="now">{printed} {place}</div>'
        '<div id="news_content"><h3>{kicker}</h3><h1>{title}</h1><h3>{subtitle}</h3><cms-content>{text}</cms-content>'
        "</div></body></html>"
    ),
)
A3 = Skin(
    name="a3",
    page="/html/{day:%Y-%m/%d}/nbs.D110000yjrb_0{n}.htm",
    item="/html/{day:%Y-%m/%d}/nw.D110000yjrb_{day:%Y%m%d}_{serial}-0{n}.htm",
    page_link="<a id=pageLink href={href}>0{n}版:{name}</a>",
    title_link="<li><a href={href}?div=-1>{begin}<br>{end}</a>",
    area="<area coords=1,1 href={href}?div=-1>",
    frame=(
        "<html><body><div style='display:none'>2024-February-20</div><div id=pageList>{pages}</div>"
        "<MAP NAME=pagepicmap>{areas}</MAP><div>{printed}</div><div style='display:none'><ul>{titles}</ul></div>"
        "</body></html>"
    ),
    article=(
        "<html><head><title>{title}</title></head><body><div class=date>{printed} {place}</div><div class=text_c>"
        "<h3>{kicker}</h3><h1>{title}</h1><h2>{subtitle}</h2><div id=ozoom>{text}</div></div></body></html>"
    ),
)
D = Skin(
    name="d",
    line="shtml",
    label="A{n}",
    page="/shtml/yjrb/{day:%Y%m%d}/vA{n}.shtml",
    index="/shtml/yjrb/{day:%Y%m%d}/index.shtml",
    item="/shtml/yjrb/{day:%Y%m%d}/{id}.shtml",
    page_link='<li><a href="{href}">A{n}版：{name}</a><a href="A{n}.pdf">PDF</a></li>',
    title_link='<li><a href="{href}">{title}</a></li>',
    frame=(
        '<html><body><div class="riqi"><span class="date">{printed}</span></div><ul>{pages}</ul>'
        '<map name="m">{areas}</map><ul class="list">{titles}</ul></body></html>'
    ),
    article=(
        '<html><head><title>{title}</title></head><body><div class="pos">{printed} {place}</div><div class="detailCon">'
        '<h5>{kicker}</h5><h1>{title}</h1><h5>{subtitle}</h5><div id="content_div" class="para">{text}</div></div>'
        "</body></html>"
    ),
    paragraph="<p align=left><font>\u3000\u3000{}</font></p>",
)
# The menu names the titles of the whole edition; the address of an article stands in an attribute for a script.
E = Skin(
    name="e",
    line="articel",
    page="/content/{day:%Y%m%d}/Page0{n}BC.htm",
    item="/content/{day:%Y%m%d}/Articel0{n}00{serial}BC.htm",
    page_link=(
        '<h4><a href="../../PDF/{day:%Y%m%d}/0{n}.pdf"><img src="pdf.gif"></a><a href="{href}">0{n}版：{name} </a></h4>'
        "<ul>{titles}</ul>"
    ),
    title_link='<li><a daoxiang="{href}">{title}</a></li>',
    area='<area coords="1,1" daoxiang="{href}">',
    frame=(
        '<html><head><title>云江日报</title></head><body><div class=riqi>{printed}</div><map name="m">{areas}</map>'
        '<div class="listdaohang">{pages}</div></body></html>'
    ),
    article=(
        "<html><head><title>{title}</title></head><body><div class=riqi>{printed} {place}</div>"
        '<div class="neirong"><h3>{kicker}</h3><h2>{title}</h2><h4>{subtitle}</h4><span id="contenttext">{text}</span>'
        "</div></body></html>"
    ),
    paragraph="{}<br>",
)
F = Skin(
    name="f",
    line="joyhua",
    page="/yjrb/{day:%Y%m%d}/html/page_0{n}.htm",
    index="/yjrb/{day:%Y%m%d}/html/index.htm",
    item="/yjrb/{day:%Y%m%d}/html/content_{day:%Y%m%d}00{n}00{serial}.htm",
    page_link=(
        '<div class="bmml_con_div"><a href="{href}">第0{n}版：{name}</a><a href="pdf/page0{n}.pdf">pdf</a></div>'
    ),
    title_link='<div><a href="{href}">{title}</a></div>',
    frame=(
        '<html><body><div class="date">{printed}</div><div class="bmml_con">{pages}</div><map name="m">{areas}</map>'
        '<div class="bmdh_con">{titles}</div></body></html>'
    ),
    article=(
        '<html><head><title>{title}</title></head><body><div>{printed} {place}</div><div class="bmnr_con">'
        '<div class="bmnr_con_yinti">{kicker}</div><div class="bmnr_con_biaoti">{title}</div>'
        '<div class="bmnr_con_futi">{subtitle}</div><div class="bmnr_con_con"><div id="zoom">{text}</div></div></div>'
        "</body></html>"
    ),
)
G = Skin(
    name="g",
    line="szbz",
    label="A{n}",
    page="/Html/szbz/{day:%Y%m%d}/szbzA{n}.Html",
    index="/Html/szbz/{day:%Y%m%d}/Index.Html",
    item="/Html/szbz/{day:%Y%m%d}/szbz{id}.Html",
    page_link="<td><a href={href}>第A{n}版：{name}</a>",
    title_link="<tr><td><a href={href}>{title}</a>",
    area="<area coords=1 href={href}>",
    frame=(
        "<html><body><table><tr><td>{printed}</tr><tr>{pages}</tr></table><map name=m>{areas}</map>"
        "<table>{titles}</table></body></html>"
    ),
    article=(
        "<html><head><title>{title}</title></head><body><table><tr><td>{printed} {place}</td></tr>"
        "<tr><td height=40>{title}</td></tr></table><div id=copytext><div id=ozoom>{text}</div></div></body></html>"
    ),
)
H = Skin(
    name="h",
    line="qpaper",
    label="A0{n}",
    page="/Html/{day}/Qpaper_{node}.html",
    first="/Html/{day:%Y-%m-%d}/Qpaper.html",
    item="/Html/{day}/{id}.html",
    page_link="<li><a href='{href}'>A0{n}：{name}</a>",
    title_link="<li><a href='{href}'>·{title}</a>",
    area="<area coords='1' href='{href}'>",
    frame=(
        "<html><head><title>云江女报 {printed}</title></head><body><ul>{pages}</ul><map name='m'>{areas}</map>"
        "<ul>{titles}</ul></body></html>"
    ),
    article=(
        "<html><head><title>{title}</title></head><body><table><tr><td>{printed} {place}</td></tr>"
        "<tr><td class='title'>{title}</td></tr></table><div id='content'>{text}</div></body></html>"
    ),
)
K = Skin(
    name="k",
    line="uniflows",
    page="/html/{day:%Y/%m/%d}/0{n}/default.htm",
    item="/html/{day:%Y/%m/%d}/0{n}/0{n}_{id}.htm",
    page_link='<div><a href="{href}">第0{n}版 {name}</a><a href="../0{n}/0{n}.pdf">PDF</a></div>',
    title_link='<li><a href="{href}">{title}</a></li>',
    frame=(
        "<html><head><title>云江日报 {printed}</title></head><body><div id=banmian>{pages}</div><map name=pic>{areas}"
        "</map><ul>{titles}</ul></body></html>"
    ),
    article=(
        "<html><head><title>{title}</title></head><body><div class=pos>{printed} {place}</div>"
        '<h5 class="yinti_title">{kicker}</h5><h2 class="content_title">{title}</h2>'
        '<h5 class="futi_title">{subtitle}</h5><div id="pgcontent">{text}</div></body></html>'
    ),
)
L = Skin(
    name="l",
    line="day-folder",
    page="/{day:%Y}/{day:%Y%m%d}/{day:%Y%m%d}_00{n}/{day:%Y%m%d}_00{n}.html",
    item="/{day:%Y}/{day:%Y%m%d}/{day:%Y%m%d}_00{n}/{day:%Y%m%d}_00{n}_{id}.html",
    page_link="<td><a href={href}>第0{n}版：{name}</a>",
    title_link="<li><a href={href}>{title}</a>",
    area="<area coords=1 href={href}>",
    frame=(
        "<html><body><div class=date>{printed}</div><table><tr>{pages}</tr></table><map name=m>{areas}</map>"
        "<ul>{titles}</ul></body></html>"
    ),
    article=(
        "<html><head><title>{title}</title></head><body><table><tr><td class=font02>{kicker}</td></tr>"
        "<tr><td class=font01>{title}</td></tr><tr><td class=font02>{subtitle}</td></tr><tr><td>{printed} {place}</td>"
        "</tr><tr><td class=font6>{text}</td></tr></table></body></html>"
    ),
)
SKINS = (A1, A2, A3, B1, B2, D, E, F, G, H, K, L)
