"""Find the sentences of a report that only list who attended.

Front-page reports name courts, congresses and colleges there that the news is not about; such sentences were the
main source of false tags.
"""

import re
from collections.abc import Iterable

VERBS = ("参加", "出席", "列席", "陪同")
ENDS_SENTENCE = re.compile("..[^。！？\n，,、]{0,6}(?=[。！？\n]|$)")
"""A verb with which the sentence ends, such as 参加会议 or 出席."""
SENTENCE_ENDS = "。！？\n"
MANY = re.compile("[、,，;；]")
LEAST_NAMED = 2
"""Commas; a list names three or more."""
HAPPENED = re.compile(
    "召[开開]|[举舉]行|[举舉][办辦]|[启啟]动|[启啟]動|[开開]幕|[闭閉]幕|揭牌|[签簽]约|[签簽]約|[开開]工|成立|[发發]布"
)
"""A sentence that says what happened is not only a list; in both scripts, as the text stands."""


def attendance_lists(text: str, verbs: Iterable[int]) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence that only lists who attended; `verbs` are where one of VERBS stands."""
    lists = []
    for verb in verbs:
        if ends := ENDS_SENTENCE.match(text, verb):
            end = ends.end()
            start = max(text.rfind(mark, 0, verb) for mark in SENTENCE_ENDS) + 1
            sentence = text[start:end]
            if not HAPPENED.search(sentence) and len(MANY.findall(sentence)) >= LEAST_NAMED:
                lists.append((start, end))
    return lists
