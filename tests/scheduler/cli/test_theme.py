"""`jianbao theme`: what people decide, and rules before they are adopted."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archive.records import Draft, Tag
from archive.store import Store
from pipelines.dedup import same
from pipelines.themes import Tagger, load_taxonomy
from tests.scheduler.conftest import Ran

Jianbao = Callable[..., Ran]

LAYER = """\
schema: policy-themes/1
layer: cn-jiangsu-yunjiang
version: 1.0.0
themes:
- id: yj-bell
  name: {zh: 钟楼, en: Bell tower}
  extends: [culture-tourism]
  kind: brand
  terms: {5: [钟楼]}
"""


@pytest.fixture
def tagged(jianbao: Jianbao, engine_of: Engine, make_draft: Callable[..., Draft], present: datetime) -> Jianbao:
    """The command line over one article with the theme talent."""
    taxonomy = load_taxonomy()
    store = Store(engine_of, same=same)
    store.register_themes(taxonomy.names())
    draft = make_draft(text="本报讯 钟楼旁的人才公寓今起受理申请，人才引进政策同时发布。")
    tags = Tagger(taxonomy).tag(draft.title, draft.text)
    draft.tags, draft.policy = tags.tags, tags.policy
    store.save(draft, now=present)
    return jianbao


def test_rejected_theme_is_gone(tagged: Jianbao) -> None:
    """After `reject` the article has the theme no more, and the log names the person."""
    ran = tagged("theme", "reject", "1", "talent", "--by", "wang")

    assert ran.out == "article 1: reject talent (wang)\n"
    explained = json.loads(tagged("theme", "explain", "1", "--json").out)
    assert "talent" not in [tag["theme"] for tag in explained]
    assert json.loads(tagged("theme", "log", "--json").out)[0]["reviewer"] == "wang"


def test_theme_that_rules_and_page_give_is_explained_once(
    jianbao: Jianbao, engine_of: Engine, make_draft: Callable[..., Draft], present: datetime
) -> None:
    """A theme that both the rules and the page's own label give is one line that names both."""
    by_rule = Tag(theme="talent", score=9.0, central=True, method="rule", evidence=())
    draft = make_draft(tags=(by_rule, replace(by_rule, method="source", score=1.0)))
    Store(engine_of, same=same).save(draft, now=present)

    [line] = jianbao("theme", "explain", "1").out.splitlines()

    assert line.startswith("talent")
    assert "9  central  (rule, " in line
    assert line.endswith("; source)")


def test_decisions_and_codings_are_told_as_json(tagged: Jianbao) -> None:
    """Each verb of the hands prints what it entered as JSON when asked."""
    accepted = json.loads(tagged("theme", "accept", "1", "talent", "--by", "li", "--json").out)
    undone = json.loads(tagged("theme", "undo", "1", "talent", "--by", "wang", "--json").out)
    waiting = json.loads(tagged("theme", "code", "--coder", "li", "--json").out)
    coded = json.loads(tagged("theme", "code", "--coder", "li", "1", "talent", "--json").out)

    assert (accepted["verdict"], accepted["reviewer"]) == ("accept", "li")
    assert undone["undone_by"] == "wang"
    assert (waiting["article_id"], "talent" in json.dumps(waiting)) == (1, False)
    assert coded["themes"] == ["talent"]


def test_layers_of_the_home_are_listed_shown_and_checked(jianbao: Jianbao, tmp_path: Path) -> None:
    """`list`, `show`, `check` and `export` know the layers in the home folder beside the bundled ones."""
    own = tmp_path / "home" / "themes"
    own.mkdir(parents=True)
    (own / "yunjiang.yaml").write_text(LAYER, encoding="utf-8")

    assert "yj-bell" in [one["id"] for one in json.loads(jianbao("theme", "list", "--json").out)]
    shown = jianbao("theme", "show", "yj-bell").out
    assert "钟楼" in shown
    assert "definition" not in shown
    assert "cn-jiangsu-yunjiang 1.0.0" in jianbao("theme", "check").out
    assert "cn-jiangsu-yunjiang 1.0.0" in jianbao("theme", "check", str(own / "yunjiang.yaml")).out
    assert "yj-bell" in json.loads(jianbao("theme", "export", "--scheme", "cap", "--json").out)


def test_check_names_terms_of_two_themes(jianbao: Jianbao, tmp_path: Path) -> None:
    """A term that gives two themes alone is named with both, and is no error."""
    layer = tmp_path / "city.yaml"
    layer.write_text(LAYER.replace("extends: [culture-tourism]", "extends: [sports]").replace("[钟楼]", "[人才公寓]"))

    ran = jianbao("theme", "check", str(layer))

    assert ran.code == 0
    assert "yj-bell" in ran.err


def test_offices_are_listed(tagged: Jianbao) -> None:
    """`person offices` prints a table, or JSON; an unknown name has none."""
    assert json.loads(tagged("person", "offices", "林晚晴", "--json").out) == []
    assert tagged("person", "holders", "市长").code == 0


