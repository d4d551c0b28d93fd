"""Eleven bureaus of Yunjiang (云江) on loopback, each with the list markup or service of a real kind of site.

Shapes in own words after what public scrapers of Jiangsu sites rely on. Services answer only what they are asked for
rightly: a wrong form field gets an empty list.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from tests.crawler.outlets import posts
from tests.crawler.outlets.files import docx, pdf, xlsx
from tests.crawler.outlets.posts import PAGE_SIZE, POLICY, Post, listed, page_of, pages
from tests.crawler.outlets.town import Town

GUID = "7eb5f7f1-0000-4a8a-8e13-8fcb82ea831a"
CHANNEL = "0cbe2285242f40f0b6a3e8dc6f76eb1d"


@contextmanager
def opened_city(moment: int = posts.EARLY) -> Iterator[Town]:
    """Give a town with all bureaus as they are at a moment, and close it."""
    with Town.opened() as town:
        publish(town, moment)
        yield town


def publish(town: Town, moment: int) -> None:
    """Publish all bureaus as they are at a moment: lists, documents, the files of the policy documents."""
    for bureau, publish_one in PUBLISHERS.items():
        posts.publish(town, bureau, document)
        files = f"{listed(bureau, posts.EARLY)[POLICY].path.rpartition('/')[0]}/files"
        binary = {"content_type": "application/octet-stream"}
        town.say(f"{files}/plan.docx", docx("实施方案", "一、总体要求"), **binary)
        town.say(f"{files}/plan.pdf", pdf("Plan of work 2024"), content_type="application/pdf")
        town.say(f"{files}/table.xlsx", xlsx((("任务", "牵头单位"), ("照明", "城管局"))), **binary)
        town.say(f"{files}/huge.pdf", b"%PDF-1.4\n" + b"0" * 1_200_000, content_type="application/pdf")
        town.say(f"{files}/page.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, **binary)
        publish_one(town, bureau, moment)


START = {
    "static": "/cgj/xxgkwjjd/xxgk_lists.shtml",
    "index": "/czj/tzgg/index_30245.html",
    "jpaas": "/col/col1638/index.html",
    "truecms": "/ntsjyj/zcwj/zcwj.html",
    "ewb": "/dynamic/zwgk/govInfoPub.html?categorynum=003006",
    "dataproxy": "/col/col76705/index.html",
    "xxgk": "/col/col5510/index.html",
    "lists-do": "/cmsweb/zwgk/sj/indexdept.html?r=00a8&orgId=2c94&topic=240",
    "gi-class": "/gi_class/jyj_02",
    "cpage": "/gtapp/nrglIndex.action?classID=2c9082b5",
    "channel": "/srsz/zcjdlm/zcwj_list.shtml",
}
"""Address of each bureau's list."""


def document(post: Post) -> str:
    """The page of a post: prescribed tags in any case, for the policy document a table and six files."""
    files = (
        "<p>附件：<a href='files/plan.docx'>1.实施方案.docx</a></p><p><a href='files/plan.pdf'>2.Plan.pdf</a></p>"
        "<p><a href='files/table.xlsx'>3.任务清单</a></p><p><a href='files/gone.doc'>4.申报表.doc</a></p>"
        "<p><a href='files/huge.pdf'>5.图册.pdf</a></p><p><a href='files/page.wps'>6.说明.wps</a></p>"
    )
    table = (
        "<table class='xxgk'><tr><td>索 引 号：</td><td>014/2024-00031</td>"
        "<td>主题分类：</td><td>科技、教育\\科技</td></tr>"
        "<tr><td>发文机关</td><td>云江市科技局</td><td>成文日期</td><td>2024年2月9日</td></tr>"
        f"<tr><td>标　　题</td><td colspan='3'>{post.title}</td></tr>"
        f"<tr><td>发文字号</td><td>云政发〔2024〕3号</td><td>公开日期</td><td>{post.day}</td></tr>"
        "<tr><td>体　　裁</td><td>通知</td><td>有 效 性</td><td>有效</td></tr>"
        "<tr><td>主 题 词</td><td>－</td><td></td><td></td></tr></table>"
    )
    policy = post.number == POLICY
    text = "".join(f"<p>　　{line}</p>" for line in post.story.text)
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{post.title}</title>"
        f"<meta name='ARTICLETITLE' content='{post.title}'><meta name='articletitle' content=''>"
        f"<meta name='PubDate' content='{post.day}——17:30'><meta name='contentSource' content='云江发布'>"
        f"<meta name='Url' content='./t{2000 + post.number}.shtml'></head><body><div class='nav'><a href='/'>首页</a>"
        f"</div>{table if policy else ''}<h1>{post.title}</h1><div class='article-content' id='zoomcon'>{text}"
        f"{files if policy else ''}</div></body></html>"
    )


