"""A capture: what is known of it, its bytes as plain text, and the page as it came, locked up."""

import codecs
import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from archive.errors import AskedWrongly, CaptureError
from archive.records import Capture, CaptureRef
from archive.web.site import site_of

# No scripts, no forms, no frames, nothing from any host: the page is only looked at, under an origin of its own.
LOCKED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([a-zA-Z0-9_.:-]{1,40})", re.IGNORECASE)
META_WITHIN = 4096
HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_.:-]{1,40})", re.IGNORECASE)
READABLE = re.compile(r"text/|[/+](xml|json|xhtml\+xml|javascript)\b", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Trouble:
    """Why a capture cannot be shown."""

    wrong: str
    mend: str


def page(request: Request) -> Response:
    """Show what is known of a capture, and whether its bytes still match their digest."""
    site = site_of(request)
    ref = site.captures.find(request.path_params["id"])
    try:
        kept, trouble = site.captures.read(ref), None
    except CaptureError as error:
        kept, trouble = None, Trouble(wrong=error.wrong, mend=error.mend)
    return site.screens.show(
        request,
        "capture.html",
        ref=ref,
        capture=kept,
        trouble=trouble,
        content_type=content_type(kept) if kept else "",
        is_html=kept is not None and "html" in content_type(kept).lower(),
    )


def as_bytes(request: Request) -> Response:
    """Return the bytes: text is shown as plain text, anything else is handed over as a file."""
    ref, kept = _read(request)
    if READABLE.search(content_type(kept)) or not content_type(kept):
        headers = {"content-type": f"text/plain; charset={charset(kept)}", "content-disposition": "inline"}
    else:
        name = f'attachment; filename="capture-{ref.id}.bin"'
        headers = {"content-type": "application/octet-stream", "content-disposition": name}
    return Response(kept.body, headers=headers | _proof(ref) | {"content-security-policy": LOCKED})


def as_page(request: Request) -> Response:
    """Return an HTML capture as a page without scripts and without access to anything."""
    ref, kept = _read(request)
    if "html" not in content_type(kept).lower():
        raise AskedWrongly("this capture is not a web page", mend="look at its bytes instead")
    headers = {"content-type": f"text/html; charset={charset(kept)}", "x-robots-tag": "noindex"}
    return Response(kept.body, headers=headers | _proof(ref) | {"content-security-policy": LOCKED})


def content_type(capture: Capture) -> str:
    """Return the Content-Type that the server sent, empty when it sent none."""
    return next((value for name, value in capture.headers if name.lower() == "content-type"), "")


def charset(capture: Capture) -> str:
    """Return the character set for showing the bytes: as the header says, else as the page says, else utf-8.

    The gb family is named by its largest member, as browsers do (WHATWG Encoding Standard).
    """
    said = HEADER_CHARSET.search(content_type(capture))
    written = META_CHARSET.search(capture.body[:META_WITHIN])
    names = [said.group(1)] if said else []
    names += [written.group(1).decode("ascii")] if written else []
    for name in names:
        try:
            known = codecs.lookup(name).name
        except LookupError:
            continue
        return "gb18030" if known in ("gb2312", "gbk") else known
    return "utf-8"


def _read(request: Request) -> tuple[CaptureRef, Capture]:
    captures = site_of(request).captures
    ref = captures.find(request.path_params["id"])
    return ref, captures.read(ref)


def _proof(ref: CaptureRef) -> dict[str, str]:
    """Return the digest as a header, so that a saved copy can be checked."""
    return {"x-capture-digest": ref.digest, "cache-control": "private, max-age=3600"}
