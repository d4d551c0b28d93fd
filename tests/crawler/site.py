"""A web site on loopback for crawl tests: publishers in the markup of real kinds, every request written down.

Markup in own words after what public scrapers rely on; texts are invented. The city is Yunjiang (云江), as in the demo.
"""

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from threading import Condition, Event, Thread
from typing import Any

HTML = "text/html; charset=utf-8"
PATIENCE_S = 240.0
"""Longest wait for a crawler, far more than one takes, for machines that are busy otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One invented article."""

    number: int
    title: str
    text: tuple[str, ...]
    kicker: str = ""
    subtitle: str = ""


STORIES = tuple(
    Story(number=1001 + index, title=title, text=tuple(text.split("\n")))
    for index, (title, text) in enumerate(
        [
            (
                "云江新桥合龙通车在即",
                "本报讯（记者秦一鸣）昨日上午，云江第三大桥主跨最后一节钢箱梁吊装到位，全桥顺利合龙。\n"
                "大桥全长四千二百米，双向六车道，预计十月底建成通车，届时两岸车程将由四十分钟缩短到八分钟。",
            ),
            (
                "我市启动老旧小区改造第三批",
                "本报讯（记者陆青禾）市住建局日前公布第三批老旧小区改造名单，涉及三十一个小区、九千余户居民。\n"
                "改造内容包括外墙保温、雨污分流、加装电梯和增设充电车棚，居民可到社区服务站提出意见。",
            ),
            (
                "高新区八家企业入选省级专精特新名单",
                "本报讯（通讯员周实）省工信厅公布新一批专精特新中小企业，云江高新区八家企业榜上有名。\n"
                "这些企业集中在传感器、特种阀门和船用电机三个行业，去年研发投入合计二点六亿元。",
            ),
            (
                "秋粮收购价稳中有升",
                "本报讯（记者何田）连日来，全市四十二个粮食收购点陆续开秤，晚粳稻每斤收购价比去年同期高出五分。\n"
                "粮食部门提醒农户错峰售粮，并为行动不便的老人提供上门收购服务。",
            ),
            (
                "图书馆夜场开放首周迎客万人",
                "本报讯（记者苏晚）市图书馆把闭馆时间推迟到晚上十点，首周夜场共接待读者一万一千人次。\n"
                "馆方说，考研学生和带孩子的家长最多，下月起还将在夜场增加讲座。",
            ),
            (
                "沿江生态廊道再添十二公里绿道",
                "本报讯（记者江白）云江沿江生态廊道二期工程完工，新建绿道十二公里，修复湿地三百二十亩。\n"
                "工程拆除废旧码头九座，种植水杉和乌桕两万株，市民可骑行直达鹭鸟观察站。",
            ),
            (
                "暴雨夜里的排涝班",
                "本报讯（记者林小满）前晚暴雨如注，城北排涝站八名职工守着四台水泵站了一整夜，抽水二十六万立方米。\n"
                "班长老邵说，机器的声音一变，他隔着墙就听得出来。",
            ),
            (
                "中小学食堂公开每日菜价",
                "本报讯（记者叶知秋）从本周起，全市一百零七所中小学食堂在校门口公示每日进货价格和供货商。\n"
                "家长代表可以随时进厨房查看，教育局每月抽检一次并公布结果。",
            ),
        ]
    )
)


@dataclass(slots=True, kw_only=True)
class Answer:
    """What the site says to one path."""

    body: bytes
    status: int = 200
    content_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    validators: bool = True
    """Whether an ETag is sent and If-None-Match honoured."""
    held_until: Event | None = None
    """The answer waits for it."""
    then: "Answer | None" = None
    """What is answered from the second time on; None means the same."""


@dataclass(slots=True, kw_only=True)
class Asked:
    """One request as it came in."""

    path: str
    host: str
    user_agent: str
    conditional: bool
    at_s: float = field(default_factory=time.monotonic)
    """When it came, on the monotonic clock."""