def told(post: Post) -> tuple[str, ...]:
    """Return the text that the archive is to have of a post, line by line: the first file stands behind 附件."""
    return (*post.story.text, "附件：1.实施方案.docx") if post.number == POLICY else post.story.text


def _items(rows: tuple[Post, ...], *, short: bool = True) -> str:
    return "".join(
        f'<li><a href="{one.path}" title="{one.title}">{one.title[:12] + "…" if short else one.title}</a>'
        f'<span class="time">{one.day}</span></li>'
        for one in rows
    )


def _page(body: str, script: str = "") -> str:
    menu = "<div class='menu'><a href='/'>首页</a><a href='/gk/list.shtml'>政府信息公开目录</a></div>"
    head = "<head><meta charset='utf-8'><META NAME='ColumnName' CONTENT='通知公告'><title>通知公告</title></head>"
    return f"<html>{head}<body>{menu}{body}<script>{script}</script></body></html>"


def _static(town: Town, kind: str, moment: int) -> None:
    """An aggregate without rows; its two channels, one of them empty, the other in pages."""
    town.say(START[kind], _page("<div id='left'></div><div id='right'></div>"))
    town.say("/cgj/xxgkzcjd/xxgk_list.shtml", _page("<ul class='pageList newsList'></ul>"))
    count = pages(kind, moment)
    for number in range(1, count + 1):
        name = "xxgk_list" if number == 1 else f"xxgk_list_{number}"
        pager = f"createPageHTML('page_div',{count}, {number},'xxgk_list','shtml',7);"
        rows = _items(page_of(kind, moment, number))
        rows += (
            "<li><a href='http://elsewhere.test/a.html'>省里转发的一份文件</a><span class='time'>2024-02-19</span></li>"
        )
        town.say(f"/cgj/xxgkbmwj/{name}.shtml", _page(f"<ul class='pageList newsList'>{rows}</ul>", pager))


def _index(town: Town, kind: str, moment: int) -> None:
    """Pages counted up by their name, without a pager."""
    for number in range(1, pages(kind, moment) + 1):
        name = "index_30245" if number == 1 else f"index_30245_{number}"
        town.say(f"/czj/tzgg/{name}.html", _page(f"<ul id='doclist'>{_items(page_of(kind, moment, number))}</ul>"))


def _jpaas(town: Town, kind: str, moment: int) -> None:
    """Two units: a menu and the list; only paramJson turns pages."""
    total = len(listed(kind, moment))
    api = "/api-gateway/jpaas-publish-server/front/page/build/unit"

    def unit(tag: str) -> str:
        named = f"'pageType':'column','tagId':'{tag}','tplSetId':'Ms'"
        query = f"{{'webId':'52','pageId':'1638','parseType':'bulidstatic',{named}}}"
        return f'<div id="{tag}"></div><script parsetype="bulidstatic" url="{api}" querydata="{query}"></script>'

    def answer(fields: Mapping[str, str]) -> str:
        if fields.get("tagId") != "分页列表" or fields.get("webId") != "52":
            return json.dumps({"code": "200", "data": {"html": "<ul><li><a href='/gk/'>政务公开栏目</a></li></ul>"}})
        number = int(json.loads(fields.get("paramJson", "{}")).get("pageNo", 1))
        rows = _items(page_of(kind, moment, number))
        pager = f'<div id="pagination" rows="4" count="{total}"></div>'
        return json.dumps({"code": "200", "data": {"html": f"<ul class='page-content'>{rows}</ul>{pager}"}})

    town.say(START[kind], _page(unit("菜单") + unit("分页列表")))
    town.services[f"GET {api}"] = answer


def _from(kind: str, moment: int, fields: Mapping[str, str]) -> tuple[Post, ...]:
    """The records from `startrecord` on, as many as a page holds."""
    return listed(kind, moment)[int(fields["startrecord"]) - 1 :][:PAGE_SIZE]


