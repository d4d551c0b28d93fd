"""Pages that are no article: lists, layout pages, walls, and pages that say they do not exist.

Judged by markup and by short texts only: an article about a login page stays an article.
"""

import re
from collections.abc import Sequence

from archive.records import Reason, Rejected
from pipelines.clean import ends_sentence
from pipelines.clean.paragraphs import CLOSERS
from pipelines.extract.founder import is_layout_address
from pipelines.extract.gov import is_list
from pipelines.extract.tree import Block

SHORT_CHARS = 400
"""Soft 404s and walls say little: texts above this are never called one."""

_GONE = re.compile(
    r"(?:页面|网页|内容|文章|稿件|信息|资源|版面|文件)[^。，]{0,8}(?:不存在|已删除|被删除|已失效|已过期|已下线|找不到|未找到|无法访问)"
    r"|(?:找不到|未找到|没有找到|不存在)[^。，]{0,6}(?:页面|网页|内容|文章|该页)|您访问的[^。，]{0,12}(?:不存在|出错)"
    r"|404 (?:not found|error|错误)|\bpage (?:not found|cannot be found|doesn.t exist)"
    r"|no longer (?:available|exists)|error 404",
    re.I,
)
_GONE_TITLE = re.compile(
    r"^\W*(?:404|页面不存在|网页不存在|找不到页面|出错了|错误提示|not found|page not found|error)\b", re.I
)
_WALL = re.compile(
    r"请(?:先)?登录(?:后|才能|以)|(?:购买|订阅)[^。]{0,8}(?:报纸|后)[^。]{0,6}(?:访问|阅读|查看)|请完成(?:安全)?验证|滑动验证"
    r"|访问(?:过于|太)频繁|人机验证|安全验证|网站防火墙|请求被拦截|您的访问被拦截"
    r"|请开启\s?javascript|enable javascript|checking your browser|just a moment|verify (?:that )?you are (?:a )?human"
    r"|are you a robot|access denied|unusual traffic|subscribe to (?:continue|read)",
    re.I,
)
_WALL_SCRIPT = re.compile(r"__jsl_clearance|\$_ts\s*=|_cf_chl_opt|aliyun_waf|acw_sc__v2", re.I)
_LIST_TITLE = re.compile(r"(?:目录|列表|首页|站点地图|网站地图|检索结果|搜索结果)$")


def wall_in_script(page: str) -> Rejected | None:
    """Return a refusal for the tiny script pages that anti-bot systems send in place of an article."""
    if len(page) < 20_000 and _WALL_SCRIPT.search(page) and page.count("<p") < 3:
        return Rejected(reason=Reason.WALL, detail="anti-bot script")
    return None


def refuse(title: str, text: str, blocks: Sequence[Block]) -> Rejected | None:
    """Return a refusal for a page that says it is gone or shut; None for any other page."""
    if len(text) > SHORT_CHARS:
        return None
    said = text or " ".join(block.text for block in blocks[:30])
    # A notice may say of a document that it is void: only very short texts speak of their own page.
    if _GONE_TITLE.match(title) or (len(text) <= SHORT_CHARS // 3 and _GONE.search(f"{title} {said[:SHORT_CHARS]}")):
        return Rejected(reason=Reason.SOFT_404, detail=title or said[:60])
    if len(text) <= SHORT_CHARS // 2 and _WALL.search(f"{title} {said[:SHORT_CHARS]}"):
        return Rejected(reason=Reason.WALL, detail=said[:60])
    return None


def refuse_wordless(text: str) -> Rejected | None:
    """Return a refusal for a text of few sentences: menus and lists that look like text."""
    paragraphs = text.splitlines()
    running = sum(_running(line) for line in paragraphs)
    if running >= 0.25 * len(text):
        return None
    return Rejected(reason=Reason.NOT_AN_ARTICLE, detail="no sentences")


def _running(line: str) -> int:
    """Return how many characters of a line are running text: all of a long one, else up to the end of its sentences,
    behind which a picture's credit may stand."""
    if len(line) >= 80 or _is_sentence(line):
        return len(line)
    told = max(line.rfind(mark) for mark in "。！？") + 1
    return told if told >= 12 else 0


def _is_sentence(line: str) -> bool:
    return len(line) >= 12 and (ends_sentence(line) or line.rstrip(CLOSERS)[-1:] == ".")


def refuse_list(url: str, meta: dict[str, str], blocks: Sequence[Block], title: str) -> Rejected | None:
    """Return a refusal for layout pages, lists and error pages; asked only when no template has found an article."""
    if _GONE_TITLE.match(title):
        return Rejected(reason=Reason.SOFT_404, detail=title)
    if is_layout_address(url):
        return Rejected(reason=Reason.NOT_AN_ARTICLE, detail="layout page")
    if is_list(meta):
        return Rejected(reason=Reason.NOT_AN_ARTICLE, detail=f"list: {meta['columnname']}")
    if _LIST_TITLE.search(title) or _is_made_of_links(blocks):
        return Rejected(reason=Reason.NOT_AN_ARTICLE, detail="list of links")
    return None


def _is_made_of_links(blocks: Sequence[Block]) -> bool:
    """Tell whether nearly all of a page is links: portals' front pages and columns, layout pages."""
    total = sum(len(block.text) for block in blocks)
    links = sum(block.links for block in blocks)
    # Short news stand among long lists: 60 characters of sentences without a link make it a page to read.
    running = sum(len(block.text) for block in blocks if not block.links and _is_sentence(block.text))
    return total > 0 and links > 0.7 * total and running < 60
