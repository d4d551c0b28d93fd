"""The words of the form by which people at the desk split and merge stories."""

STORIES = {
    "by-hand": ("由人决定", "Decide by hand"),
    "by-hand-before": ("已有的决定", "Decided so far"),
    "merge-button": ("合为同一篇", "Make them one story"),
    "merge-words": (
        "第二篇（稿件 {n}）所在的一组会整个并入第一篇的一组。决定永远有效，不发信；之后可在这里逐篇撤回。",
        "All of the story of the second, article {n}, joins that of the first. It holds for good and mails nobody; "
        "each article can be taken out again here.",
    ),
    "split-button": ("把稿件 {n} 分出去", "Take article {n} out"),
    "split-words": (
        "第二篇（稿件 {n}）会单独成组。决定永远有效，不发信；之后可在这里合回来。",
        "The second, article {n}, becomes a story of its own. It holds for good and mails nobody; it can be joined "
        "again here.",
    ),
}
