import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Mention
from pipelines.entities import find_mentions


def found(text: str, kind: str) -> list[Mention]:
    """The mentions of one kind."""
    return [mention for mention in find_mentions(text) if mention.kind == kind]


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
    [mention] = found(text, "person")

    assert (mention.name, mention.detail) == (name, office)
    assert text[mention.start : mention.end] == name


def test_person_is_found_again_without_the_office() -> None:
    """A name of three characters, once introduced, is found wherever it stands later."""
    text = "市委书记林晚晴出席。林晚晴指出，要抓实。"

    assert [mention.start for mention in found(text, "person")] == [4, 10]
    assert {mention.detail for mention in found(text, "person")} == {"市委书记"}


def test_two_people_in_a_list_keep_their_own_offices() -> None:
    """An office in a list belongs to the name behind it only."""
    people = found("市委书记林晚晴、市长周砚参加调研。", "person")

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
    assert found(text, "person") == []


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("根据国办发〔2017〕47号文件", "国办发〔2017〕47号", "国办发〔2017〕47号"),
        ("（云政规[2026]3号）", "云政规〔2026〕3号", "云政规[2026]3号"),
        ("关于印发云府办（2026）第012号", "云府办〔2026〕12号", "云府办（2026）第012号"),
    ],
)
def test_document_number_is_found_in_one_form(text: str, name: str, words: str) -> None:
    """Document numbers have one form whatever the brackets, and the span has the words as printed."""
    [mention] = found(text, "document")

    assert mention.name == name
    assert text[mention.start : mention.end] == words


@pytest.mark.parametrize(
    ("text", "name", "in_full"),
    [
        ("总投资12.5亿元", "12.5亿元", "1250000000 CNY"),
        ("拨款1,200,000元", "1200000元", "1200000 CNY"),
        ("每吨3.45元", "3.45元", "3.45 CNY"),
        ("出口3000万美元", "3000万美元", "30000000 USD"),
        ("约0.8万元", "0.8万元", "8000 CNY"),
    ],
)
def test_money_is_found_with_its_amount(text: str, name: str, in_full: str) -> None:
    """An amount has a plain form and its exact value with the currency."""
    [mention] = found(text, "money")

    assert (mention.name, mention.detail) == (name, in_full)


def test_targets_are_found_with_their_years() -> None:
    """Each promise of a list of years is a target of its own."""
    text = "聚焦“三步走”目标——2027年成为水城样板、2030年建成滨江绿廊，2035年建成海绵城市。"

    assert [(mention.detail, mention.name) for mention in found(text, "target")] == [
        ("2027", "2027年成为水城样板"),
        ("2030", "2030年建成滨江绿廊"),
        ("2035", "2035年建成海绵城市"),
    ]


def test_past_year_is_no_target() -> None:
    """A sentence that reports what a year brought promises nothing."""
    assert found("2024年完成清淤240万方。", "target") == []


@given(st.text(alphabet="市委书记长林晚晴、，。出席2025年到建成亿元〔〕号国办发·", max_size=60))
def test_places_are_true_and_in_order(text: str) -> None:
    """Every mention lies inside the text, is not empty, and they come in the order of their places."""
    mentions = find_mentions(text)

    assert list(mentions) == sorted(mentions, key=lambda mention: (mention.start, mention.end, mention.kind))
    for mention in mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        if mention.kind in ("person", "target"):
            assert text[mention.start : mention.end] == mention.name