class _QuietServer(ThreadingHTTPServer):
    """A server that a killed crawler may hang up on without a word in the log."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of connections that the other side has cut."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Site:
    """Serves answers by path on 127.0.0.1; anything unknown is a 404."""

    def __init__(self, tls: SSLContext | None = None) -> None:
        self.scheme = "https" if tls else "http"
        self.answers: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        self._news = Condition()
        self._server = _QuietServer(("127.0.0.1", 0), self._handler())
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = Thread(target=self._server.serve_forever, daemon=True)

    @property
    def address(self) -> str:
        """Base address."""
        return f"{self.scheme}://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()

    def say(self, path: str, body: str | bytes, **answer: Any) -> None:
        """Answer `path` with `body` from now on."""
        self.answers[path] = Answer(body=body.encode() if isinstance(body, str) else body, **answer)

    def paths(self) -> list[str]:
        """Paths asked for since the last `forget`, robots.txt left out."""
        with self._news:
            return [one.path for one in self.asked if one.path != "/robots.txt"]

    def wait_for(self, path: str) -> None:
        """Return once `path` has been asked for."""
        with self._news:
            assert self._news.wait_for(lambda: any(one.path == path for one in self.asked), timeout=PATIENCE_S)

    def forget(self) -> None:
        """Start the list of requests anew."""
        with self._news:
            self.asked.clear()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *_: object) -> None:
                """Requests are kept in `asked`."""

        return Handler

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request and write it down."""
        etag_asked = request.headers.get("If-None-Match", "")
        with self._news:
            self.asked.append(
                Asked(
                    path=request.path,
                    host=request.headers.get("Host", ""),
                    user_agent=request.headers.get("User-Agent", ""),
                    conditional=bool(etag_asked),
                )
            )
            self._news.notify_all()
        found = self.answers.get(request.path) or Answer(body=b"<title>404</title>", status=404, validators=False)
        if found.then is not None:
            self.answers[request.path] = found.then
        if found.held_until is not None:
            found.held_until.wait(PATIENCE_S)
        etag = f'"{sha256(found.body).hexdigest()[:16]}"' if found.validators and found.status == 200 else ""
        unchanged = bool(etag) and etag == etag_asked
        body = b"" if unchanged else found.body
        request.send_response(304 if unchanged else found.status)
        request.send_header("Content-Type", found.content_type)
        if etag:
            request.send_header("ETag", etag)
        for name, value in found.headers.items():
            request.send_header(name, value)
        if not unchanged:
            request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)


@contextmanager
def opened_site() -> Iterator[Site]:
    """Give a site that answers, and close it."""
    site = Site()
    site.start()
    try:
        yield site
    finally:
        site.stop()


def publish_new_line(site: Site, root: str, day: date, pages: Mapping[str, tuple[str, tuple[Story, ...]]]) -> None:
    """Publish an edition in the newer Founder markup below `root`: label → name and stories."""
    folder, content = f"{root}/layout/{day:%Y%m/%d}", f"{root}/content/{day:%Y%m/%d}"
    rows = "".join(
        f'<p><a href="node_{label}.html">第{label}版：{name}</a>'
        f'<a href="../../../att/{day:%Y%m/%d}/{label}.pdf"><img src="../../../img/pdf.png"></a></p>'
        for label, (name, _) in pages.items()
    )
    for label, (name, stories) in pages.items():
        areas = "".join(
            f'<area shape="polygon" coords="1,1,9,9" href="../../../content/{day:%Y%m/%d}/content_{one.number}.html">'
            f'<area shape="polygon" coords="2,2,8,8" '
            f'href="../../../content/{day:%Y%m/%d}/content_{one.number}.html?div=0">'
            for one in stories
        )
        # The last story has no line in the list: readers reach it by the picture of the page only.
        listed = stories[:-1] if len(stories) > 2 else stories
        titles = "".join(
            f'<li><h3><a href="../../../content/{day:%Y%m/%d}/content_{one.number}.html">{one.title}</a></h3></li>'
            for one in listed
        )
        site.say(
            f"{folder}/node_{label}.html",
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>云江日报</title></head><body>'
            f'<div class="header"><p class="date">{day:%Y年%m月%d日} 星期二</p></div>'
            f'<div class="Chunkiconlist">{rows}</div>'
            f'<div class="newslisttit"><em id="layout">第{label}版：{name}</em></div>'
            f'<a class="newsnext" href="node_02.html">下一版</a>'
            f'<img src="p.jpg" usemap="#PagePicMap"><map name="PagePicMap">{areas}</map>'
            f'<div class="newslist"><ul>{titles}'
            f'<li><h3><a href="../../../content/{day:%Y%m/%d}/content_1.html">本版责编：秦一鸣</a></h3></li>'
            f"</ul></div></body></html>",
        )
        for one in stories:
            site.say(f"{content}/content_{one.number}.html", new_line_article(one, day, label, name))


def new_line_article(story: Story, day: date, label: str, name: str) -> str:
    """Return an article page of the newer Founder line."""
    paragraphs = "".join(f"<p>    {line}</p>" for line in story.text)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{story.title}</title></head><body>'
        f'<div class="newsdetatit"><p id="PreTitle">{story.kicker}</p><h2 id="Title">{story.title}</h2>'
        f'<p id="SubTitle">{story.subtitle}</p></div>'
        f'<p class="date">{day:%Y年%m月%d日} <span id="nowLayout">第{label}版：{name}</span></p>'
        f'<div id="ozoom"><founder-content><!--enpcontent-->{paragraphs}<!--/enpcontent--></founder-content></div>'
        f"<!--enpproperty <articleid>{story.number}</articleid><date>{day:%Y-%m-%d} 00:00:00:0</date><author></author>"
        f"<title>{story.title}</title><keyword></keyword><subtitle>{story.subtitle}</subtitle>"
        f"<introtitle>{story.kicker}</introtitle><siteid>2</siteid><nodeid>9</nodeid><nodename></nodename>"
        f"/enpproperty--></body></html>"
    )