def _records(rows: tuple[Post, ...], total: int) -> str:
    """A data store; links of one kind open by a script."""
    records = "".join(
        f"<record><![CDATA[<li><a href='{one.path}' title='{one.title}' target='_blank'>{one.title[:9]}…</a>"
        f"<span>{one.day}</span></li>]]></record>"
        for one in rows
    )
    return f"<datastore><totalrecord>{total}</totalrecord><recordset>{records}</recordset></datastore>"


def _truecms(town: Town, kind: str, moment: int) -> None:
    """The first rows hidden, one of them opened by a script; the rest by JSONP around XML."""
    first = page_of(kind, moment, 1)
    clicked = f"<li><a href=\"javascript:void(0)\" onclick=\"name2('{first[0].path}')\" title='{first[0].title}'>"
    rows = f"{clicked}{first[0].title}</a><span>{first[0].day}</span></li>{_items(first[1:])}"
    script = "$('#c').jpage({proxyUrl:'/truecms/messageController/getMessage.do',ajaxParam:{columnId:'754f6db5-d294'}})"
    town.say(START[kind], _page(f"<div id='initData' style='display:none'><ul>{rows}</ul></div>", script))

    def answer(fields: Mapping[str, str]) -> str:
        right = fields.get("columnId") == "754f6db5-d294"
        result = _records(_from(kind, moment, fields) if right else (), len(listed(kind, moment)))
        return f"{fields.get('callback', 'x')}({json.dumps({'result': result}, ensure_ascii=False)});"

    town.services["GET /truecms/messageController/getMessage.do"] = answer


def _ewb(town: Town, kind: str, moment: int) -> None:
    """The site's key in a script file; pages counted from 1, and page 0 is page 1."""
    town.say(
        "/dynamic/zwgk/govInfoPub.html?categorynum=003006",
        _page("<div id='app'></div><script src='/js/webBuilderCommon.js'></script>"),
    )
    site = json.dumps({"siteGuid": GUID, "projectName": "/EWB-FRONT"})
    town.say("/js/webBuilderCommon.js", f"var siteInfo = {site};", content_type="application/javascript")

    def answer(fields: Mapping[str, str]) -> str:
        number = max(1, int(fields["pageIndex"]))
        right = fields["siteGuid"] == GUID and fields["categorynum"] == "003006"
        rows = page_of(kind, moment, number) if right else ()
        data = [{"title": one.title, "infourl": one.path, "infodate": str(one.day)} for one in rows]
        return json.dumps({"custom": {"total": len(listed(kind, moment)), "data": data}})

    town.services["POST /EWB-FRONT/rest/lightfrontaction/getgovinfolist"] = answer


def _dataproxy(town: Town, kind: str, moment: int) -> None:
    """A data store in the page, further records by POST with the form of the page's script."""
    form = {
        "col": "1",
        "appid": "1",
        "webid": "1",
        "path": "/",
        "columnid": "76705",
        "unitid": "297999",
        "webname": "云江",
    }
    total = len(listed(kind, moment))
    told = ",".join(f"{name}:'{value}'" for name, value in form.items())
    script = (
        "$('#297999').jpage({proxyUrl:'/module/web/jpage/dataproxy.jsp',perPage:2,groupSize:2,"
        f"totalRecord:{total},ajaxParam:{{{told}}}}})"
    )
    store = f"<script type='text/xml'>{_records(page_of(kind, moment, 1), total)}</script>"
    town.say(START[kind], _page(f"<div id='297999'>{store}</div>", script))

    def answer(fields: Mapping[str, str]) -> str:
        right = all(fields.get(name) == value for name, value in form.items())
        return _records(_from(kind, moment, fields) if right else (), total)

    town.services["POST /module/web/jpage/dataproxy.jsp"] = answer


