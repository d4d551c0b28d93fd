from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.records import Tag
from pipelines.themes import Tagger, Taxonomy
from pipelines.themes.letters import fold
from pipelines.themes.matcher import make_python_matcher
from pipelines.themes.rules import compile_rules
from tests.pipelines.themes.conftest import SMALL


def themes(tagger: Tagger, title: str, text: str) -> list[str]:
    """The ids of the themes given, best first."""
    return [tag.theme for tag in tagger.tag(title, text).tags]


def the(tagger: Tagger, theme: str, title: str, text: str) -> Tag:
    """The tag of one theme."""
    return next(tag for tag in tagger.tag(title, text).tags if tag.theme == theme)


def test_evidence_points_at_the_words(small: Tagger) -> None:
    """The evidence gives the field and the exact place of the words that earned the theme."""
    text = "昨日，三座水库开闸。"

    [piece] = the(small, "water", "雨情", text).evidence

    assert (piece.field, text[piece.start : piece.end], piece.term) == ("text", "水库", "水库")


def test_theme_in_the_title_is_central(small: Tagger) -> None:
    """A heavy term in the title makes the theme central; the same in the text alone only mentions it."""
    assert the(small, "water", "水库开闸", "详情见二版。").central
    assert not the(small, "water", "雨情", "三座水库开闸。").central


def test_longest_hit_wins_inside_a_theme(small: Tagger) -> None:
    """A short term inside a longer one of the same theme does not count again."""
    assert [piece.term for piece in the(small, "water", "", "水库").evidence] == ["水库"]


def test_light_term_alone_counts_half(small: Tagger) -> None:
    """A weight of 1 without a heavier term beside it counts half, and a bit of it gives no theme."""
    assert small.scores("", "x" * 200 + "水")["water"] == pytest.approx(0.5)
    assert themes(small, "", "水") == []


def test_repeats_count_damped(small: Tagger) -> None:
    """A term that stands four times counts more than once and less than twice."""
    once, often = small.scores("", "水库。")["water"], small.scores("", "水库。" * 4)["water"]

    assert once < often < 2 * once


def test_masked_words_do_not_count(small: Tagger) -> None:
    """A street named after a reservoir says nothing about water."""
    assert themes(small, "水库路修路", "水库路封闭施工。") == []


def test_office_earns_no_theme(small: Tagger) -> None:
    """A bureau inside an office title earns no theme; the bureau itself does."""
    assert themes(small, "人事", "市水务局局长王远任职。") == []
    assert themes(small, "人事", "市水务局公布水情。") == ["water"]


def test_attendance_list_earns_no_theme(small: Tagger) -> None:
    """What stands only in a list of who attended earns no theme."""
    assert themes(small, "工作会议", "各区县领导，水务局、水库管理处负责同志参加会议。") == []


def test_ambiguous_term_needs_its_context(small: Tagger) -> None:
    """新城 is housing only near 开发建设."""
    assert themes(small, "", "新城开发建设提速。") == ["housing"]
    assert themes(small, "", "新城队主场作战。") == []


def test_pattern_counts_where_its_literal_stands(small: Tagger) -> None:
    """A pattern gives evidence with its exact place."""
    text = "首批推出600套。"

    [piece] = the(small, "housing", "", text).evidence

    assert text[piece.start : piece.end] == "600套"


def test_excluding_word_in_the_title_takes_the_theme_away(small: Tagger) -> None:
    """An advertisement is not about housing."""
    assert themes(small, "广告", "公租房小区") == []


def test_theme_that_requires_a_word_waits_for_it(small: Tagger) -> None:
    """国土空间 counts only where 规划 stands too."""
    assert themes(small, "", "国土空间") == []
    assert themes(small, "", "国土空间规划") == ["zoning"]


def test_english_terms_match_whole_words(small: Tagger) -> None:
    """An English term does not match inside a longer word."""
    assert themes(small, "New reservoir opens", "") == ["water"]
    assert themes(small, "Prereservoirs", "") == []


def test_word_that_is_left_does_not_count_inside_longer_ones(load: Callable[..., Taxonomy]) -> None:
    """Where the word itself stands only in a longer term, no longer word with the same beginning stands in for it."""
    tagger = Tagger(load(SMALL.replace("en: {3: [reservoir]}", "en: {3: [water act], 2: [water]}")))

    [act] = the(tagger, "water", "The Water Act", "Waterworks and waterways.").evidence

    assert act.term == "water act"


def test_policy_score_rises_and_falls(small: Tagger) -> None:
    """Words of administration raise the policy score, words of service columns lower it."""
    assert small.tag("", "市政府印发通知").policy > 0 > small.tag("", "天气预报").policy


def test_theme_without_policy_share_says_nothing_of_policy(load: Callable[..., Taxonomy]) -> None:
    """A theme whose pages hold no policy leaves the policy score alone, however strong it is."""
    silent = Tagger(
        load(
            SMALL.replace("  group: people\n  name: {zh: 水利", "  policy_share: 0\n  group: people\n  name: {zh: 水利")
        )
    )

    assert silent.tag("水库", "水库").policy == 0
    assert themes(silent, "水库", "水库") == ["water"]


def test_extending_theme_hands_its_score_up(load: Callable[..., Taxonomy]) -> None:
    """A national theme gets 0.8 of the score of a city theme that extends it, with the same evidence."""
    city = SMALL.replace("layer: national", "layer: cn-test-yunjiang")
    city = city[: city.index("groups:")] + (
        "themes:\n- {id: yj-ponds, name: {zh: 千塘, en: Ponds}, extends: [water], terms: {5: [千塘计划]}}\n"
    )
    tagger = Tagger(load(SMALL, city))

    own, parent = the(tagger, "yj-ponds", "", "千塘计划"), the(tagger, "water", "", "千塘计划")

    assert parent.score == pytest.approx(0.8 * own.score)
    assert parent.evidence[0].term == "千塘计划"


