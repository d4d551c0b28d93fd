"""White space of Chinese pages."""

from pipelines.clean import tidy_line, tidy_text, tidy_title


def test_every_kind_of_space_becomes_one() -> None:
    """Ideographic, no-break and em spaces and line breaks shrink to one space, none at the ends."""
    assert tidy_line("　　本报讯\u00a0\u2003（记者\n 韩江月） ") == "本报讯 （记者 韩江月）"


def test_invisible_characters_go() -> None:
    """Zero-width and direction marks, soft hyphens and byte order marks leave no trace."""
    assert tidy_line("\ufeff云\u200b江\u00ad市\u200e") == "云江市"


def test_punctuation_stays_as_printed() -> None:
    """Full-width and half-width punctuation are both kept."""
    assert tidy_line("春光在前,万物生长。（完）") == "春光在前,万物生长。（完）"


def test_forced_break_in_a_title_is_one_space() -> None:
    """A headline set on two lines is read as one with a space."""
    assert tidy_title("船厂春早\r\n弧光如花") == "船厂春早 弧光如花"


def test_empty_paragraphs_go() -> None:
    """Paragraphs of nothing but spaces are dropped, the others keep their order."""
    assert tidy_text("　一\n　　\n二 \n") == "一\n二"


def test_letters_of_full_width_become_plain() -> None:
    """Letters and digits are folded one for one; punctuation and full-width signs stay as printed."""
    assert tidy_line("２０２４年Ａ股，涨３．５％（见Ｐ３）") == "2024年A股，涨3．5％（见P3）"
