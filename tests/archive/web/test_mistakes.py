"""What is wrong with a query or a reader's entry, said in Chinese."""

import re
from collections.abc import Callable
from functools import partial
from typing import cast

import pytest
from sqlalchemy import Engine

from archive.errors import AskedWrongly
from archive.query import parse
from archive.search import Sort, answer, newest_hits
from archive.search.paging import Place, read_cursor, write_cursor
from archive.subscriptions import check_address, letter_hour, quiet_hours
from archive.subscriptions.targets import new_target
from archive.web.mistakes import say_mistake

WRONG = (
    "", "-创新", "创新 )", "(创新", "()", "创新 NEAR/5", "创新 AND", "OR 创新", "a NEAR/5 b NEAR/5 c", "-",
    "(" * 30 + "创新", "word:(title:创新)", "word:(source:a)", "title:(body:创新)", "source:(word:创新)", "title:",
    "title: 创新", "(source:)", 'source:""', "(a OR b) NEAR/5 c", "word:a NEAR/5 b", "title:(a NEAR/5 body:b)",
    "a NEAR/5 title:b", "a NEAR/2000 b", "a NEAR/ b", " ".join(["a"] * 300), "a" * 4001, "。", "attachment:。",
    '"创新', "「创新", "titel:创新", "qqqqqqq:创新", "type:nwes", "type:qqqq", "has:picture", "target:30",
    "cluster:x", "date:x", "date:..", "date:2024-03..2024-02", "date:0000", "date:2024-13", "date:2024-02-30",
    "a NEAR/5 (b)", "NOT", "edition:2024-13-40",
)  # fmt: skip

TARGETS = (
    ("pigeon", ""), ("mail", "https://hooks.example.org/a"), ("webhook", "https://hooks.example.org/a b"),
    ("webhook", "hooks"), ("webhook", "https://me:word@hooks.example.org/"), ("chat", "wecombot"),
)  # fmt: skip


def refused(ask: Callable[[], object]) -> AskedWrongly:
    """The error of what is asked wrongly."""
    with pytest.raises(AskedWrongly) as caught:
        ask()
    return caught.value


def errors(engine: Engine) -> list[AskedWrongly]:
    """The errors of all these queries, of pages that cannot be shown, and of what a reader enters for an alert."""
    other = write_cursor(Place(upto=1, offset=20), ("a", "date"))
    found = [
        refused(lambda: read_cursor("nonsense", ("a",))),
        refused(lambda: read_cursor(other, ("b", "date"))),
        refused(lambda: answer(engine, "a", sort=cast("Sort", "beauty"))),
        refused(lambda: answer(engine, "a", limit=-1)),
        refused(lambda: newest_hits(engine, "a", limit=-1)),
        refused(lambda: check_address("李明")),
        refused(lambda: quiet_hours("at night")),
        refused(lambda: quiet_hours("07:00-07:00")),
        refused(lambda: letter_hour("noon")),
        *(refused(partial(new_target, channel, address)) for channel, address in TARGETS),
        AskedWrongly("chats need the package apprise", mend="install the optional part: pip install 'jianbao[chat]'"),
        AskedWrongly("this chat address is not known", mend="see Apprise's list, such as wecombot://KEY"),
    ]
    for query in WRONG:
        with pytest.raises(AskedWrongly) as caught:
            parse(query)
        found.append(caught.value)
    return found


def test_every_mistake_is_said_in_chinese(engine: Engine) -> None:
    """No sentence of what is wrong or of its mend stays English, and in English nothing changes."""
    for error in errors(engine):
        for sentence in (error.wrong, error.mend):
            said = say_mistake("zh", sentence)
            assert said != sentence, sentence
            assert re.search("[一-鿿]", said)
            assert not re.search(r"\b(the|there|write|is no|stands|use one)\b", said), said
            assert say_mistake("en", sentence) == sentence


def test_a_sentence_that_is_not_known_stays(client) -> None:
    """Better an English sentence than none; and a reader of Chinese sees Chinese on the page."""
    assert say_mistake("zh", "the moon is full") == "the moon is full"

    page = client.get("/search", params={"q": "date:2024-13", "lang": "zh"}).text

    assert "没有 13 月" in page
    assert "写成 date:2024, date:2024-02, date:2024-02-19，或时段 date:2024-02..2024-03" in page
    assert "there is no month" not in page
