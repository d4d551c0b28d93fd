"""The words on the page of articles that were read with doubt."""

REVIEWS = {
    "reviews": ("待核对稿件", "Articles to look at"),
    "reviews-words": (
        "机器读这些稿件时有疑问。对照原始快照看一眼：读对了就认可，没法处理就搁置；正文有变会再次出现。",
        "These articles were read with doubt. Compare with the page as captured: accept what was read right, dismiss "
        "what needs nothing more; an article comes back when its text changes.",
    ),
    "reviews-none": ("没有待核对的稿件。", "Nothing waits for a look."),
    "reviews-wait": ("{n} 篇稿件待核对", "{n} article waits for a look|{n} articles wait for a look"),
    "reviews-why": ("原因", "Why"),
    "reviews-sure": ("最没把握", "Least sure"),
    "reviews-proof": ("原始快照", "As captured"),
    "reviews-accept": ("认可", "Accept"),
    "reviews-dismiss": ("搁置", "Dismiss"),
    "flag-day_disagrees": ("日期说法不一", "days disagree"),
    "flag-title_disagrees": ("标题说法不一", "titles disagree"),
    "flag-text_unsure": ("正文没有把握", "text unsure"),
    "flag-part_missing": ("缺后续页", "a part is missing"),
}
