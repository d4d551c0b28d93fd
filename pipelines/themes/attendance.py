"""Find the sentences of a report that only list who attended.

Front-page reports name courts, congresses and colleges there that the news is not about; such sentences were the
main source of false tags.
"""

import re

SENTENCE = re.compile(r"[^。！？\n]+")
ATTENDED = re.compile("(?:参加|出席|列席|陪同)[^。！？\n，,、]{0,6}$")
"""The sentence ends in the verb, such as 参加会议 or 出席."""
MANY = re.compile("[、,，;；]")
LEAST_NAMED = 2
"""Commas; a list names three or more."""
HAPPENED = re.compile("召开|举行|举办|启动|开幕|闭幕|揭牌|签约|开工|成立|发布")
"""A sentence that says what happened is not only a list."""


def attendance_lists(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence that only lists who attended."""
    if not ("参加" in text or "席" in text or "陪同" in text):
        return []
    return [
        found.span()
        for found in SENTENCE.finditer(text)
        if ATTENDED.search(found[0]) and not HAPPENED.search(found[0]) and len(MANY.findall(found[0])) >= LEAST_NAMED
    ]
