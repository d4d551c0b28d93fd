from collections.abc import Callable
from pathlib import Path

import pytest

from archive.errors import TaxonomyError
from pipelines.themes import Taxonomy, load_taxonomy
from tests.pipelines.themes.conftest import SMALL

Load = Callable[..., Taxonomy]

CITY = """
schema: policy-themes/1
layer: cn-test-yunjiang
version: 0.0.1
themes:
- id: yj-ponds
  name: {zh: 千塘计划, en: Thousand ponds}
  extends: [water]
  kind: programme
  terms: {5: [千塘计划]}
"""


def test_bundled_layers_load() -> None:
    """The bundled layers hold 51 national themes and the city's, each named in both languages."""
    names = list(load_taxonomy().names())

    assert sum(name.layer == "national" for name in names) == 51
    assert any(name.layer == "cn-jiangsu-zhenjiang" for name in names)
    assert all(name.zh and name.en and name.group_zh and name.group_en for name in names)


def test_every_bundled_theme_is_defined() -> None:
    """Each says in both languages, in one sentence, what belongs to it and what does not."""
    definitions = [theme.definition for theme in load_taxonomy().themes]

    assert all(one.zh.count("；") == 1 and one.en.count(";") == 1 for one in definitions)


def test_only_slogans_are_named_slogans() -> None:
    """A theme of kind slogan is named so; a programme or a prize is a theme."""
    kinds = {name.id: name.kind for name in load_taxonomy().names()}

    assert kinds["zj-slogan-qiantu"] == "slogan"
    assert kinds["zj-awards"] == "theme"


def test_every_national_theme_has_codes_of_all_schemes() -> None:
    """Each national theme can be exported as CAP, IPTC and gov.cn."""
    national = [theme for theme in load_taxonomy().themes if theme.layer == "national"]

    assert all(set(theme.crosswalk) == {"cap", "iptc", "govcn"} for theme in national)


def test_city_theme_stands_in_the_group_it_extends(load: Load) -> None:
    """A city theme without a group of its own is shown in that of the theme it extends."""
    taxonomy = load(SMALL, CITY)

    assert taxonomy.themes[-1].group == "people"
    assert taxonomy.version == "national 0.0.1, cn-test-yunjiang 0.0.1"


def test_digest_follows_rules_not_comments(load: Load) -> None:
    """A comment leaves the digest alone; another weight changes it."""
    plain = load(SMALL).sha256

    assert load(SMALL + "\n# a remark\n").sha256 == plain
    assert load(SMALL.replace("2: [河道]", "3: [河道]", 1).replace("3: [水库, 水务局], ", "", 1)).sha256 != plain


def test_further_layers_come_from_paths(tmp_path: Path) -> None:
    """Another city's file is loaded beside the bundled ones."""
    path = tmp_path / "yunjiang.yaml"
    path.write_text(CITY, encoding="utf-8")

    assert "yj-ponds" in {theme.id for theme in load_taxonomy([path]).themes}


