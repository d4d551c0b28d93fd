"""What a reader asked or entered wrongly, in the reader's language: errors are English, as terminals show them."""

import re

IN_CHINESE = (
    # What is wrong.
    (r"the query is empty", r"检索式是空的"),
    (r"the query only says what should be absent", r"检索式只说了不要什么"),
    (r"this \) closes nothing", r"这个右括号没有对应的左括号"),
    (r"this \( is not closed", r"这个左括号没有关闭"),
    (r"the brackets are empty", r"括号里是空的"),
    (r"NEAR joins two words or phrases", r"NEAR 两边各须有一个词或短语"),
    (r"(AND|OR|NOT|NEAR) lacks a word", r"\1 旁边缺一个词"),
    (r"the query is nested deeper than (\d+)", r"检索式的括号超过 \1 层"),
    (r"'(.+:)' stands inside '(.+)'", r"“\1”不能放在“\2”里面"),
    (r"'(.+:)' stands without a value", r"“\1”后面没有内容"),
    (r"NEAR knows no 'word:'", r"NEAR 里不能用“word:”"),
    (r"the two words of a NEAR stand in one field", r"NEAR 的两个词必须在同一字段"),
    (r"NEAR/(\d+) is too far", r"NEAR/\1 的距离太大"),
    (r"NEAR/ lacks its number", r"NEAR/ 后面缺数字"),
    (r"the query has more than (\d+) words", r"检索式超过 \1 个词"),
    (r"the query has ([\d,]+) characters, ([\d,]+) is the most", r"检索式有 \1 个字符，最多 \2 个"),
    (r"there is nothing to search for in (.+)", r"“\1”里没有可检索的内容"),
    (r"the quote that opens here has no closing (.)", r"这里的引号没有对应的 \1"),
    (r"there is no field '(.+):'", r"没有“\1:”这个字段"),
    (r"there is no type '(.+)'", r"没有“\1”这种类型"),
    (r"there is no thing to have named '(.+)'", r"“has:”后面不能是“\1”"),
    (r"'(.*)' is no year of a target", r"“\1”不是目标年份"),
    (r"'(.*)' is no number of a duplicate cluster", r"“\1”不是重复组的编号"),
    (r"'(.*)' is no date", r"“\1”不是日期"),
    (r"the range (.+) ends before it begins", r"时段 \1 的终点早于起点"),
    (r"'(.+)': there is no year 0", r"“\1”：没有公元 0 年"),
    (r"'(.+)': there is no month (\d+)", r"“\1”：没有 \2 月"),
    (r"'(.+)': there is no day (\d+) in that month", r"“\1”：这个月没有 \2 日"),
    (r"'(.+)' may mean (\d+) of them", r"“\1”可以指 \2 个"),
    (r"'(.*)' is no cursor of a page", r"“\1”不是翻页标记"),
    (r"the cursor is of another question", r"这个翻页标记属于另一次检索"),
    (r"there is no order '(.*)'", r"没有“\1”这种排序"),
    (r"there is no page of (-?\d+) hits from number (-?\d+)", r"不能从第 \2 条起列 \1 条"),
    (r"there is no list of (-?\d+) hits", r"不能列 \1 条"),
    (r"alerts cannot be asked for here", r"这里不能订阅提醒"),
    (r"the query has (\d+) characters", r"检索式有 \1 个字符"),
    (r"this form came from another site", r"这个表单来自别的网站"),
    (r"too many alerts were asked for in the last hour", r"过去一小时申请的提醒太多"),
    (r"'(.*)' is not a mail address", r"“\1”不是邮箱地址"),
    (r"'(.*)' are no quiet hours", r"“\1”不是免打扰时段"),
    (r"quiet hours that never end", r"免打扰时段没有尽头"),
    (r"'(.*)' is no time of day", r"“\1”不是钟点"),
    (r"no rhythm '(.*)'", r"没有“\1”这种频率"),
    (r"the name has (\d+) characters", r"名称有 \1 个字符"),
    (r"letters cannot be written here", r"这里不能写信"),
    # The mend.
    (
        r"begin again without a cursor; one goes with its own question, order and folding of stories only",
        r"去掉翻页标记重新开始；它只适用于原来的检索式、排序和合并方式",
    ),
    (r"ask for 0 to ([\d,]+) hits, from number 0 or more", r"每页 0 到 \1 条，从第 0 条或以后开始"),
    (r"ask for 0 to ([\d,]+) hits", r"要 0 到 \1 条"),
    (r"ask the people who run the archive", r"请联系档案库的管理人员"),
    (r"use at most (\d+)", r"最多 \1 个"),
    (r"use the buttons? of our own page", r"请用本站页面上的按钮"),
    (r"come back in an hour", r"一小时后再来"),
    (r"pause the alerts instead", r"请改为暂停提醒"),
    (r"use `(.+)`", r"请用 `\1`"),
    (r"wait for news, or widen the search", r"等有新稿件，或放宽检索"),
    (r"write one such as (.+), in ASCII letters", r"写成 \1 这样，只用 ASCII 字符"),
    (r"write such as (.+), or nothing", r"写成 \1 这样，或留空"),
    (r"write such as (.+)", r"写成 \1 这样"),
    (r"write a word to search for", r"写一个要找的词"),
    (r"add a word or a filter that should be there", r"再加一个要有的词或条件"),
    (r"leave it out, or open a \(", r"去掉它，或补一个左括号"),
    (r"add a (.)", r"补一个 \1"),
    (r"write a word between them", r"在括号里写一个词"),
    (r"write a word or phrase on both sides: (.+)", r"两边各写一个词或短语：\1"),
    (r"write a word or phrase on both sides, and each pair on its own: (.+)", r"两边各写一个词或短语，每对分开写：\1"),
    (r"write a word on both sides of (\w+), or put it in quotes", r"在 \1 两边各写一个词；要检索这个词本身就加引号"),
    (r"take brackets away", r"去掉一些括号"),
    (r"close the bracket before it", r"先关闭前面的括号"),
    (r"write the pair without it and the word beside it: (.+)", r"NEAR 里不写它，把词另写在旁边：\1"),
    (r"write NEAR/(\d+) or less", r"写 NEAR/\1 或更小"),
    (r"split it into several queries", r"分成几次检索"),
    (r"to leave a word out, write -word without a space", r"要排除一个词，写成“-词”，中间不留空格"),
    (r"write letters, digits or 字", r"写汉字、字母或数字"),
    (r"write the value right behind the colon: (.+)", r"冒号后面紧接着写：\1"),
    (r"write (\S+, \S+, \S+) or a range such as (\S+)", r"写成 \1，或时段 \2"),
    (r"write the year that is promised: (.+)", r"写承诺的年份：\1"),
    (r"write the number that an article's page shows: (.+)", r"写稿件页上的编号：\1"),
    (r"(\S+) has the days 1 to (\d+)", r"\1 有 1 日到 \2 日"),
    (r"write '(.+)'; put it in quotes to search for the text itself", r"写成“\1”；要检索这段文字本身就加引号"),
    (r"use one of: (.+); put it in quotes to search for the text itself", r"可用：\1；要检索这段文字本身就加引号"),
    (r"use one of: (.+) and (\d+) more", r"可用：\1 等，另有 \2 个"),
    (r"use one of: (.+)", r"可用：\1"),
    (r"write '(.+)'", r"写成“\1”"),
    (r"write (.+)", r"写成 \1"),
)
"""Pattern of what the rooms behind the pages say → how it is said in Chinese; the first that fits."""


def say_mistake(language: str, sentence: str) -> str:
    """Return what is wrong, or the mend, in a language; a sentence that is not known stays as it is.

    >>> say_mistake("zh", "'2024-13': there is no month 13")
    '“2024-13”：没有 13 月'
    """
    for pattern, chinese in IN_CHINESE if language == "zh" else ():
        found = re.fullmatch(pattern, sentence, re.DOTALL)
        if found:
            return found.expand(chinese)
    return sentence