def _xxgk(town: Town, kind: str, moment: int) -> None:
    """A search over the whole area, answered as a table."""
    town.say(START[kind], _page("<iframe src='/module/xxgk/tree.jsp?area=014321&divid=div5510'></iframe>"))

    def answer(fields: Mapping[str, str]) -> str:
        number = int(fields["currpage"])
        rows = page_of(kind, moment, number) if fields.get("area") == "014321" else ()
        total = len(listed(kind, moment))
        cells = "".join(
            f"<tr class='tr_main_value_odd'><td>{n}</td>"
            f"<td><a href='{one.path}' title='{one.title}'>{one.title[:9]}</a></td>"
            f"<td>{one.day}</td></tr>"
            for n, one in enumerate(rows, start=1)
        )
        return f"<table>{cells}</table><div>共 {total} 条&nbsp;&nbsp;共{pages(kind, moment)}页&nbsp;</div>"

    town.services["POST /module/xxgk/search.jsp"] = answer


def _lists_do(town: Town, kind: str, moment: int) -> None:
    """JSON of all departments; the day in milliseconds for one record, the address in two parts for all."""
    town.say(START[kind], _page("<div id='list'></div>", "$.post('/articleCommonController/lists.do', data)"))

    def answer(fields: Mapping[str, str]) -> str:
        right = (fields.get("topic"), fields.get("deptid")) == ("240", "2c94")
        number = int(fields["page"])
        rows = page_of(kind, moment, number) if right else ()
        records = [
            {
                "title": one.title,
                "link": None,
                "domain": town.address,
                "path": one.path,
                "releaseTime": f"{one.day} 09:00",
            }
            for one in rows
        ]
        return json.dumps({"value": {"total": len(listed(kind, moment)), "list": records}})

    town.services["POST /articleCommonController/lists.do"] = answer


def _gi_class(town: Town, kind: str, moment: int) -> None:
    """Tables of class box3, counted up by their path."""
    for number in range(1, pages(kind, moment) + 1):
        path = "/gi_class/jyj_02" if number == 1 else f"/gi_class/jyj_02/{number}"
        posted = page_of(kind, moment, number)
        rows = "".join(f"<tr><td><a href='{one.path}'>{one.title}</a></td><td>{one.day}</td></tr>" for one in posted)
        town.say(path, _page(f"<table class='box3'>{rows}</table>"))


def _cpage(town: Town, kind: str, moment: int) -> None:
    """A form that turns its own pages by POST."""
    action = "/gtapp/nrglIndex.action?classID=2c9082b5&type=1"

    def body(number: int) -> str:
        cells = "".join(
            f"<tr><td class='nlist'><a href='{one.path}' title='{one.title}'>{one.title[:9]}</a>"
            f"<span>{one.day}</span></td></tr>"
            for one in page_of(kind, moment, number)
        )
        turn = f"<form action='{action}' method='post'><input type='hidden' name='cpage' value='{number}'></form>"
        return _page(f"<table>{cells}</table>{turn}<div>共{pages(kind, moment)}页</div>")

    town.say(START[kind], body(1))
    town.services["POST /gtapp/nrglIndex.action"] = lambda fields: body(int(fields["cpage"]))


def _channel(town: Town, kind: str, moment: int) -> None:
    """JSON by channel and department."""
    script = (
        "$.post('/szinf/interfacesWebManu/loadDataByChannelIdAndDeptIdBackSort',"
        f"{{channelId:'{CHANNEL}',deptCode:'11320500014149041N',pageIndex:1}})"
    )
    town.say(START[kind], _page("<ul id='list'></ul>", script))

    def answer(fields: Mapping[str, str]) -> str:
        right = (fields.get("channelId"), fields.get("deptCode")) == (CHANNEL, "11320500014149041N")
        number = int(fields["pageIndex"])
        rows = page_of(kind, moment, number) if right else ()
        records = [{"TITLE": one.title, "URL_COMMP": one.path, "PUBLISHED_TIME_FORMAT": str(one.day)} for one in rows]
        return json.dumps({"code": 0, "data": {"allRow": len(listed(kind, moment)), "list": records}})

    town.services["POST /szinf/interfacesWebManu/loadDataByChannelIdAndDeptIdBackSort"] = answer


PUBLISHERS: Mapping[str, Callable[[Town, str, int], None]] = {
    "static": _static,
    "index": _index,
    "jpaas": _jpaas,
    "truecms": _truecms,
    "ewb": _ewb,
    "dataproxy": _dataproxy,
    "xxgk": _xxgk,
    "lists-do": _lists_do,
    "gi-class": _gi_class,
    "cpage": _cpage,
    "channel": _channel,
}
