"""Names of people as Chinese papers print them: surnames, spaced names, several names in a row.

Decides only whether words can be names; what the people did is read in people.py.
"""

import re

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟"
    "谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安"
    "齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛"
    "靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟"
    "应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳"
    "谌奚皮粟冼蔺楼盘满闻厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙"
    "浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信"
    "展阴昝智幸奉植衡富尧闭由赖贝年郄须昌占巨晓雪喆珺訾琚绳种逄隗宓羿扶钮刀候代肖萧阎傅丘尉迟庹晨粘籍琳旭弓芝"
    "張劉陳楊黃趙吳孫馬鄭謝許韓馮鄧蕭葉蘇呂盧鍾譚陸範賈韋鄒龍陶賀顧錢嚴湯溫莊聶魯歐關蘭單畢駱藍遊應衛龔萬餘"
)
"""Single-character surnames: the common ones, and rare ones met in bylines; put together by hand."""

COMPOUND_SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "司徒",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "夏侯",
    "端木",
)

_HAN = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_HAN_NAME = re.compile(rf"{_HAN}{{2,4}}")
_FOREIGN_NAME = re.compile(rf"{_HAN}{{1,8}}(?:[·•．]{_HAN}{{1,8}}){{1,3}}")
_LATIN_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,4}")
_BETWEEN = re.compile(r"[、，,;；/／|｜\s]+")
_NOT_NAMES = frozenset(
    {
        "本报",
        "本刊",
        "本网",
        "来源",
        "未知",
        "佚名",
        "综合",
        "应急",
        "公安",
        "江西",
        "江苏",
        "国家",
        "国务院",
        "全国",
        "明天",
    }
    | {
        "海外",
        "华商",
        "南方",
        "华夏",
        "成都",
        "武汉",
        "南京",
        "南方网",
        "都市",
        "海报",
        "金融",
        "平安",
        "文明",
        "文化",
        "文旅",
        "公开",
    }
)
"""Words that begin like a surname and are none, as met after 记者 or 作者 on saved pages."""

_PAPERS = (
    "日报",
    "晚报",
    "早报",
    "时报",
    "商报",
    "周报",
    "都市报",
    "新闻",
    "电视台",
    "电台",
    "网",
    "社",
    "传媒",
    "融媒",
)
"""Ends of the names of papers and agencies: 云江日报 is no four-character name."""


def is_name(word: str) -> bool:
    """Tell whether a word can be the name of a Chinese person, or a foreign one in ideographs.

    >>> is_name("左晨"), is_name("从市政府获悉"), is_name("买买提·阿不都")
    (True, False, True)
    """
    if _FOREIGN_NAME.fullmatch(word):
        return True
    if word in _NOT_NAMES or word.endswith(_PAPERS) or not _HAN_NAME.fullmatch(word):
        return False
    return word.startswith(COMPOUND_SURNAMES) or (word[0] in SURNAMES and len(word) <= 3) or _double_surname(word)


def _double_surname(word: str) -> bool:
    return len(word) == 4 and word[0] in SURNAMES and word[1] in SURNAMES


def is_latin_name(text: str) -> bool:
    """Tell whether a text can be a name in an alphabet: up to five words, no digits."""
    return bool(_LATIN_NAME.fullmatch(text)) and len(text) <= 50


def split_names(text: str) -> list[str]:
    """Split a run of names; names of two characters set with a space between are joined again.

    >>> split_names("左　晨、戴文辉")
    ['左晨', '戴文辉']
    """
    whole: list[str] = []
    for word in filter(None, _BETWEEN.split(text.strip(" 、，,;；/|()（）"))):
        if whole and len(word) == 1 and len(whole[-1]) == 1:
            whole[-1] += word
        else:
            whole.append(word)
    return whole


def all_names(words: list[str]) -> bool:
    """Tell whether there is at least one word and each is a name."""
    return bool(words) and all(map(is_name, words))
