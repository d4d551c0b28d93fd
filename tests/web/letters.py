"""A letter with all that one can say, for the browser: also `python -m tests.web.letters FOLDER` draws the pictures.

docs/pictures holds two of them.
"""

import shutil
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

from archive.records import Mark, Snippet
from scheduler.alerts.letter import Letter, Search, Story, ThemeSaid, write

SEEN = (("zh", False), ("zh", True), ("en", False), ("en", True))
"""Language and whether the screen is dark."""
WIDTH, HEIGHT = 640, 900


def sample(language: str) -> Letter:
    """Return a letter of two stories under two themes, one of them doubtful, with a source that is not well."""
    zh = language == "zh"
    themes = ("人才政策", "住房保障") if zh else ("Talent policy", "Housing")
    news = Story(
        title="云江市出台人才公寓管理办法",
        kicker="市政府常务会议",
        subtitle="首批房源六百套",
        source_name="云江日报",
        published_on=date(2026, 3, 10),
        page="01 要闻",
        sentence=Snippet(text="市政府昨日印发人才公寓管理办法，自四月一日起施行。", marks=(Mark(start=7, end=11),)),
        themes=(ThemeSaid(name=themes[0], words=("人才公寓", "人才")), ThemeSaid(name=themes[1], words=("房源",))),
        searches=("人才与住房",),
        also=("云江晚报", "云江热线"),
        archive_url="https://news.example.org/article/7",
        original_url="http://paper.example.org/content_1.html",
        language="zh-Hans",
        weight=3.0,
        title_marks=(Mark(start=5, end=9),),
        less_url="https://news.example.org/less/x",
    )
    again = Story(
        title="首批保障性租赁住房开始轮候",
        kicker="",
        subtitle="",
        source_name="云江晚报",
        published_on=date(2026, 3, 10),
        page="",
        sentence=Snippet(text="中心负责人说，人才公寓与保障房分别轮候。", marks=(Mark(start=7, end=11),)),
        themes=(ThemeSaid(name=themes[1], words=("保障性租赁住房",)),),
        searches=("人才与住房", "家乡"),
        also=(),
        archive_url="https://news.example.org/article/9",
        original_url="http://evening.example.org/2.html",
        language="zh-Hans",
        weight=1.0,
        doubtful=True,
        less_url="https://news.example.org/less/y",
    )
    gap = "京江广播（最近正常：2026年3月7日）" if zh else "Jingjiang Radio (last read well on 7 March 2026)"
    return Letter(
        language=language,
        sender="news@example.org",
        sender_name="简报 Jianbao",
        message_id="<0123456789abcdef@example.org>",
        thread_id="<feedfeedfeedfeed@example.org>",
        list_id="<alerts.example.org>",
        written_at=datetime(2026, 3, 10, 23, 30, tzinfo=UTC),
        stories=(news, again),
        searches=(
            Search(
                label="人才与住房", url="https://news.example.org/search?q=a", stop_url="https://news.example.org/u/1"
            ),
            Search(label="家乡", url="https://news.example.org/search?q=b", stop_url="https://news.example.org/u/2"),
        ),
        stop_all_url="https://news.example.org/unsubscribe/x",
        manage_url="https://news.example.org/manage/x",
        stop_by_mail="mailto:news@example.org?subject=unsubscribe",
        gaps=(gap,),
    )


def html_of(letter: Letter) -> str:
    """Return the HTML part of the mail."""
    part = write(letter).get_body(("html",))
    assert part is not None
    return str(part.get_content())


def draw(folder: Path) -> None:
    """Draw the letter in both languages, light and dark."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for language, dark in SEEN:
            page = browser.new_page(
                color_scheme="dark" if dark else "light", viewport={"width": WIDTH, "height": HEIGHT}
            )
            page.set_content(html_of(sample(language)))
            page.screenshot(path=folder / f"letter-{language}-{'dark' if dark else 'light'}.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
