"""A site in every kind of trouble, on loopback: it answers by raw bytes, so that it can break any rule of HTTP."""

import contextlib
import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from socketserver import StreamRequestHandler, ThreadingTCPServer

from tests.crawler.site import STORIES, web_article

DAY = date(2024, 2, 20)
GOOD = web_article(STORIES[0], DAY)
GZIP = "Content-Encoding: gzip"
MEGABYTE = 1024 * 1024
MISSING = "<h1>404</h1><p>您访问的页面不存在。</p>"
PAGE = "text/html; charset=utf-8"

Reply = Callable[[StreamRequestHandler], None]


def answer(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """Return an answer as bytes; `length` lies about the body's."""
    size = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {size}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def says(raw: bytes) -> Reply:
    """Send these bytes and hang up."""

    def reply(to: StreamRequestHandler) -> None:
        to.wfile.write(raw)

    return reply


def page(text: str, charset: str = "utf-8", *headers: str) -> Reply:
    """Send a page."""
    return says(answer(text.encode(charset), *(headers or (f"Content-Type: {PAGE}",))))


def reset(to: StreamRequestHandler) -> None:
    """Cut the connection with a reset in the middle of the body."""
    to.wfile.write(answer(GOOD.encode()[:200], f"Content-Type: {PAGE}", length=5000))
    to.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    to.connection.close()


def endless(to: StreamRequestHandler) -> None:
    """Send a body without end and without length."""
    to.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Type: {PAGE}\r\nConnection: close\r\n\r\n".encode())
    for _ in range(64):
        to.wfile.write(b"<p>" + b"x" * MEGABYTE)


def slow(to: StreamRequestHandler) -> None:
    """Send a byte now and then, until nobody listens any more."""
    to.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Type: {PAGE}\r\nContent-Length: 100000\r\n\r\n".encode())
    hung_up = threading.Event()
    while not hung_up.wait(0.2):
        to.wfile.write(b"x")


def bomb() -> Reply:
    """Send 64 MB of blanks in 64 kB of gzip."""
    packed = gzip.compress(b" " * (64 * MEGABYTE), 6)
    return says(answer(packed, f"Content-Type: {PAGE}", GZIP))


ARTICLES: dict[str, tuple[Reply, str]] = {
    "good": (page(GOOD), "stored"),
    "slow": (slow, "timeout"),
    "reset": (reset, "cut-short"),
    "short": (says(answer(GOOD.encode(), f"Content-Type: {PAGE}", length=99_999)), "cut-short"),
    "bomb": (bomb(), "too-large"),
    "endless": (endless, "too-large"),
    "badgzip": (
        says(answer(b"\x1f\x8b\x08\x00garbage", f"Content-Type: {PAGE}", GZIP)),
        "bad-encoding",
    ),
    "nothttp": (says(b"SSH-2.0-OpenSSH_9.2\r\n"), "connection"),
    "empty": (says(b""), "connection"),
    "error": (says(answer(b"", status="500 Internal Server Error")), "http-500"),
    "gone": (says(answer(b"", status="410 Gone")), "http-410"),
    "forbidden": (says(answer(b"no", status="403 Forbidden")), "http-403"),
    "loop": (says(answer(b"", "Location: loop.html", status="302 Found")), "redirects"),
    "scheme": (says(answer(b"", "Location: ftp://127.0.0.1/x", status="302 Found")), "http-302"),
    "nowhere": (says(answer(b"", "Location: http://127.0.0.9:9/x", status="302 Found")), "refused"),
    "wall": (says(answer(b"<script>document.cookie='__jsl_clearance_s=1'</script>", status="521 Down")), "wall"),
    "soft404": (
        page(f"<html><title>提示</title><body>{MISSING}</body></html>"),
        "soft-404",
    ),
    "latin": (page(web_article(STORIES[1], DAY), "gb18030", "Content-Type: text/html; charset=iso-8859-1"), "stored"),
    "gb2312": (page(web_article(STORIES[2], DAY), "utf-8", "Content-Type: text/html; charset=gb2312"), "stored"),
}
"""Name → what is answered, and what the ledger says of it."""


class FaultSite:
    """Lists all its articles on one page."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[str] = []
        site = self

        class Handler(StreamRequestHandler):
            def handle(self) -> None:
                site.serve(self)

        self.server = ThreadingTCPServer((host, 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://{host}:{self.server.server_address[1]}"

    def serve(self, to: StreamRequestHandler) -> None:
        """Answer one request."""
        path = to.rfile.readline().decode("latin-1").split()[1]
        while to.rfile.readline().strip():
            pass
        self.asked.append(path)
        reply = self.replies.get(path.partition("?")[0], says(answer(b"", status="404 Not Found")))
        with contextlib.suppress(OSError):  # the crawler hung up, as it should
            reply(to)

    def listing(self, names: list[str]) -> str:
        """Return a list page with these articles."""
        rows = "".join(
            f'<li><a href="/a/{name}.html">云江新闻一则：{name} 的故事</a><span>{DAY}</span></li>' for name in names
        )
        return f'<html><head><meta charset="utf-8"></head><body><ul>{rows}</ul></body></html>'


@contextmanager
def fault_site(host: str = "127.0.0.1") -> Iterator[FaultSite]:
    """Give a site that answers 404 until it is told otherwise."""
    site = FaultSite(host)
    thread = threading.Thread(target=site.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.server.shutdown()
        site.server.server_close()