def test_undo_brings_it_back(tagged: Jianbao) -> None:
    """`undo` puts the theme back as the rules gave it."""
    tagged("theme", "reject", "1", "talent")

    assert tagged("theme", "undo", "1", "talent").code == 0
    explained = json.loads(tagged("theme", "explain", "1", "--json").out)
    assert ("talent", "rule") in [(tag["theme"], tag["method"]) for tag in explained]


def test_added_and_accepted_themes_are_a_persons(tagged: Jianbao) -> None:
    """`add` and `accept` give the theme the method human."""
    tagged("theme", "add", "1", "sports")
    tagged("theme", "accept", "1", "talent")

    explained = json.loads(tagged("theme", "explain", "1", "--json").out)
    assert {"sports", "talent"} == {tag["theme"] for tag in explained if tag["method"] == "human"}


def test_misspelt_theme_is_told_with_the_mend(tagged: Jianbao) -> None:
    """An unknown theme is an error that says where the names are."""
    ran = tagged("theme", "add", "1", "talents")

    assert ran.code == 2
    assert "jianbao theme list" in ran.err


def test_queue_leaves_out_what_is_decided(tagged: Jianbao) -> None:
    """A decided tag is not asked for again."""
    before = json.loads(tagged("theme", "queue", "--json").out)
    tagged("theme", "accept", "1", "talent")
    after = json.loads(tagged("theme", "queue", "--json").out)

    assert {one["theme"] for one in before} - {one["theme"] for one in after} == {"talent"}


def test_coder_sees_no_theme(tagged: Jianbao) -> None:
    """The article to code is printed with its text alone."""
    ran = tagged("theme", "code", "--coder", "wang")

    assert "人才公寓今起受理申请" in ran.out
    assert "talent" not in ran.out


def test_agreement_of_two_coders_is_told(tagged: Jianbao) -> None:
    """Two codings of one article give alpha."""
    tagged("theme", "code", "--coder", "wang", "1", "talent", "housing")
    tagged("theme", "code", "--coder", "li", "1", "talent")

    found = json.loads(tagged("theme", "agree", "--json").out)
    assert found["articles"] == 1
    assert found["alpha"] == pytest.approx(0.0)


def test_rule_on_trial_counts_what_it_would_tag(tagged: Jianbao) -> None:
    """`try` counts hits by month and source, and changes nothing."""
    found = json.loads(tagged("theme", "try", "3: 钟楼", "--json").out)

    assert (found["hits"], found["by_month"], found["by_source"]) == (1, {"2026-03": 1}, {"yunjiang-daily": 1})


def test_near_miss_is_shown(tagged: Jianbao) -> None:
    """An article that reaches half of the threshold is named as a near miss."""
    found = json.loads(tagged("theme", "try", "2: 钟楼", "--json").out)

    assert (found["hits"], [one["article"] for one in found["nearest_misses"]]) == (0, [1])


def test_broken_rule_is_told(tagged: Jianbao) -> None:
    """A rule without a weight is refused with an example."""
    ran = tagged("theme", "try", "钟楼")

    assert ran.code == 2
    assert "3: term, term" in ran.err


def test_difference_names_article_and_term(tagged: Jianbao, tmp_path: Path) -> None:
    """`diff` names the article that gains a theme and the term responsible."""
    layer = tmp_path / "city.yaml"
    layer.write_text(LAYER, encoding="utf-8")

    found = json.loads(tagged("theme", "diff", "bundled", str(layer), "--json").out)

    gained = {change["theme"]: change for change in found["changes"]}
    assert (gained["yj-bell"]["article_id"], gained["yj-bell"]["terms"]) == (1, ["钟楼"])


def test_retagging_puts_a_version_in_force(tagged: Jianbao, tmp_path: Path) -> None:
    """After `retag --to FILE` the article has the new theme, and the version is pinned; the old one rolls it back."""
    layer = tmp_path / "city.yaml"
    layer.write_text(LAYER, encoding="utf-8")

    assert tagged("theme", "retag", "--workers", "0", "--to", str(layer)).code == 0
    assert "yj-bell" in tagged("theme", "explain", "1").out
    assert tagged("theme", "retag", "--workers", "0").code == 0
    assert "yj-bell" not in tagged("theme", "explain", "1").out


@pytest.mark.parametrize(("scheme", "code"), [("cap", "17"), ("govcn", "科技、教育/科技"), ("iptc", "20000735")])
def test_export_gives_foreign_codes(jianbao: Jianbao, scheme: str, code: str) -> None:
    """Each theme has its primary code first; a city's theme has those of the themes that it extends."""
    found = json.loads(jianbao("theme", "export", "--scheme", scheme, "--json").out)

    assert found["tech-innovation"][0] == code
    assert code in found["zj-876-project"]
