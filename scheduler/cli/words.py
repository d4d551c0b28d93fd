"""The words in which `jianbao --language zh` tells operators of runs and sources; English is what the code says."""

WORDS = {
    "run": "运行",
    "source": "信源",
    "kind": "类型",
    "day": "日期",
    "edition": "期",
    "began": "开始",
    "ended": "结束",
    "still running": "仍在运行",
    "outcome": "结果",
    "why": "原因",
    "found": "发现",
    "stored": "收录",
    "unchanged": "未变",
    "placed": "重复",
    "rejected": "拒收",
    "failed": "失败",
    "pages": "响应",
    "done": "完成",
    "blocked": "被拦",
    "refused": "未开始",
    "lost": "中断",
    "crawl": "抓取",
    "backfill": "补采",
    "replay": "重放",
    "family": "种类",
    "start": "入口",
    "seen": "所见",
    "title, or why not": "标题，或拒收的原因",
    "first sentence, or address": "首句，或地址",
    "{stored} ({revised} revisions, {folded} folded)": "{stored}（修订 {revised}，并入 {folded}）",
    "{pages} ({size:,} bytes)": "{pages}（{size:,} 字节）",
    "{source}: {outcome}; {found} found, {kept} would be stored": "{source}：{outcome}；发现 {found}，可收录 {kept}",
    "doubtful: {doubt}": "存疑：{doubt}",
    "{path}: {source} is well": "{path}：{source} 没有问题",
    "{count} sources are well": "{count} 个信源没有问题",
    "page": "版次",
    "name": "版名",
    "announced": "版面所列",
    "page missing: {label}": "缺版面：{label}",
    "article missing: {title} {url}": "缺文章：{title} {url}",
    "number skipped: {number}: between two articles there is one that no page announces": (
        "跳号：{number}：两篇之间有一篇，没有版面列出"
    ),
    "two reads agree": "两次读取一致",
    "no two reads agree yet": "尚无两次读取一致",
    "{pages} of {expected} pages, {stored} of {announced} articles; {agreed}": (
        "版面 {pages}/{expected}，文章 {stored}/{announced}；{agreed}"
    ),
}
"""English → Chinese. Names of reasons, causes and families stay: they are what the reference and the logs say."""


def said(language: str, text: str) -> str:
    """Return a text in the language asked for; unknown ones as they are.

    >>> said("zh", "stored"), said("en", "stored"), said("zh", "soft-404")
    ('收录', 'stored', 'soft-404')
    """
    return WORDS.get(text, text) if language == "zh" else text
