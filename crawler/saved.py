"""A folder of saved pages, served on loopback under their real addresses, so that the real crawl can read it.

Where a page comes from is told by, in this order: `manifest.json` in the folder or above it (a list of `file`, `url`),
`<name>.page.json` beside it (`url`), the page itself (enpproperty `<url>`, canonical link, og:url), and if nobody
knows, `http://<file name>.invalid/`. The download handler sends every request of the crawl to this server and to
nowhere else; the rest of the crawl does not notice.
"""

import json
import re
import threading
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from archive.errors import AskedWrongly
from crawler.addresses import absolute, canonical

HOST = "127.0.0.1"
ENDINGS = (".html", ".htm", ".shtml", ".xhtml")
NOT_FOUND = b"<html><title>404</title><body>no saved page has this address</body></html>"
FOUNDER_URL = re.compile(rb"(?is)<!--\s*enpproperty.*?<url>\s*(http[^<\s]+)\s*</url>")
CANONICAL = re.compile(rb"(?is)<link\b(?=[^>]*\brel=[\"']?canonical)[^>]*\bhref=[\"']?(http[^\"'>\s]+)")
OG_URL = re.compile(rb"(?is)<meta\b(?=[^>]*\bproperty=[\"']?og:url)[^>]*\bcontent=[\"']?(http[^\"'>\s]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """One saved page and the address it was fetched from."""

    path: Path
    url: str


def find_pages(folder: Path) -> tuple[SavedPage, ...]:
    """Return the saved pages below a folder, by name.

    Raises AskedWrongly when the folder is none or holds no page.
    """
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS) if folder.is_dir() else []
    if not files:
        raise AskedWrongly(f"{folder} holds no saved pages", mend=f"name a folder with {', '.join(ENDINGS)} files")
    listed = _manifest(folder)
    pages: dict[str, SavedPage] = {}
    for path in files:
        url = listed.get(path.name) or _beside(path) or _inside(path.read_bytes())
        url = url or f"http://{quote(path.name, safe='')}.invalid/"
        # Two saved states of one address cannot both be served; the later one gets an address of its own.
        if url in pages:
            url = f"http://{quote(path.name, safe='')}.invalid/"
        pages[url] = SavedPage(path=path, url=url)
    return tuple(pages.values())


def _manifest(folder: Path) -> dict[str, str]:
    """File name → address, from manifest.json in the folder or above it."""
    for place in (folder, folder.parent):
        rows = _json(place / "manifest.json")
        if isinstance(rows, list):
            named = [row for row in rows if isinstance(row, dict) and isinstance(row.get("file"), str)]
            return {Path(row["file"]).name: url for row in named if (url := _address(row.get("url")))}
    return {}


def _beside(path: Path) -> str:
    told = _json(path.with_suffix(".page.json"))
    return _address(told.get("url")) if isinstance(told, dict) else ""


def _inside(body: bytes) -> str:
    for pattern in (FOUNDER_URL, CANONICAL, OG_URL):
        if found := pattern.search(body):
            return _address(found[1].decode("ascii", "replace"))
    return ""


def _address(told: Any) -> str:
    """Return an absolute http address in canonical form; empty for anything else."""
    if not isinstance(told, str) or not told.startswith(("http://", "https://")):
        return ""
    return canonical(told) if absolute(told, told) else ""


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


class SavedSite:
    """Serves saved pages on 127.0.0.1 by host and path."""

    def __init__(self, pages: tuple[SavedPage, ...]) -> None:
        self._files = {_key(page.url): page.path for page in pages}
        self._server = ThreadingHTTPServer((HOST, 0), partial(_Handler, self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="saved pages", daemon=True)

    @property
    def port(self) -> int:
        """Port on loopback."""
        return self._server.server_port

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()

    def find(self, host: str, target: str) -> bytes | None:
        """Return the bytes of the page with this host and path, or None."""
        path = self._files.get((host.lower(), target))
        return path.read_bytes() if path else None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, site: SavedSite, *args: Any) -> None:
        self.site = site
        super().__init__(*args)

    def do_GET(self) -> None:
        body = self.site.find(self.headers.get("Host", ""), self.path)
        self.send_response(HTTPStatus.OK if body is not None else HTTPStatus.NOT_FOUND)
        # No charset: the saved bytes must speak for themselves, as their server's header is not known.
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body if body is not None else NOT_FOUND)))
        self.end_headers()
        self.wfile.write(body if body is not None else NOT_FOUND)

    def log_message(self, *_: object) -> None:
        """Say nothing: the crawl's own log says what was asked."""


def _key(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    target = parts.path or "/"
    return parts.netloc.lower(), f"{target}?{parts.query}" if parts.query else target
