"""Which themes mean a label of the measured sets: own judgement for two of them, crosswalk codes for the third."""

from collections import defaultdict

from pipelines.themes import Taxonomy

CITIZENS = {
    "城乡建设": ("urban-construction", "housing", "land-resources", "work-safety-emergency"),
    "环境保护": ("environment", "climate-carbon"),
    "交通运输": ("transport",),
    "教育文体": ("education", "culture-tourism", "sports"),
    "劳动和社会保障": ("employment", "social-security"),
    "商贸旅游": ("consumption-commerce", "market-regulation", "culture-tourism", "trade-openness"),
    "卫生计生": ("health", "ageing-population"),
}
"""Offices that answer citizens' letters."""
SERVICES = {
    "文化体育": ("culture-tourism", "sports"),
    "就业": ("employment",),
    "外事港澳台侨": ("foreign-hmt-affairs",),
    "社会保障": ("social-security",),
    "教育": ("education",),
    "交通": ("transport",),
    "人才": ("talent",),
    "公用事业": ("urban-construction", "energy"),
    "司法": ("rule-of-law",),
    "城乡建设": ("urban-construction", "housing", "land-resources"),
    "医疗卫生": ("health", "ageing-population"),
    "环保": ("environment", "climate-carbon"),
    "税务": ("public-finance",),
    "民族宗教": ("ethnic-religious",),
}
"""Kinds of services on a province's portal."""


def label_themes(taxonomy: Taxonomy, name: str) -> dict[str, tuple[str, ...]]:
    """Return label → themes that mean it, for one of the measured sets."""
    if name != "govcn_titles":
        return {"citizen_msgs": CITIZENS, "gd_services": SERVICES}[name]
    classes: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for theme in taxonomy.themes:
        for code in theme.crosswalk.get("govcn", ()):
            classes[code.split("/")[0]][theme.id] = None
    return {label: tuple(ids) for label, ids in classes.items()}
