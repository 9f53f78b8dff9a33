"""Which topics a resource is about, and whether the taxonomy that is shipped is sound."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from making import page

from index.resource import Kind, Passage, Project
from index.topics import (
    Group,
    Taxonomy,
    TaxonomyError,
    Thresholds,
    Topic,
    default_taxonomy,
    load_taxonomy,
    topics_of,
)


def topic(name: str, *terms: str, **more: Any) -> Topic:
    names = dict.fromkeys(("nb", "nn", "en", "about"), name)
    return Topic(id=name, group="alle", terms=terms, **{**names, **more})


TAXONOMY = Taxonomy(
    groups=(Group(id="alle", nb="Alle", nn="Alle", en="All"),),
    topics=(
        topic("flom", "flom*", "*flommer", addresses=("/flom(/|-)",)),
        topic("energi", "energi", "varme i jord", passing=True, measures=("energi og bygg",)),
        topic("skog", "skog*", about_nn="om skog"),
        topic("hav", "hav"),
    ),
    thresholds=Thresholds(text_hits=2, passing_hits=3, words_per_extra_hit=100, most=3),
)
GROUPS = {group.id for group in default_taxonomy().groups}
SHIPPED = pytest.mark.parametrize("shipped", default_taxonomy().topics, ids=lambda t: t.id)


def of(**fields: Any) -> tuple[str, ...]:
    return topics_of(page(**fields), TAXONOMY)


def test_one_hit_in_the_title_the_lead_or_a_heading_is_enough() -> None:
    assert of(title="Flommen i 2023") == ("flom",)
    assert of(lead="Om skogen vår") == ("skog",)
    assert of(passages=(Passage(text="Tekst", heading="ENERGI"),)) == ("energi",)


def test_the_text_alone_needs_more_hits() -> None:
    assert of(text="En flom kom.") == ()
    assert of(text="En flom kom, og flommen gikk.") == ("flom",)


def test_a_topic_mentioned_in_passing_needs_still_more() -> None:
    assert of(text="energi og energi") == ()
    assert of(text="energi, energi og varme i jord") == ("energi",)


def test_a_longer_text_needs_one_more_hit_for_each_stretch() -> None:
    filler = "ord " * 98
    assert of(text=f"flom flom {filler}") == ()
    assert of(text=f"flom flom flom {filler}") == ("flom",)


def test_a_term_is_a_whole_word_or_the_beginning_or_the_end_of_one() -> None:
    assert of(title="Flomvern") == ("flom",)
    assert of(title="Storflommer") == ("flom",)
    assert of(title="Storflommen") == ()
    assert of(title="Havnivå") == ()
    assert of(title="Hav og elv") == ("hav",)


def test_an_address_can_tell_the_topic() -> None:
    assert of(path="/tema/flom-og-ras") == ("flom",)
    assert of(path="/tema/flomme") == ()


def test_the_measures_of_a_project_and_the_sector_of_a_page_tell_it_too() -> None:
    project = Project(measures=("Energi og bygg",))
    assert of(kind=Kind.PROJECT, project=project) == ("energi",)
    assert of(sector="ENERGI OG BYGG") == ("energi",)


def test_the_strongest_come_first_and_only_so_many() -> None:
    text = "hav hav. energi energi energi energi. skog skog skog"
    assert of(title="Flom", text=text) == ("flom", "energi", "skog")


def test_a_page_about_nothing_known_has_no_topics() -> None:
    assert of(title="", text="") == ()


def test_names_are_told_in_the_language_asked_for_else_in_bokmal() -> None:
    skog, group = TAXONOMY.topic("skog"), TAXONOMY.groups[0]
    assert skog is not None
    assert (skog.about_in("nn"), skog.about_in("en"), skog.name("se")) == (
        "om skog",
        "skog",
        "skog",
    )
    assert (group.name("en"), group.name("se")) == ("All", "Alle")
    assert TAXONOMY.in_group("alle") == TAXONOMY.topics
    assert TAXONOMY.topic("finnes-ikke") is None


@pytest.mark.parametrize("text", ["[[topics", "[[topics]]\nid = 1", ""])
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "min.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TaxonomyError, match=r"min\.toml"):
        load_taxonomy(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="borte"):
        load_taxonomy(tmp_path / "borte.toml")


# the taxonomy that comes with the service


def test_no_two_topics_and_no_two_groups_have_one_id() -> None:
    ids = Counter(topic.id for topic in default_taxonomy().topics)
    assert ids.most_common(1)[0][1] == 1
    assert len(GROUPS) == len(default_taxonomy().groups)


def test_no_group_is_empty() -> None:
    assert {topic.group for topic in default_taxonomy().topics} == GROUPS


@SHIPPED
def test_a_shipped_topic_has_its_group_and_is_named_in_every_language(shipped: Topic) -> None:
    assert shipped.group in GROUPS
    assert re.fullmatch(r"[a-z0-9-]+", shipped.id)
    assert all((shipped.nb, shipped.nn, shipped.en, shipped.about))


@SHIPPED
def test_a_shipped_topic_has_terms_in_lower_case_none_of_them_twice(shipped: Topic) -> None:
    assert shipped.terms
    assert list(shipped.terms) == [term.lower() for term in shipped.terms]
    assert [term for term, count in Counter(shipped.terms).items() if count > 1] == []
    assert all(term.strip("*").strip() for term in shipped.terms)
    assert all(measure == measure.lower() for measure in shipped.measures)
    assert shipped.address_pattern is None or not shipped.address_pattern.search("")


@SHIPPED
def test_a_page_bearing_a_term_as_its_title_is_about_the_topic(shipped: Topic) -> None:
    for term in shipped.terms:
        alone = Taxonomy(groups=(), topics=(shipped,), thresholds=default_taxonomy().thresholds)
        assert topics_of(page(title=term.strip("*").title()), alone) == (shipped.id,), term


def test_the_shipped_thresholds_are_those_of_the_field_guide() -> None:
    limits = default_taxonomy().thresholds
    assert limits.passing_hits > limits.text_hits >= 2
    assert limits.most >= 1
