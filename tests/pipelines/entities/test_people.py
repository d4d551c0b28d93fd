import pytest

from pipelines.entities.people import find_people


@pytest.mark.parametrize(
    ("text", "name", "office"),
    [
        ("市委书记林晚晴出席会议并讲话。", "林晚晴", "市委书记"),
        ("市委副书记、市长周砚主持会议。", "周砚", "市委副书记、市长"),
        ("近日，云江市人大常委会副主任欧阳明介绍了情况。", "欧阳明", "云江市人大常委会副主任"),
        ("昨天，市水务局局长王远表示，汛前检查已完成。", "王远", "市水务局局长"),
        ("市长周砚在会上作报告。", "周砚", "市长"),
    ],
)
def test_person_is_found_with_the_office(text: str, name: str, office: str) -> None:
    """A name right after an office is a person; the span is the name's, the detail the office."""
    [mention] = list(find_people(text))

    assert (mention.name, mention.detail) == (name, office)
    assert text[mention.start : mention.end] == name


def test_person_is_found_again_without_the_office() -> None:
    """A name of three characters, once introduced, is found wherever it stands later."""
    text = "市委书记林晚晴出席。林晚晴指出，要抓实。"

    assert [mention.start for mention in list(find_people(text))] == [4, 10]
    assert {mention.detail for mention in list(find_people(text))} == {"市委书记"}


def test_two_people_in_a_list_keep_their_own_offices() -> None:
    """An office in a list belongs to the name behind it only."""
    people = list(find_people("市委书记林晚晴、市长周砚参加调研。"))

    assert [(person.name, person.detail) for person in people] == [("林晚晴", "市委书记"), ("周砚", "市长")]


@pytest.mark.parametrize(
    "text",
    [
        "“十佳”书记项目揭晓。",
        "局长强调，要抓实。",
        "镇长黄河边种树。",
        "总经理约翰·史密斯来访。",
        "主席团会议举行。",
        "市长。",
    ],
)
def test_doubtful_names_are_left_out(text: str) -> None:
    """What is no name, or whose end is not certain, is no mention."""
    assert list(find_people(text)) == []