WRONG = [
    ("3: [水库, 水务局]", "3: [水库, 12345]", "'12345' is read as int, not as text", 'write "12345"'),
    ("3: [水库, 水务局]", "3: [水库, NO]", "'NO' is read as bool", 'write "NO"'),
    ("2: [河道]", "2: [河]", "one character and weighs more than 1", "write a longer term"),
    ("2: [河道]", "2: [水库]", "'水库' stands twice", "keep the one"),
    ("mask: [水库路]", "mask: [大坝路]", "hides no term of 'water'", "take it out"),
    ("[市水务局局长]", "[市乐团团长]", "hides no term of any theme", "take it out"),
    ("- id: housing", "- id: water", "'water' stands twice", "another id"),
    ('crosswalk: {cap: ["14"]}', "crosswalk: {}", "empty crosswalk", "at least one code"),
    ('cap: ["14"]', 'cap: ["11"]', "'11' is no topic", 'such as "17"'),
    ('cap: ["14"]', 'cap: ["2501"]', "'2501' is no topic", 'such as "1709"'),
    ('cap: ["14"]', 'cap: ["14001"]', "'14001' is no topic", "eight digits"),
    ('cap: ["14"]', "cap: [14]", "'14' is read as int, not as text", 'write "14"'),
    ('cap: ["14"]', "cap: []", "empty crosswalk", "at least one code"),
    ("2: [河道]", "2: [1.5]", "'1.5' is read as float, not as text", 'write "1.5"'),
    ("2: [河道]", "2: [2024-02-20]", "is read as timestamp, not as text", 'write "2024-02-20"'),
    ("2: [小区]", "2: ['']", "empty text", "take the line out"),
    ("term: 新城, any: [开发建设]", "term: 新城", "'any' is missing", "add 'any:'"),
    ("needs: 套}", "need: 套}", "unknown key 'need'", "write 'needs'"),
    ("  require_any: [规划]", "  routes: {water: [国土空间]}", "a route leads to 'water'", "add it to 'extends'"),
    ("version: 0.0.1", "version: 1", "'1' is read as int, not as text", 'write "1"'),
    ('crosswalk: {cap: ["14"]}', "kind: theme", "no crosswalk", "write 'crosswalk"),
    (
        "group: people\n  name: {zh: 住房",
        "group: poeple\n  name: {zh: 住房",
        "'poeple' is no group",
        "use one of: people",
    ),
    ("exclude_any: [广告]", "exlude_any: [广告]", "unknown key 'exlude_any'", "write 'exclude_any'"),
    ("exclude_any: [广告]", "exclude_any: 广告", "expected a list", "write [one, two]"),
    ("exclude_any: [广告]", "extends: [walter]", "extends 'walter', which is no theme", "use one of: water"),
    ("exclude_any: [广告]", "extends: [housing]", "extends itself in a circle", "take one of the extends out"),
    ("p: '\\d+套'", "p: '(\\d+套'", "not a regular expression", "mend the pattern"),
    ("window: 10", "window: ten", "expected a number", "write a number"),
    ("3: [水库, 水务局]", "3: [' 水库']", "white space around it", "take the white space away"),
    ("name: {zh: 水利, en: Water}", "name: {zh: 水利, en: Water, waste}", "unknown key 'waste'", "use one of: zh, en"),
    ("name: {zh: 水利, en: Water}", "name: {zh: 水利}", "'en' is missing", "add 'en:'"),
    ("schema: policy-themes/1", "schema: policy-themes/9", "another schema", "policy-themes/1"),
]


@pytest.mark.parametrize(("right", "wrong", "says", "mend"), WRONG)
def test_what_does_not_fit_is_refused(load: Load, right: str, wrong: str, says: str, mend: str) -> None:
    """A slip is refused with the file, the line and the mend."""
    assert right in SMALL

    with pytest.raises(TaxonomyError) as refused:
        load(SMALL.replace(right, wrong, 1))

    assert says in refused.value.wrong
    assert refused.value.wrong.split(": ")[0].rpartition(":")[2].isdigit()
    assert mend in refused.value.mend


def test_themes_that_extend_each_other_in_a_ring_are_refused(load: Load) -> None:
    """A circle over several themes is refused at the place of one of them."""
    ring = SMALL.replace("exclude_any: [广告]", "extends: [zoning]").replace(
        "require_any: [规划]", "extends: [housing]"
    )

    with pytest.raises(TaxonomyError, match="'housing' extends itself in a circle"):
        load(ring)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"themes: [", b"- 1\n", b"a: &x [*x]\n"])
def test_hostile_file_gets_a_clear_error(tmp_path: Path, content: bytes) -> None:
    """An empty, binary, broken or circular file is refused in words, not with a traceback of the parser."""
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)

    with pytest.raises(TaxonomyError) as refused:
        load_taxonomy([path])

    assert str(path) in refused.value.wrong
    assert refused.value.mend


def test_missing_file_gets_a_clear_error(tmp_path: Path) -> None:
    """A path without a file is named."""
    with pytest.raises(TaxonomyError, match="cannot be read"):
        load_taxonomy([tmp_path / "none.yaml"])
