"""The words of the letters, Chinese and English. `{n}` and other fields are filled in by `say`."""

from datetime import date

WORDS: dict[str, tuple[str, str]] = {
    "count": ("{n} 篇", "{n} stories"),
    "count-1": ("1 篇", "1 story"),
    "heading": ("{n} 篇新稿件符合您的订阅", "{n} new stories match your alerts"),
    "heading-1": ("1 篇新稿件符合您的订阅", "1 new story matches your alerts"),
    "no-theme": ("其他", "Other"),
    "page": ("{label}版", "page {label}"),
    "undated": ("日期不详", "undated"),
    "themes": ("主题：", "Themes: "),
    "searches": ("符合订阅：", "Matches your alerts: "),
    "also": ("同稿另见：", "Also printed by: "),
    "archive": ("存档", "In the archive"),
    "original": ("原文", "Original"),
    "less": ("减少此类", "Less like this"),
    "doubtful": (
        "此前一封信可能已送达此条；我们无法确认，故再次列出。",
        "An earlier letter with this story may have arrived; we cannot know, so it is listed again.",
    ),
    "more": ("另有 {n} 篇未列出，可在存档中查看：", "{n} more stories are not listed here; see the archive: "),
    "why": (
        "您收到此信，是因为您订阅了以下检索。点击名称可查看全部结果。",
        "You get this letter because you subscribed to these searches. A name leads to all results.",
    ),
    "stop": ("退订", "stop"),
    "stop-all": ("全部退订", "Stop all of these"),
    "gaps": (
        "以下信源目前采集不正常，可能有遗漏：",
        "These sources are not read well now, so something may be missing: ",
    ),
    "gap-since": ("{name}（最近正常：{day}）", "{name} (last read well on {day})"),
    "gap-never": ("{name}（尚未正常采集）", "{name} (never read well yet)"),
    "gap-more": ("等共 {n} 家", "{n} in all"),
    "manage": ("管理我的订阅", "Manage my alerts"),
    "confirm-subject": ("请确认订阅：{name}", "Please confirm your alert: {name}"),
    "confirm-heading": ("请确认您的订阅", "Please confirm your alert"),
    "confirm-words": (
        "有人（应该是您）为此邮箱订阅了新闻简报，检索词：",
        "Someone, probably you, asked for news alerts to this address, for the search:",
    ),
    "confirm-button": ("确认订阅", "Confirm"),
    "confirm-ignore": (
        "如果不是您，请忽略此信：不确认就不会再收到任何邮件。",
        "If it was not you, ignore this letter: without the confirmation nothing more is sent.",
    ),
    "canary-subject": ("简报：订阅通道正常", "jianbao: alerts work"),
    "canary-subject-red": ("简报：{n} 个信源需要查看", "jianbao: {n} source(s) need a look"),
    "canary-words": (
        "此信每天走一遍读者来信的全程：入库、匹配、成信、投递。哪天没有收到，就是有事。",
        "Each day this letter goes the way of a reader's: stored, matched, written, sent. A day without it is news.",
    ),
    "canary-newest": ("最近匹配到的稿件：{url}", "Newest article matched: {url}"),
    "canary-red": ("以下 {n} 个信源不正常：", "{n} source(s) are not well:"),
    "canary-well": ("{n} 个信源全部正常。", "All {n} sources are well."),
    "canary-letters": (
        "发件箱：{n} 封待寄，{doubt} 封存疑，{dead} 封作废（jianbao alert outbox list）。",
        "Outbox: {n} waiting, {doubt} in doubt, {dead} dead (jianbao alert outbox list).",
    ),
    "watch-subject": ("简报：{name} {state}（共 {n} 个信源有变）", "jianbao: {name} {state} ({n} source(s) changed)"),
    "watch-worse": ("{n} 个信源出了问题：", "{n} source(s) went wrong:"),
    "watch-better": ("{n} 个信源恢复正常：", "{n} source(s) are well again:"),
    "watch-mend": ("逐项查看：jianbao status", "One by one: jianbao status"),
    "colon": ("：", ": "),
    "comma": ("、", ", "),
    "open": ("（", " ("),
    "close": ("）", ")"),
}
MONTHS = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905 # as people read it
)


def say(language: str, key: str, **fields: object) -> str:
    """Return the words in zh or en.

    >>> say("en", "page", label="A01")
    'page A01'
    """
    return WORDS[key][0 if language == "zh" else 1].format(**fields)


def count(language: str, key: str, number: int) -> str:
    """Return words that count, in the singular where a language has one.

    >>> count("en", "count", 1), count("zh", "count", 3)
    ('1 story', '3 篇')
    """
    return say(language, f"{key}-1" if number == 1 else key, n=number)


def say_day(language: str, day: date | None) -> str:
    """Return a day as readers write it.

    >>> say_day("zh", date(2024, 2, 20)), say_day("en", date(2024, 2, 20))
    ('2024年2月20日', '20 February 2024')
    """
    if day is None:
        return say(language, "undated")
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
