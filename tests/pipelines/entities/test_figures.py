import pytest

from pipelines.entities.figures import find_documents, find_money, find_targets


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
    [mention] = list(find_documents(text))

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
    [mention] = list(find_money(text))

    assert (mention.name, mention.detail) == (name, in_full)


def test_targets_are_found_with_their_years() -> None:
    """Each promise of a list of years is a target of its own."""
    text = "聚焦“三步走”目标——2027年成为水城样板、2030年建成滨江绿廊，2035年建成海绵城市。"

    assert [(mention.detail, mention.name) for mention in list(find_targets(text))] == [
        ("2027", "2027年成为水城样板"),
        ("2030", "2030年建成滨江绿廊"),
        ("2035", "2035年建成海绵城市"),
    ]


def test_past_year_is_no_target() -> None:
    """A sentence that reports what a year brought promises nothing."""
    assert list(find_targets("2024年完成清淤240万方。")) == []