def test_prize_hands_up_to_its_own_theme_only(bundled: Tagger) -> None:
    """A prize for talent is talent, not every theme that has a prize."""
    found = themes(bundled, "", "会上颁发了引才“伯乐奖”。")

    assert "talent" in found
    assert "finance" not in found


WORDS = st.sampled_from(
    ["水库", "水", "河道", "水库路", "公租房", "新城", "开发建设", "60套", "规划", "国土空间", "，", "A", "参加"]
)
TEXTS = st.lists(WORDS, max_size=30).map("".join)


@given(TEXTS, TEXTS)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_tag_is_the_sum_of_its_evidence(small: Tagger, title: str, text: str) -> None:
    """Every score is the sum of its evidence, and every piece of evidence stands where it says."""
    for tag in small.tag(title, text).tags:
        assert tag.score == pytest.approx(sum(piece.weight for piece in tag.evidence), abs=1e-3)
        for piece in tag.evidence:
            words = {"title": title, "text": text}[piece.field][piece.start : piece.end]
            assert words
            assert fold(words) == piece.term or piece.term.startswith("\\d")


@given(TEXTS, TEXTS)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_plain_matcher_gives_the_same_tags(small: Tagger, title: str, text: str) -> None:
    """The tags do not depend on the matcher at hand."""
    literals = [literal.text for literal in compile_rules(small.taxonomy).literals]
    plain = Tagger(small.taxonomy, make_python_matcher(literals))

    assert plain.tag(title, text) == small.tag(title, text)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_texts_tagged_together_get_the_same_tags(small: Tagger, articles: list[tuple[str, str]]) -> None:
    """What stands beside a text in a batch changes none of its tags, scores or evidence."""
    assert list(small.tag_all(articles)) == [small.tag(*one) for one in articles]


@pytest.fixture(scope="module")
def wording(bundled: Tagger) -> list[str]:
    """Terms, masks and contexts of the bundled rules, and what stands between them in a text."""
    between = ["，", "。", "、", "\n", "参加会议。", "主持会议", "發展", "ＡＢ", "a", "3", " ", "召开", "新闻" * 30]
    return [literal.text for literal in compile_rules(bundled.taxonomy).literals] + between * 60


@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_bundled_rules_give_the_same_tags_together(bundled: Tagger, wording: list[str], data: st.DataObject) -> None:
    """The two ways of scoring agree on texts of the bundled rules' own words, wider themes and guarded ones too."""
    texts = st.lists(st.sampled_from(wording), max_size=25).map("".join)
    articles = data.draw(st.lists(st.tuples(texts, texts), max_size=5))

    assert list(bundled.tag_all(articles)) == [bundled.tag(*one) for one in articles]


def test_many_texts_are_tagged_in_their_order(small: Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches follow each other, a text longer than a batch has its own, and no text at all gives nothing."""
    monkeypatch.setattr("pipelines.themes.tagger.BATCH", 50)
    articles = [("雨情", "水库" * size) for size in (1, 40, 3, 200, 0, 2)]

    assert list(small.tag_all(articles)) == [small.tag(*one) for one in articles]
    assert list(small.tag_all([])) == []


@settings(deadline=None)  # the first traditional text builds a table
@given(st.text(alphabet=st.characters(exclude_categories=())), st.text(alphabet=st.characters(exclude_categories=())))
def test_no_text_is_too_strange(bundled: Tagger, title: str, text: str) -> None:
    """Any characters, lone surrogates included, are tagged without an accident."""
    tagged = bundled.tag(title, text)

    assert tagged.policy < 100
    assert list(bundled.tag_all([(title, text)])) == [tagged]


STRADDLED = [
    ("social-assistance", "市人民政府昨日公布名单。"),
    ("urban-construction", "市委、市政府召开会议。"),
    ("urban-construction", "赛道经过体育公园南门。"),
    ("sports", "体育路至中山路沿线停水。"),
    ("advanced-manufacturing", "宣传文化工作要点公布。"),
    ("education", "各支部集中学习。"),
    ("veterans-defence", "加强干部队伍管理。"),
    ("transport", "全国道德模范回乡。"),
    ("finance", "本地菠菜上市。"),
    ("work-safety-emergency", "展出宋元沉船出水瓷器。"),
    ("public-security", "凭身份证入场。"),
]


@pytest.mark.parametrize(("theme", "text"), STRADDLED)
def test_word_inside_another_earns_nothing(bundled: Tagger, theme: str, text: str) -> None:
    """A term that stands across the border of other words, or means something else there, has no score."""
    assert theme not in bundled.scores("", text)


def test_generic_word_in_passing_earns_no_theme(bundled: Tagger) -> None:
    """One school in the lead of a chess story is no education; in the title, or with others beside it, it is."""
    assert "education" not in themes(bundled, "少儿象棋赛开枰", "四十二所学校的棋手参赛。")
    assert "education" in themes(bundled, "学校里的象棋赛", "棋手参赛。")
    assert "education" in themes(bundled, "少儿象棋赛开枰", "四十二所学校的教师和学生参赛。")


def test_narrower_theme_comes_with_its_wider_one(bundled: Tagger) -> None:
    """A story on tourists is tourism, and culture and tourism with 0.8 of its score."""
    scores = bundled.scores("", "假日游客翻番。")

    assert scores["culture-tourism"] == pytest.approx(0.8 * scores["tourism"], abs=1e-3)