def publish_old_line(site: Site, root: str, day: date, name: str, stories: tuple[Story, ...]) -> None:
    """Publish a one-page edition in the older Founder markup: unquoted attributes, one id many times, gb18030 bytes."""
    folder = f"{root}/html/{day:%Y-%m/%d}"
    areas = "".join(
        f'<Area coords="1,1,9,9" shape="polygon" href="content_{one.number}.htm?div={corner}">'
        for one in stories
        for corner in (0, -1)
    )
    titles = "".join(
        f'<li><a href=content_{one.number}.htm?div=-1><div style="display:inline" id=mp{one.number}>{one.title}</div>'
        "</a>"
        for one in stories
    )
    page = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>云江晚报</title></head>'
        f"<SPAN id=leveldiv></SPAN><body><map name=PagePicMap>{areas}</map><img src=p.jpg USEMAP=#PagePicMap>"
        f"<div class=banci>第A01版：<STRONG>{name}</STRONG></div><a class=preart href=node_8.htm>下一版</a>"
        f"<a href=../../../images/{day:%Y-%m/%d}/A01/1f.pdf>PDF</a><ul>{titles}</ul>"
        f"<div class=paperdate>{day:%Y年%m月%d日} 星期二</div>"
        f"<div class=bmname1><a id=pageLink href=./node_7.htm>第A01版：{name}</a></div>"
        f"<div class=bmname2><a id=pageLink href=node_7.htm>第A01版：{name}</a></div></body></html>"
    )
    site.say(f"{folder}/node_7.htm", page.encode("gb18030"), content_type="text/html")
    for one in stories:
        body = "".join(f"<P>\u3000\u3000{line}</P>" for line in one.text)
        article = (
            '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
            f"<title>{one.title}-云江晚报</title></head><body><table><tr><td class=font02>{one.kicker}</td></tr>"
            f"<tr><td class=font01>{one.title}</td></tr><tr><td class=font02>{one.subtitle}</td></tr></table>"
            f"<div>{day:%Y年%m月%d日} 第A01版：{name}</div>"
            f"<div id=ozoom><founder-content><!--enpcontent-->{body}<!--/enpcontent--></founder-content></div>"
            "</body></html>"
        )
        site.say(f"{folder}/content_{one.number}.htm", article.encode("gb18030"), content_type="text/html")


def web_article(story: Story, day: date) -> str:
    """Return an article page of an ordinary site."""
    paragraphs = "".join(f"<p>{line}</p>" for line in story.text)
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{story.title}_云江市人民政府</title>'
        f'<meta name="ArticleTitle" content="{story.title}"><meta name="PubDate" content="{day} 09:00">'
        f'<meta name="ContentSource" content="云江发布"></head><body><div class="nav"><a href="/">首页</a></div>'
        f'<h1>{story.title}</h1><p class="info">来源：云江发布 发布时间：{day} 09:00</p>'
        f'<div class="article-content" id="zoomcon">{paragraphs}</div></body></html>'
    )


def publish_list(
    site: Site, folder: str, rows: tuple[tuple[Story, date], ...], *, pages: int = 1, page: int = 1
) -> None:
    """Publish one page of a government list below `folder`, and its articles; one row leads to another site."""
    name = "list" if page == 1 else f"list_{page}"
    items = "".join(
        f'<li><a href="{day:%Y%m}/t{one.number}.shtml" title="{one.title}">{one.title[:6]}…</a>'
        f'<span class="time">{day}</span></li>'
        for one, day in rows
    )
    items += f'<li><a href="http://elsewhere.test/x.html">别处网站上的一篇文章</a><span>{rows[0][1]}</span></li>'
    site.say(
        f"{folder}/{name}.shtml",
        f'<html><head><meta charset="utf-8"></head><body><div class="menu"><a href="/">首页</a>'
        f'<a href="/other/list.shtml">通知公告与其他</a></div><ul class="pageList newsList">{items}</ul>'
        f"<div id='page_div'></div><script>createPageHTML('page_div',{pages}, {page},'list','shtml',9);</script>"
        f"</body></html>",
    )
    for one, day in rows:
        site.say(f"{folder}/{day:%Y%m}/t{one.number}.shtml", web_article(one, day))


def publish_feed(site: Site, path: str, rows: tuple[tuple[Story, date], ...]) -> None:
    """Publish an RSS feed and its articles."""
    items = "".join(
        f"<item><title>{one.title}</title><link>{site.address}/radio/{one.number}.html?utm_source=rss</link>"
        f"<pubDate>{day:%a, %d %b %Y} 06:30:00 +0800</pubDate><description>{one.text[0][:20]}…</description></item>"
        for one, day in rows
    )
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>云江之声</title>{items}</channel></rss>'
    site.say(path, feed, content_type="application/rss+xml; charset=utf-8")
    for one, day in rows:
        site.say(f"/radio/{one.number}.html", web_article(one, day))


def publish_whole_feed(site: Site, path: str, story: Story) -> None:
    """Publish a feed that holds one article whole; the page it links to is not there."""
    text = "".join(f"<p>{line}</p>" for line in story.text)
    item = (
        f"<item><title>{story.title}</title><link>{site.address}/whole/1.html</link>"
        f"<pubDate>Tue, 20 Feb 2024 06:30:00 +0800</pubDate><description><![CDATA[{text}]]></description></item>"
    )
    site.say(path, f'<?xml version="1.0"?><rss version="2.0"><channel>{item}</channel></rss>')
