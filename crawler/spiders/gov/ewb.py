"""`ewb`: a JSON service that wants the site's own key (徐州 and the other sites of its vendor).

The page names its category (`?categorynum=003006`), a script file the site (`siteGuid`, `projectName`); then POST
`<project>/rest/lightfrontaction/getgovinfolist` answers `custom.data[] {title, infourl, infodate}` and `custom.total`.
Pages count from 0 on some sites and from 1 on others: 0 is asked first, a repeated page is passed over.
"""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urljoin, urlsplit

from crawler.spiders.gov.protocol import JSON, Ask, ListPage, Plain, Seen, json_body, pages_of
from crawler.spiders.gov.rows import at, json_rows, load_json, number

SITE, ROWS = "site", "rows"
GUID = re.compile(r"siteGuid['\"]?\s*[:=]\s*['\"]([0-9a-fA-F-]{36})")
PROJECT = re.compile(r"projectName['\"]?\s*[:=]\s*['\"](/?[\w-]+)")
SCRIPT = re.compile(r"src\s*=\s*[\"']([^\"']*(?:webBuilderCommon|ajaxReq)\.js)", re.IGNORECASE)
USUAL_SCRIPT = "/js/webBuilderCommon.js"
USUAL_PROJECT = "/EWB-FRONT"


class Ewb(Plain):
    """A light front door with JSON behind it."""

    name = "ewb"

    def fits(self, html: str, url: str) -> bool:
        """True for pages of the vendor's open-government module."""
        return "lightfrontaction" in html or "EWB-FRONT" in html or "govInfoPub" in url

    def read(self, seen: Seen) -> ListPage:
        """Return the way to the site's key, from there to the rows, or the rows."""
        if seen.ask.step == ROWS:
            return _rows(seen)
        asked = dict(parse_qsl(urlsplit(seen.url).query))
        memory = seen.ask.memory or {
            "page": seen.url,
            "categorynum": seen.options.column or asked.get("categorynum", ""),
            "deptcode": asked.get("deptcode", ""),
        }
        if not memory["categorynum"]:
            return ListPage(trouble="the address names no categorynum")
        guid = GUID.search(seen.text)
        if guid is None and seen.ask.step == SITE:
            return ListPage(trouble="the script names no siteGuid")
        if guid is None:
            script = SCRIPT.search(seen.text)
            url = urljoin(seen.url, script[1] if script else USUAL_SCRIPT)
            return ListPage(lists=(Ask(url=url, step=SITE, memory=memory),))
        project = PROJECT.search(seen.text)
        folder = f"/{project[1].strip('/')}" if project else USUAL_PROJECT
        api = urljoin(memory["page"], f"{folder}/rest/lightfrontaction/getgovinfolist")
        known = {**memory, "api": api, "siteGuid": guid[1]}
        return ListPage(lists=(_ask(known, 0, 1, seen.options.page_size),))


def _rows(seen: Seen) -> ListPage:
    answer = at(load_json(seen.text), "custom")
    if not isinstance(answer, Mapping):
        return ListPage(trouble="not the JSON of a list")
    rows = json_rows(answer.get("data"), seen.ask.memory["page"], seen.today)
    size, index = seen.options.page_size, int(seen.ask.memory["index"])
    pages = pages_of(number(answer.get("total")), size)
    # Counted from 1 there is one page more to ask for; counted from 0 that page is empty.
    is_last = (not rows and index > 0) or (pages is not None and index >= pages)
    following = None if is_last else _ask(seen.ask.memory, index + 1, seen.ask.number + 1, size)
    return ListPage(rows=rows, next=following, pages=pages)


def _ask(memory: Mapping[str, str], index: int, number: int, size: int) -> Ask:
    fields = {
        "deptcode": memory["deptcode"],
        "categorynum": memory["categorynum"],
        "pageIndex": index,
        "pageSize": size,
        "siteGuid": memory["siteGuid"],
    }
    return Ask(
        url=memory["api"],
        number=number,
        step=ROWS,
        body=json_body(fields),
        content_type=JSON,
        memory={**memory, "index": str(index)},
    )
