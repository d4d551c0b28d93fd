"""Whether the text of a printed story goes on, or has begun, on another layout page, by the marks at its ends. Pure.

A story that papers keep whole under the addresses of both its halves has the marks in its middle or nowhere.
"""

import re
from html import unescape

_TAG = re.compile(r"<[^>]*>")
_GAPS = re.compile(r"[\s\u3000\xa0]+")
_ON, _BACK = "下转|转下|转接", "上接|紧接|接上"
_OPENING, _CLOSING = r"[”」』]?[（(【\[]?[▶►■]*", r"[^）)】\]。]{0,16}版[^）)】\]。]{0,12}[）)】\]]?"
_PIECE = 12
"""Characters of the text beside a mark that tell it from the marks of other stories on the page."""


def lacks_a_half(html: str, text: str) -> bool:
    """Tell whether the page says behind the end of the text that it goes on, or before its begin that it has begun.

    >>> lacks_a_half("<p>大桥昨日合龙，</p><p>下月通车。（下转第2版）</p>", "大桥昨日合龙，\\n下月通车。")
    True
    """
    if "版" not in html or not any(word in html for word in f"{_ON}|{_BACK}".split("|")):
        return False
    shown, said = _flat(unescape(_TAG.sub("", html))), _flat(text)
    if not said:
        return False
    goes_on = f"{re.escape(said[-_PIECE:])}{_OPENING}(?:{_ON})"
    has_begun = f"(?:{_BACK}){_CLOSING}{re.escape(said[:_PIECE])}"
    return bool(re.search(goes_on, shown) or re.search(has_begun, shown))


def _flat(text: str) -> str:
    return _GAPS.sub("", text)
