"""Eleven bureaus of Yunjiang (云江) on loopback, each with the list markup or service of a real kind of site.

Shapes in own words after what public scrapers of Jiangsu sites rely on; texts are invented. Services that are asked by
POST answer only what they are asked for rightly: a wrong form field gets an empty list.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from tests.crawler.gov.papers import GONE, KINDS, MATTERS, POLICY, Paper, docx, page, papers, pdf, xlsx
from tests.crawler.site import Answer, Site

GUID = "7eb5f7f1-0000-4a8a-8e13-8fcb82ea831a"
CHANNEL = "0cbe2285242f40f0b6a3e8dc6f76eb1d"
WALL = "<script>document.cookie='__jsl_clearance_s=1';location.href=location.pathname</script>"
Service = Callable[[Mapping[str, str]], str]


class City(Site):
    """A site that answers POST too, by services."""

    def __init__(self) -> None:
        super().__init__()
        self.services: dict[str, Service] = {}
        """Path → what answers it; the fields are those of address, form and JSON together."""
        self.asked_for: list[tuple[str, dict[str, str]]] = []
        """Path and fields of each request to a service."""

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        base = super()._handler()

        class Handler(base):  # type: ignore[misc, valid-type]  # made anew for each site
            def do_POST(self) -> None:  # noqa: N802 # the name that the base class asks for
                self.do_GET()

        return Handler

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer a service by its fields, anything else by its path."""
        parts = urlsplit(request.path)
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0)).decode()
        service = self.services.get(f"{request.command} {parts.path}")
        if service is not None:
            fields = _fields(parts.query) | (json.loads(body) if body.startswith("{") else _fields(body))
            self.asked_for.append((parts.path, fields))
            self.answers[request.path] = Answer(body=service(fields).encode(), validators=False)
        super().answer(request)


@contextmanager
def opened_city() -> Iterator[City]:
    """Give the city with everything published, and close it."""
    city = City()
    city.start()
    try:
        publish(city)
        yield city
    finally:
        city.stop()


