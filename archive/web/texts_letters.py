"""The words on the pages behind the links of letters, Chinese and English; `texts` joins them to the others."""

# One line a phrase: key, Chinese, English.
LETTERS = {
    "alert-active": ("启用", "active"),
    "alert-paused": ("暂停", "paused"),
    "manage-found": ("已命中 {n} 篇", "{n} stories so far"),
    "manage-heading": ("我的订阅", "My alerts"),
    "manage-language": ("来信语言", "Language of the letters"),
    "manage-none": ("没有订阅。", "There are no alerts."),
    "manage-pause": ("暂停", "Pause"),
    "manage-quiet-from": ("勿扰：从", "Quiet from"),
    "manage-quiet-until": ("到", "until"),
    "manage-remove": ("删除", "Remove"),
    "manage-resume": ("恢复", "Resume"),
    "manage-save": ("保存", "Save"),
    "manage-settings": ("来信时间与语言", "When and how"),
    "manage-working-days": ("只在工作日来信", "Letters on working days only"),
    "rhythm-at-once": ("即时", "at once"),
    "rhythm-day": ("每日", "daily"),
    "rhythm-week": ("每周", "weekly"),
    "confirm-button": ("确认订阅", "Yes, confirm"),
    "confirm-done": ("已确认", "Confirmed"),
    "confirm-done-words": ("从现在起，新命中的稿件会寄给你。", "From now on, what newly matches is mailed to you."),
    "confirm-heading": ("确认订阅？", "Confirm your subscription?"),
    "confirm-words": (
        "按下按钮后才会开始寄信。打开本页没有任何作用。",
        "Letters start after you press the button. Opening this page does nothing.",
    ),
    "unsubscribe-button": ("退订", "Unsubscribe"),
    "unsubscribe-done": ("已退订", "Unsubscribed"),
    "unsubscribe-done-words": ("这些检索不会再寄信给你。", "These searches will not mail you again."),
    "unsubscribe-heading": ("退订？", "Unsubscribe?"),
    "unsubscribe-words": (
        "按下按钮后不再寄信。打开本页没有任何作用。",
        "Letters stop after you press the button. Opening this page does nothing.",
    ),
}
