"""Find public bodies, schools, companies and the like: what has a place or a level before it and a known end.

Conservative: a name whose beginning is not certain is left out.
"""

import re
from collections.abc import Iterator

from archive.records import Mention
from pipelines.entities.places import find_names

LEVEL = "全国|国家|中国|中共|我国|省|市|区|县|州"
DEPARTMENTS = (
    "发展和改革委员会|发展改革委|发改委|教育局|教育厅|教育部|科学技术局|科技局|科技厅|科技部|工业和信息化局|工信局|工信厅|工信部"
    "|公安局|公安厅|公安部|民政局|民政厅|民政部|司法局|司法厅|司法部|财政局|财政厅|财政部|人力资源和社会保障局|人社局|人社厅"
    "|自然资源和规划局|自然资源局|生态环境局|生态环境厅|生态环境部|住房和城乡建设局|住建局|住建厅|城市管理局|城管局|交通运输局"
    "|水利局|水务局|水利厅|农业农村局|农业农村厅|农业农村部|商务局|商务厅|商务部|文化广电和旅游局|文旅局|卫生健康委员会|卫健委"
    "|退役军人事务局|应急管理局|应急管理部|审计局|审计署|国资委|市场监督管理局|市场监管局|体育局|统计局|医疗保障局|医保局|信访局"
    "|税务局|税务总局|数据局|政务服务局|行政审批局|委宣传部|委组织部|委统战部|委政法委|纪委监委|人大常委会|人民政府|人民法院"
    "|中级人民法院|人民检察院|总工会|妇联|共青团|残联|工商联|科协|供销合作社|红十字会|气象局|消防救援支队"
)
BODY = re.compile(f"(?:{LEVEL})(?:{DEPARTMENTS})")
AFTER_PLACE = re.compile(
    f"(?:{DEPARTMENTS})"
    "|[\u4e00-\u9fffA-Za-z]{0,8}?(?:有限责任公司|股份有限公司|有限公司|集团|大学|学院|职业技术学院|中学|小学|医院|研究院|研究所"
    "|博物馆|图书馆|经济技术开发区|高新技术产业开发区|高新区|经开区)"
)
CROSSES = re.compile("[的了在是和与及为将对向到等由被从就至往]|[省市区县]")
"""What the middle of a name does not hold; else it began later."""


def find_orgs(text: str) -> Iterator[Mention]:
    """Yield bodies: a level with a department (市财政局), a place with what is called by it (江苏大学)."""
    taken: list[tuple[int, int]] = []
    for start, name in find_names(text):
        found = AFTER_PLACE.match(text, start + len(name))
        if found and found[0] and not CROSSES.search(found[0][:-2]):
            taken.append((start, found.end()))
    for found in BODY.finditer(text):
        if not any(start < found.end() and found.start() < end for start, end in taken):
            taken.append(found.span())
    for start, end in sorted(taken):
        yield Mention(kind="org", name=text[start:end], start=start, end=end)
