"""The words of the pages on corrections and targets, Chinese and English."""

THEMES = {
    "review-heading": ("复核主题", "Review themes"),
    "review-words": (
        "规则最没有把握的标签排在最前。你的决定永远优先于规则，并记下你的名字和时间。",
        "Tags that the rules are least sure of come first. Your word wins over every rule, and is kept with your name.",
    ),
    "review-none": ("没有待复核的标签。", "No tag waits for review."),
    "review-accept": ("正确", "Right"),
    "review-reject": ("错误", "Wrong"),
    "review-add": ("补充主题", "Add a theme"),
    "review-undo": ("撤销", "Take back"),
    "review-score": ("得分", "Score"),
    "review-decided": ("已决定", "Decided"),
    "targets-heading": ("目标时间表", "Timeline of targets"),
    "targets-words": ("报道中写明年份的承诺，按年份排列。", "What the news promised for a year, by year."),
    "targets-none": ("还没有读到写明年份的目标。", "No target with a year has been read yet."),
    "targets-said": ("{n} 篇提到", "in {n} article|in {n} articles"),
}