def publish(city: City) -> None:
    """Publish all bureaus, their documents, the files of the policy documents, and what robots.txt forbids."""
    for kind in KINDS:
        for paper in (*papers(kind, 1), *papers(kind, 2)):
            if paper.number != GONE:
                city.say(paper.path, page(paper))
        files = f"{Paper(kind=kind, number=POLICY).path.rpartition('/')[0]}/files"
        binary = {"content_type": "application/octet-stream"}
        city.say(f"{files}/plan.docx", docx("实施方案", "一、总体要求"), **binary)
        city.say(f"{files}/plan.pdf", pdf("Plan of work 2024"), content_type="application/pdf")
        city.say(f"{files}/table.xlsx", xlsx((("任务", "牵头单位"), ("照明", "城管局"))), **binary)
        city.say(f"{files}/huge.pdf", b"%PDF-1.4\n" + b"0" * 1_200_000, content_type="application/pdf")
        city.say(f"{files}/page.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, **binary)
    city.say("/robots.txt", "User-agent: jianbao\nDisallow: /private/\n", content_type="text/plain")
    for kind, publish_one in PUBLISHERS.items():
        publish_one(city, kind)


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


def _fields(query: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()}


def _items(rows: tuple[Paper, ...], *, short: bool = True) -> str:
    return "".join(
        f'<li><a href="{one.path}" title="{one.title}">{one.title[:12] + "…" if short else one.title}</a>'
        f'<span class="time">{one.day}</span></li>'
        for one in rows
    )


def _page(body: str, script: str = "") -> str:
    menu = "<div class='menu'><a href='/'>首页</a><a href='/gk/list.shtml'>政府信息公开目录</a></div>"
    head = "<head><meta charset='utf-8'><title>通知公告</title></head>"
    return f"<html>{head}<body>{menu}{body}<script>{script}</script></body></html>"


def _static(city: City, kind: str) -> None:
    """An aggregate without rows; its two channels, one of them empty, the other in two pages."""
    city.say(START[kind], _page("<div id='left'></div><div id='right'></div>"))
    city.say("/cgj/xxgkzcjd/xxgk_list.shtml", _page("<ul class='pageList newsList'></ul>"))
    for number, name in ((1, "xxgk_list"), (2, "xxgk_list_2")):
        pager = f"createPageHTML('page_div',2, {number},'xxgk_list','shtml',7);"
        rows = _items(papers(kind, number))
        rows += (
            "<li><a href='http://elsewhere.test/a.html'>省里转发的一份文件</a><span class='time'>2024-02-19</span></li>"
        )
        city.say(f"/cgj/xxgkbmwj/{name}.shtml", _page(f"<ul class='pageList newsList'>{rows}</ul>", pager))


def _index(city: City, kind: str) -> None:
    """Pages counted up by their name, without a pager."""
    for number, name in ((1, "index_30245"), (2, "index_30245_2")):
        city.say(f"/czj/tzgg/{name}.html", _page(f"<ul id='doclist'>{_items(papers(kind, number))}</ul>"))


def _jpaas(city: City, kind: str) -> None:
    """Two units: a menu and the list; only paramJson turns pages."""
    api = "/api-gateway/jpaas-publish-server/front/page/build/unit"

    def unit(tag: str) -> str:
        named = f"'pageType':'column','tagId':'{tag}','tplSetId':'Ms'"
        query = f"{{'webId':'52','pageId':'1638','parseType':'bulidstatic',{named}}}"
        return f'<div id="{tag}"></div><script parsetype="bulidstatic" url="{api}" querydata="{query}"></script>'

    def answer(fields: Mapping[str, str]) -> str:
        if fields.get("tagId") != "分页列表" or fields.get("webId") != "52":
            return json.dumps({"code": "200", "data": {"html": "<ul><li><a href='/gk/'>政务公开栏目</a></li></ul>"}})
        number = int(json.loads(fields.get("paramJson", "{}")).get("pageNo", 1))
        rows = _items(papers(kind, number)) if number < 3 else ""
        pager = '<div id="pagination" rows="4" count="7"></div>'
        return json.dumps({"code": "200", "data": {"html": f"<ul class='page-content'>{rows}</ul>{pager}"}})

    city.say(START[kind], _page(unit("菜单") + unit("分页列表")))
    city.services[f"GET {api}"] = answer


def _records(rows: tuple[Paper, ...], total: int) -> str:
    """A data store; links of one kind open by a script."""
    records = "".join(
        f"<record><![CDATA[<li><a href='{one.path}' title='{one.title}' target='_blank'>{one.title[:9]}…</a>"
        f"<span>{one.day}</span></li>]]></record>"
        for one in rows
    )
    return f"<datastore><totalrecord>{total}</totalrecord><recordset>{records}</recordset></datastore>"


def _truecms(city: City, kind: str) -> None:
    """The first rows hidden, one of them opened by a script; the rest by JSONP around XML."""
    first = papers(kind, 1)
    clicked = f"<li><a href=\"javascript:void(0)\" onclick=\"name2('{first[0].path}')\" title='{first[0].title}'>"
    rows = f"{clicked}{first[0].title}</a><span>{first[0].day}</span></li>{_items(first[1:])}"
    script = "$('#c').jpage({proxyUrl:'/truecms/messageController/getMessage.do',ajaxParam:{columnId:'754f6db5-d294'}})"
    city.say(START[kind], _page(f"<div id='initData' style='display:none'><ul>{rows}</ul></div>", script))

    def answer(fields: Mapping[str, str]) -> str:
        wanted = fields.get("columnId") == "754f6db5-d294" and fields.get("startrecord") == "5"
        result = _records(papers(kind, 2) if wanted else (), 7)
        return f"{fields.get('callback', 'x')}({json.dumps({'result': result}, ensure_ascii=False)});"

    city.services["GET /truecms/messageController/getMessage.do"] = answer


def _ewb(city: City, kind: str) -> None:
    """The site's key in a script file; pages counted from 1, and page 0 is page 1."""
    city.say(
        "/dynamic/zwgk/govInfoPub.html?categorynum=003006",
        _page("<div id='app'></div><script src='/js/webBuilderCommon.js'></script>"),
    )
    site = json.dumps({"siteGuid": GUID, "projectName": "/EWB-FRONT"})
    city.say("/js/webBuilderCommon.js", f"var siteInfo = {site};", content_type="application/javascript")

    def answer(fields: Mapping[str, str]) -> str:
        number = max(1, int(fields["pageIndex"]))
        right = fields["siteGuid"] == GUID and fields["categorynum"] == "003006"
        rows = papers(kind, number) if right and number < 3 else ()
        data = [{"title": one.title, "infourl": one.path, "infodate": str(one.day)} for one in rows]
        return json.dumps({"custom": {"total": 7, "data": data}})

    city.services["POST /EWB-FRONT/rest/lightfrontaction/getgovinfolist"] = answer


def _dataproxy(city: City, kind: str) -> None:
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
    told = ",".join(f"{name}:'{value}'" for name, value in form.items())
    script = (
        "$('#297999').jpage({proxyUrl:'/module/web/jpage/dataproxy.jsp',perPage:2,groupSize:2,totalRecord:7,"
        f"ajaxParam:{{{told}}}}})"
    )
    store = f"<script type='text/xml'>{_records(papers(kind, 1), 7)}</script>"
    city.say(START[kind], _page(f"<div id='297999'>{store}</div>", script))

    def answer(fields: Mapping[str, str]) -> str:
        right = all(fields.get(name) == value for name, value in form.items()) and fields["startrecord"] == "5"
        return _records(papers(kind, 2) if right else (), 7)

    city.services["POST /module/web/jpage/dataproxy.jsp"] = answer


def _xxgk(city: City, kind: str) -> None:
    """A search over the whole area, answered as a table."""
    city.say(START[kind], _page("<iframe src='/module/xxgk/tree.jsp?area=014321&divid=div5510'></iframe>"))

    def answer(fields: Mapping[str, str]) -> str:
        number = int(fields["currpage"])
        rows = papers(kind, number) if fields.get("area") == "014321" and number < 3 else ()
        cells = "".join(
            f"<tr class='tr_main_value_odd'><td>{n}</td>"
            f"<td><a href='{one.path}' title='{one.title}'>{one.title[:9]}</a></td>"
            f"<td>{one.day}</td></tr>"
            for n, one in enumerate(rows, start=1)
        )
        return f"<table>{cells}</table><div>共 7 条&nbsp;&nbsp;共2页&nbsp;</div>"

    city.services["POST /module/xxgk/search.jsp"] = answer


def _lists_do(city: City, kind: str) -> None:
    """JSON of all departments; the day in milliseconds for one record, the address in two parts for all."""
    city.say(START[kind], _page("<div id='list'></div>", "$.post('/articleCommonController/lists.do', data)"))

    def answer(fields: Mapping[str, str]) -> str:
        right = (fields.get("topic"), fields.get("deptid")) == ("240", "2c94")
        number = int(fields["page"])
        rows = papers(kind, number) if right and number < 3 else ()
        records = [
            {
                "title": one.title,
                "link": None,
                "domain": city.address,
                "path": one.path,
                "releaseTime": f"{one.day} 09:00",
            }
            for one in rows
        ]
        return json.dumps({"value": {"total": 7, "list": records}})

    city.services["POST /articleCommonController/lists.do"] = answer


def _gi_class(city: City, kind: str) -> None:
    """Tables of class box3, counted up by their path."""
    for number, path in ((1, "/gi_class/jyj_02"), (2, "/gi_class/jyj_02/2")):
        rows = "".join(
            f"<tr><td><a href='{one.path}'>{one.title}</a></td><td>{one.day}</td></tr>" for one in papers(kind, number)
        )
        city.say(path, _page(f"<table class='box3'>{rows}</table>"))


def _cpage(city: City, kind: str) -> None:
    """A form that turns its own pages by POST."""
    action = "/gtapp/nrglIndex.action?classID=2c9082b5&type=1"

    def body(number: int) -> str:
        cells = "".join(
            f"<tr><td class='nlist'><a href='{one.path}' title='{one.title}'>{one.title[:9]}</a>"
            f"<span>{one.day}</span></td></tr>"
            for one in papers(kind, number)
        )
        turn = f"<form action='{action}' method='post'><input type='hidden' name='cpage' value='{number}'></form>"
        return _page(f"<table>{cells}</table>{turn}<div>共2页</div>")

    city.say(START[kind], body(1))
    city.services["POST /gtapp/nrglIndex.action"] = lambda fields: body(int(fields["cpage"]))


def _channel(city: City, kind: str) -> None:
    """JSON by channel and department."""
    script = (
        "$.post('/szinf/interfacesWebManu/loadDataByChannelIdAndDeptIdBackSort',"
        f"{{channelId:'{CHANNEL}',deptCode:'11320500014149041N',pageIndex:1}})"
    )
    city.say(START[kind], _page("<ul id='list'></ul>", script))

    def answer(fields: Mapping[str, str]) -> str:
        right = (fields.get("channelId"), fields.get("deptCode")) == (CHANNEL, "11320500014149041N")
        number = int(fields["pageIndex"])
        rows = papers(kind, number) if right and number < 3 else ()
        records = [{"TITLE": one.title, "URL_COMMP": one.path, "PUBLISHED_TIME_FORMAT": str(one.day)} for one in rows]
        return json.dumps({"code": 0, "data": {"allRow": 7, "list": records}})

    city.services["POST /szinf/interfacesWebManu/loadDataByChannelIdAndDeptIdBackSort"] = answer


PUBLISHERS: Mapping[str, Callable[[City, str], None]] = {
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
assert len(MATTERS) > max(paper.number for kind in KINDS for paper in papers(kind, 2))
