"""Short news among long lists of links: notices of local papers and authorities."""

from datetime import UTC, datetime

import pytest

from archive.records import Draft
from pipelines.items import FetchedPage
from pipelines.understand import read


def read_text(html: str) -> Draft:
    """The one article of a page."""
    at = datetime(2024, 3, 6, tzinfo=UTC)
    drafts = read(
        FetchedPage(url="http://a.test/1.html", source="a", source_name="", body=html.encode(), fetched_at=at)
    )
    assert isinstance(drafts, tuple), drafts
    return drafts[0]


ROWS = "".join(
    f'<li><a href="/news/{n}.html">市里召开第{n}次推进会部署下半年重点任务</a><span>2024-03-04</span></li>'
    for n in range(80)
)
STOP = (
    "因管道检修，3月5日8时至17时，长街、柳湾一带停止供水。"
    "请居民提前储水，给您带来不便，敬请谅解。云江市自来水公司服务热线12345。"
)


@pytest.mark.parametrize(
    "form", ["<div class='c'><p>{}</p></div>", "<div>{}</div>", "<table><tr><td>{}</td></tr></table>"]
)
@pytest.mark.parametrize("head", ["<h1>停水通知</h1>", "<div class='title'>停水通知</div>"])
@pytest.mark.parametrize("lists", [("{}", ""), ("", "{}"), ("{}", "{}")])
def test_a_short_notice_among_long_lists_is_read(form: str, head: str, lists: tuple[str, str]) -> None:
    """Sixty characters of news are read whole and alone, wherever the lists stand and whatever holds them."""
    before, behind = (f"<div><ul>{ROWS}</ul></div>" if each else "" for each in lists)
    notice = f"<div>{head}<div>2024-03-04 来源：云江水务</div>{form.format(STOP)}</div>"

    head_of_page = "<html><head><title>停水通知_云江市人民政府</title></head>"
    found = read_text(f"{head_of_page}<body>{before}{notice}{behind}</body></html>")

    assert (found.title, found.text) == ("停水通知", STOP)


def test_a_short_english_notice_among_long_lists_is_read() -> None:
    """The same in an alphabet, where the model decides."""
    rows = "".join(f'<li><a href="/n/{n}">Council meets for the {n}th time on the budget</a></li>' for n in range(60))
    text = "Water will be off on Long Street from 8 am to 5 pm on Tuesday while the main is repaired, the utility said."
    notice = f"<div><h1>Water off on Long Street</h1><p>March 4, 2024</p><p>{text}</p></div>"

    found = read_text(
        f"<html lang='en'><head><title>Water off on Long Street | Post</title></head><body><ul>{rows}</ul>{notice}"
        f"<ul>{rows}</ul></body></html>"
    )

    assert found.text == text
