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
    "review-score": ("得分 · 把握", "Score · how sure"),
    "review-decided": ("已决定", "Decided"),
    "coding-heading": ("盲编主题", "Code themes blind"),
    "coding-words": (
        "只看正文，选出文章的全部主题，看不到规则或他人的选择。都不合适就直接提交。编码不改变任何标签，只用来衡量编码员的一致性。",
        "Read the text alone and choose all its themes, unseen by rules and other coders; none is an answer too. "
        "Codings change no tag: they measure how far coders agree.",
    ),
    "coding-enter": ("提交编码", "Enter this coding"),
    "coding-none": ("没有待你编码的文章。", "No article waits for you."),
    "coding-agreement": (
        "{coders} 名编码员共同编码 {n} 篇：Krippendorff α = {alpha}",
        "{n} article coded by two or more of {coders} coders: Krippendorff's alpha {alpha}|"
        "{n} articles coded by two or more of {coders} coders: Krippendorff's alpha {alpha}",
    ),
    "coding-below": ("低于 0.667：先修改主题定义，再继续编码。", "Below 0.667: mend the definitions before coding on."),
    "sure": ("把握 {n}%", "{n} % sure"),
    "sure-words": (
        "在人工标注的文本上，得分相近的标签中正确的比例；以文章的主要主题为准，顺带提及的主题往往更可靠。",
        "Of tags with about this score, the share that was right on texts labelled by people. It counts chief themes: "
        "what is mentioned in passing is right more often.",
    ),
    "roles-of": ("职务：{name}的任职时间表", "Office: the offices of {name} over time"),
    "roles-heading": ("任职时间表", "Timeline of offices"),
    "roles-words": (
        "报道中与姓名同时出现的职务，按首次见报排列。同名的人不作区分。",
        "Offices that the news named with a name, by the day they were first printed. Namesakes are not told apart.",
    ),
    "roles-none": ("没有读到这个姓名与职务。", "No office has been read with this name."),
    "roles-ask": ("姓名", "Name"),
    "roles-office": ("职务", "Office"),
    "roles-first": ("首次见报", "First printed"),
    "roles-last": ("最近见报", "Last printed"),
    "targets-heading": ("目标时间表", "Timeline of targets"),
    "targets-words": ("报道中写明年份的承诺，按年份排列。", "What the news promised for a year, by year."),
    "targets-none": ("还没有读到写明年份的目标。", "No target with a year has been read yet."),
    "targets-said": ("{n} 篇提到", "in {n} article|in {n} articles"),
}
