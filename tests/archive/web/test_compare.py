from archive.web.compare import changed, compare_lines, compare_texts


def _rebuilt(paragraphs, without):
    return "\n".join("".join(p.text for p in pieces if p.change != without) for pieces in paragraphs)


def test_equal_paragraphs_stay_whole():
    """A text compared with itself has one piece a paragraph and no change."""
    found = compare_texts("甲\n乙", "甲\n乙")

    assert changed(found) == 0
    assert [[piece.text for piece in pieces] for pieces in found] == [["甲"], ["乙"]]


def test_a_changed_number_is_shown_alone():
    """Only the characters that differ are marked inside a changed paragraph."""
    found = compare_lines("首批房源共六百套，四月一日起施行。", "首批房源共八百套，四月一日起施行。")

    assert [(piece.change, piece.text) for piece in found if piece.change != "same"] == [("gone", "六"), ("new", "八")]


def test_an_added_paragraph_is_new_as_a_whole():
    """A paragraph that only the newer text has is one new piece."""
    found = compare_texts("甲甲甲", "甲甲甲\n续报")

    assert [(piece.change, piece.text) for piece in found[1]] == [("new", "续报")]


def test_unlike_lines_are_not_mixed():
    """Lines with nearly nothing in common are shown whole, old then new."""
    found = compare_lines("今日天气晴朗", "会议强调创新引领")

    assert [piece.change for piece in found] == ["gone", "new"]


def test_lines_made_to_be_slow_are_compared_whole():
    """Two long lines of the same few characters, which difflib takes minutes for, are shown old then new."""
    found = compare_lines("甲乙" * 1500, "乙丙甲" * 1000)

    assert [(piece.change, len(piece.text)) for piece in found] == [("gone", 3000), ("new", 3000)]


def test_texts_of_very_many_equal_paragraphs_are_compared_whole():
    """Thousands of equal short paragraphs do not keep the reader waiting."""
    found = compare_texts("甲\n乙\n" * 2000, "乙\n丙\n甲\n" * 1500)

    assert {piece.change for pieces in found for piece in pieces} <= {"gone", "new"}


def test_many_slow_paragraphs_are_not_all_compared():
    """A text of hundreds of slow paragraphs shows the later ones whole."""
    old = "\n".join(f"{number}{'甲乙' * 150}" for number in range(200))
    new = "\n".join(f"{number}{'乙丙甲' * 100}" for number in range(200, 400))

    found = compare_texts(old, new)

    assert [piece.change for piece in found[-1]] == ["gone", "new"]


def test_nothing_is_lost_or_invented():
    """Without the new pieces the old text is left, without the gone ones the new text."""
    old, new = "本报讯\n首批六百套。\n责编某某", "本报讯\n首批八百套，另有二百套。\n续报\n责编某某"
    found = compare_texts(old, new)

    assert [line for line in _rebuilt(found, "new").split("\n") if line] == old.split("\n")
    assert [line for line in _rebuilt(found, "gone").split("\n") if line] == new.split("\n")
