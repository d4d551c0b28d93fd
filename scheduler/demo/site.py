"""The miniature world's web site on loopback: five publishers, each in the markup of its real kind.

`daily` newer Founder e-paper, `evening` older Founder e-paper in GBK, `gov` a static government list with the
mandatory meta tags, `radio` RSS, `portal` an anti-bot wall that answers 521 to everyone.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZipFile
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from scheduler.demo.world import Printed, PrintedPage, World

ZONE = ZoneInfo("Asia/Shanghai")
Answer = tuple[int, str, bytes]
HTML = "text/html; charset=utf-8"
# Older Founder pages say gb2312 and mean GBK: the reader must know better than the label.
OLD_HTML = "text/html"


class Site:
    """Serves the world on 127.0.0.1; `today` decides what has been published."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.today = world.days[0]
        self._templates = Environment(
            loader=PackageLoader("scheduler.demo"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, name="demo site", daemon=True)

    @property
    def address(self) -> str:
        """Base address, such as http://127.0.0.1:40123."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str) -> Answer:
        """Return status, content type and body for a path; 404 for anything not published yet."""
        for pattern, page in self._routes():
            if found := re.fullmatch(pattern, path):
                made = page(*found.groups())
                if made is not None:
                    return made
        return HTTPStatus.NOT_FOUND, HTML, b"<html><title>404</title><p>Not found</p></html>"

    def _routes(self) -> tuple[tuple[str, Callable[..., Answer | None]], ...]:
        return (
            (r"/robots\.txt", self._robots),
            (r"/YJRB/PC/layout/(\d{6})/period\.xml", self._calendar),
            (r"/YJRB/PC/layout/(\d{6})/(\d{2})/node_(\w+)\.html", self._daily_layout),
            (r"/YJRB/PC/content/(\d{6})/(\d{2})/content_(\d+)\.html", self._daily_article),
            (r"/yjwb/html/(\d{4}-\d{2})/(\d{2})/node_(\d+)\.htm", self._evening_layout),
            (r"/yjwb/html/(\d{4}-\d{2})/(\d{2})/content_(\d+)\.htm", self._evening_article),
            (r"/gov/xxgk/list\.shtml", self._gov_list),
            (r"/gov/xxgk/(\d{6})/t(\d+)\.shtml", self._gov_article),
            (r"/gov/xxgk/\d{6}/attachments/(\d+)\.docx", self._gov_attachment),
            (r"/radio/feed\.xml", self._feed),
            (r"/radio/(\d{8})/(\d+)\.html", self._radio_article),
            (r"/portal/.*", self._wall),
        )

    def _robots(self) -> Answer:
        return 200, "text/plain; charset=utf-8", b"User-agent: *\nDisallow: /private/\nCrawl-delay: 0\n"

    def _calendar(self, month: str) -> Answer:
        days = [d for d in self.world.days if d <= self.today and d.strftime("%Y%m") == month]
        body = self._render("period.xml.jinja", days=days)
        return 200, "text/xml; charset=utf-8", body.encode()

    def _daily_layout(self, month: str, day: str, label: str) -> Answer | None:
        return self._layout(
            "daily", _day(month, day), lambda page, _: page.label == label, "founder_new_layout.html", HTML
        )

    def _daily_article(self, month: str, day: str, number: str) -> Answer | None:
        return self._article("daily", _day(month, day), int(number), "founder_new_article.html", HTML)

    def _evening_layout(self, month: str, day: str, node: str) -> Answer | None:
        # The first node of this paper is node_2: real papers start anywhere.
        return self._layout(
            "evening", _day(month, day), lambda _, i: i + 2 == int(node), "founder_old_layout.html", OLD_HTML
        )

    def _evening_article(self, month: str, day: str, number: str) -> Answer | None:
        return self._article("evening", _day(month, day), int(number), "founder_old_article.html", OLD_HTML)

    def _layout(
        self, paper: str, day: date, wanted: Callable[[PrintedPage, int], bool], template: str, content_type: str
    ) -> Answer | None:
        pages = self._edition(paper, day)
        for index, page in enumerate(pages):
            if wanted(page, index):
                body = self._render(
                    template, day=day, pages=pages, page=page, index=index, weekday="一二三四五六日"[day.weekday()]
                )
                return 200, content_type, _encoded(body, content_type)
        return None

    def _article(self, paper: str, day: date, number: int, template: str, content_type: str) -> Answer | None:
        for page in self._edition(paper, day):
            for item in page.stories:
                if item.number == number:
                    body = self._render(template, day=day, page=page, item=item, story=item.story)
                    return 200, content_type, _encoded(body, content_type)
        return None

    def _edition(self, paper: str, day: date) -> tuple[PrintedPage, ...]:
        return self.world.edition(paper, day) if day <= self.today else ()

    def _gov_list(self) -> Answer:
        return 200, HTML, self._render("gov_list.html", items=self._posted("gov")).encode()

    def _gov_article(self, month: str, number: str) -> Answer | None:
        item = self._one("gov", number)
        return None if item is None else self._page("gov_article.html", item)

    def _gov_attachment(self, number: str) -> Answer | None:
        item = self._one("gov", number)
        if item is None or not item.story.attachment:
            return None
        return 200, "application/octet-stream", _word(item.story.attachment, item.story.title, "本表一式两份。")

    def _feed(self) -> Answer:
        items = [(item, _radio_time(item.day)) for item in self._posted("radio")]
        return (
            200,
            "application/rss+xml; charset=utf-8",
            self._render("feed.xml.jinja", base=self.address, items=items).encode(),
        )

    def _radio_article(self, day: str, number: str) -> Answer | None:
        item = self._one("radio", number)
        return None if item is None else self._page("radio_article.html", item)

    def _page(self, template: str, item: Printed) -> Answer:
        return 200, HTML, self._render(template, item=item, story=item.story).encode()

    def _wall(self) -> Answer:
        return (
            521,
            HTML,
            b"<script>document.cookie='__jsl_clearance_s='+(+[+!![]]+[]);location.href=location.pathname</script>",
        )

    def _posted(self, channel: str) -> list[Printed]:
        return list(self.world.posted(channel, self.today))

    def _one(self, channel: str, number: str) -> Printed | None:
        return next((item for item in self._posted(channel) if item.number == int(number)), None)

    def _render(self, template: str, **facts: Any) -> str:
        return self._templates.get_template(template).render(**facts)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, content_type, body = site.answer(self.path.split("?")[0])
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Keep the demo's screen for the crawl."""

        return Handler


def _word(*paragraphs: str) -> bytes:
    """Return a Word document as small as it gets."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    made = BytesIO()
    with ZipFile(made, "w") as parts:
        parts.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
    return made.getvalue()


def _day(month: str, day: str) -> date:
    digits = month.replace("-", "") + day
    try:
        return datetime.strptime(digits, "%Y%m%d").replace(tzinfo=ZONE).date()
    except ValueError:
        return date.max


def _radio_time(day: date) -> str:
    return format_datetime(datetime(day.year, day.month, day.day, 6, 30, tzinfo=ZONE))


def _encoded(body: str, content_type: str) -> bytes:
    return body.encode("gb18030" if content_type == OLD_HTML else "utf-8")
