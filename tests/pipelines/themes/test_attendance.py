import re

from pipelines.themes.attendance import VERBS, attendance_lists


def lists(text: str) -> list[tuple[int, int]]:
    """The lists in a text whose verbs are found as the tagger finds them."""
    return attendance_lists(text, [found.start() for found in re.finditer("|".join(VERBS), text)])


def test_list_of_who_attended_is_found() -> None:
    """A sentence that only names who attended is found with its place."""
    text = "会议部署下一步工作。\n市人大、市政协领导，法院院长，各高校负责同志参加会议。"

    [(start, end)] = lists(text)

    assert text[start:end] == "市人大、市政协领导，法院院长，各高校负责同志参加会议"


def test_sentence_that_says_what_happened_is_no_list() -> None:
    """A sentence that reports an event counts, whoever attended it."""
    assert lists("昨日，全市教育大会召开，市委书记、市长，各县区负责人出席。") == []


def test_short_sentence_is_no_list() -> None:
    """One or two names with a verb are no list."""
    assert lists("市委书记出席会议。") == []
