"""The headline of a page without a known template: a vote between h1, OpenGraph, JSON-LD and the window title.

Site names at either end of the window title are cut off; a kicker or subtitle cannot be told here.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from pipelines.clean import tidy_line
from pipelines.extract.reading import Reading, reading
from pipelines.extract.tree import text_of

MAX_CHARS = 300

_SEPARATOR = re.compile(
    r"\s+[-–—|·•»«:/~]+\s+|\s*[|｜_]+\s*|--+|(?<=[\u3400-\u9fff”》）！？A-Z])[-—–]+(?=[\u3400-\u9fffA-Z])|^[-—–_|]+"
)
_SUFFIX_MARK = re.compile(r"\s*[-–—_|｜·•]")
_SITE_SUFFIX = re.compile(
    r"(?:\s*[-–—_|｜]++\s*+(?>[^-–—_|｜\s，。！？：]{0,12}?(?:新闻网|网站|网|日报|晚报|时报|早报|都市报|客户端|门户|频道|在线|人民政府|电子版|数字报)"
    r"(?=\s*[-–—_|｜]|$)))+$"
)
"""Each name is taken whole: 新闻网 and 网 end at one place, and trying both doubles the work with every name."""
_SITE_NAME = re.compile(
    r"[^\s，。！？：]{0,12}?(?:新闻网|网站|网|日报|晚报|时报|早报|都市报|客户端|门户|频道|在线|人民政府|电子版|数字报|官网)"
)
_NOT_WORDS = re.compile(r"[\W_]+")


def read_headline(root: HtmlElement, declared: Sequence[str], sites: Iterable[str] = (), listed: str = "") -> Reading:
    """Choose the headline.

    `declared` are the titles of JSON-LD and meta, the most trusted first; `sites` the names of the site; `listed` is
    the title in the list that linked here, a witness too.
    """
    names = tuple(sites)
    window = tidy_line(" ".join(text_of(each) for each in root.xpath("/html/head/title[1]")))[: MAX_CHARS * 2]
    # A template without its headline leaves a mark and the site's name.
    window = "" if _SUFFIX_MARK.match(window) else _without_names(window, names)
    told = [title[: MAX_CHARS * 2] for title in declared if title]
    chosen, how = choose(_shown(root), told, window)
    chosen = _without_suffix(_as_listed(chosen, listed))
    return reading(how, title=chosen, title_raw=chosen)


def _as_listed(title: str, listed: str) -> str:
    """Return the title as the list has it, where the page adds only a mark and some name behind it."""
    behind = title[len(listed) :] if len(listed) >= 6 and title.startswith(listed) else ""
    return listed if _SUFFIX_MARK.match(behind) else title


def _without_suffix(title: str) -> str:
    """Cut a name that ends as those of Chinese sites do, with the mark before it, off a headline.

    >>> _without_suffix("全市经济工作会议召开2024-云江晚报网")
    '全市经济工作会议召开2024'
    """
    found = _SITE_SUFFIX.search(title)
    return title[: found.start()].rstrip() if found and found.start() >= 5 else title


def _without_names(window: str, sites: Iterable[str]) -> str:
    """Cut the site's own name and the mark before it off the end of a window title."""
    for name in sites:
        if name and window.endswith(name) and len(window) > len(name):
            return window[: -len(name)].rstrip(" -–—_|｜·•")
    return window


def choose(shown: Sequence[str], declared: Sequence[str], window: str) -> tuple[str, str]:
    """Return the headline and how it was chosen.

    A shown heading that the window title or a declared title confirms is best; then the declared one without the
    site's name; then the only heading; then the window title without the site's name.
    """
    witnesses = [*declared, window]
    confirmed = [heading for heading in shown if any(_begins(witness, heading) for witness in witnesses)]
    if confirmed:
        # A site's name in a heading is confirmed by the window title too, but it is shorter than the headline.
        return max(confirmed, key=lambda heading: len(fold(heading))), "heading, confirmed"
    # Two declared titles outvote a heading in other words; the search title alone does not.
    main = _main_heading(shown, witnesses) if len(declared) < 2 else ""
    if main:
        return main, "heading, alike"
    if declared:
        return strip_site(declared[0], [*shown, window]), "declared"
    if len(shown) == 1 and not window:
        return shown[0], "heading"
    best = strip_site(window, shown)
    return (best, "window title") if best else (shown[0] if shown else "", "heading")


def strip_site(title: str, others: Iterable[str] = ()) -> str:
    """Return a title without the name of the site behind (or before) it.

    >>> strip_site("武汉长假：欢声笑语_新闻中心_长江网_cjn.cn")
    '武汉长假：欢声笑语'
    """
    parts = _SEPARATOR.split(title)
    while len(parts) > 1 and _SITE_NAME.fullmatch(parts[-1].strip()) and len(parts[0].strip()) >= 2:
        # A notice's headline may be shorter than the site's name: 停水通知_云江市人民政府.
        title = title[: title.rindex(parts.pop())].rstrip(" -–—_|｜·•")
    if len(parts) == 1:
        return title.strip()
    folded = [fold(other) for other in others]
    for part in parts:
        if len(fold(part)) >= 6 and fold(part) in folded:
            return part.strip()
    # The headline is the longest part; the earlier of two equals.
    longest = max(parts, key=lambda part: len(part.strip()))
    start, end = title.index(longest), title.index(longest) + len(longest)
    if parts[0] is longest or len(parts[0]) > 0.6 * len(longest):
        return _head(title, parts)
    return title[start:end].strip()


def _head(title: str, parts: Sequence[str]) -> str:
    """Return the title up to the first short part: names of sections and sites are shorter than headlines."""
    kept = parts[0]
    for part in parts[1:]:
        joined = title[: title.index(part, len(kept)) + len(part)]
        if len(part.strip()) <= 0.6 * len(parts[0]) or len(part.split()) <= 3:
            break
        kept = joined
    return kept.strip()


def fold(text: str) -> str:
    """Return a text for comparing headlines: width, case and everything but letters and digits put aside."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text).casefold())


def _main_heading(shown: Sequence[str], witnesses: Sequence[str]) -> str:
    """Return the first heading if it speaks of the same as a declared title in other words, as search titles do."""
    if not shown or len(fold(shown[0])) < 12:
        return ""
    words = _stems(shown[0])
    shared = max((len(words & _stems(witness)) for witness in witnesses), default=0)
    return shown[0] if shared >= 2 and shared >= 0.25 * len(words) else ""


def _stems(text: str) -> set[str]:
    """Return the longer words of a title, cut to six letters, so that endings do not matter."""
    return {word[:6] for word in re.findall(r"\w{4,}", text.casefold())}


def _begins(witness: str, heading: str) -> bool:
    """Tell whether a heading is what another title begins or ends with."""
    whole, part = fold(witness), fold(heading)
    if len(part) < 4 or len(part) < 0.3 * len(whole):
        return False
    return whole.startswith(part) or whole.endswith(part)


def _shown(root: HtmlElement) -> list[str]:
    found: list[str] = []
    for level in ("h1", "h2", "h3"):
        for each in root.iter(level):
            text = tidy_line(text_of(each))
            if text and len(text) <= MAX_CHARS and text not in found:
                found.append(text)
        if len(found) > 40:
            break
    return found[:60]
