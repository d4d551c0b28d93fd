"""Articles of WeChat public accounts."""

from datetime import UTC, date, datetime

from pipelines.extract.tree import parse
from pipelines.extract.wechat import read_wechat

PAGE = """<html><body><h1 id="activity-name"> 云江召开 务虚会 </h1><span id="js_author_name">左晨</span>
<a id="js_name">云江发布</a><em id="publish_time">昨天</em><div id="js_content"><section>会议指出。</section></div>
<script>var nonce = "1545761157"; var ct = "1659274471";</script></body></html>"""


def test_fields_of_an_account() -> None:
    """Headline, account and writer stand in their elements, the day in the script."""
    root = parse(PAGE)
    assert root is not None

    read = read_wechat(root, PAGE)

    assert (read.title, read.agency, [person.name for person in read.people]) == (
        "云江召开 务虚会",
        "云江发布",
        ["左晨"],
    )
    assert (read.published_on, read.published_at) == (date(2022, 7, 31), datetime(2022, 7, 31, 13, 34, 31, tzinfo=UTC))


def test_other_pages() -> None:
    """A page without the account's container is not read."""
    root = parse("<html><body><p>会议指出。</p></body></html>")
    assert root is not None

    assert read_wechat(root, 'var ct = "1659274471"').title == ""
