"""Which topics a resource is about, and whether the taxonomy that is shipped is sound."""

from typing import Any

import pytest
from making import page
from msgspec.structs import replace

from index.resource import Kind, Link, Passage, Project
from index.topics import (
    Group,
    Taxonomy,
    Topic,
    Weights,
    default_taxonomy,
    topics_of,
)


def topic(name: str, *terms: str, **more: Any) -> Topic:
    names = dict.fromkeys(("nb", "nn", "en", "about"), name)
    return Topic(id=name, group="alle", terms=terms, **{**names, **more})


WEIGHTS = Weights(
    title=5, lead=2, heading=1, section=2.5, measure=1.5, link=1, text=2, most_text=5, weak=0.4,
    needed=4, needed_passing=5.5, needed_alone=2, ahead=1.2, share=0.35, most=3,
)  # fmt: skip
TAXONOMY = Taxonomy(
    groups=(Group(id="alle", nb="Alle", nn="Alle", en="All"),),
    topics=(
        topic("flom", "flom*", "*flommer", addresses=("/flom(/|-)",), weak=("bekk*",)),
        topic("energi", "energi", "varme i jord", passing=True, measures=("energi og bygg",)),
        topic("skog", "skog*", about_nn="om skog", sections=("/skogbruk/",)),
        topic("hav", "hav"),
    ),
    weights=WEIGHTS,
)
GROUPS = {group.id for group in default_taxonomy().groups}
SHIPPED = pytest.mark.parametrize("shipped", default_taxonomy().topics, ids=lambda t: t.id)
FILLER = "Dette er en side om noe annet, og den er lang nok til å veie. " * 12


def of(**fields: Any) -> tuple[str, ...]:
    return topics_of(page(**fields), TAXONOMY)


def test_a_title_says_what_a_page_is_about() -> None:
    assert of(title="Flommen i 2023", text=FILLER) == ("flom",)
    assert of(title="Side", text=FILLER) == ()


def test_the_lead_and_the_headings_help_the_text() -> None:
    text = f"Skogen vokser. {FILLER}"
    assert of(text=text) == ()
    assert of(lead="Om skogen vår", text=text) == ("skog",)
    assert of(passages=(Passage(text=text, heading="SKOGEN"),)) == ("skog",)


def test_a_mention_in_passing_is_no_topic() -> None:
    assert of(text=f"En flom kom en gang. {FILLER}") == ()
    assert of(text=f"En flom kom, flommen gikk, og flommer kommer igjen. {FILLER}") == ("flom",)


def test_the_longer_the_text_the_more_it_needs() -> None:
    flood = "Flom, flom og flom. "
    assert of(text=flood + FILLER) == ("flom",)
    assert of(text=flood + FILLER * 3) == ()


def test_a_topic_that_is_often_mentioned_in_passing_needs_more() -> None:
    four = "{0}, {0}, {0} og {0}. "
    rival = "Skog, skog, skog og skog. "
    assert of(text=four.format("hav") + rival + FILLER) == ("skog", "hav")
    assert of(text=four.format("energi") + rival + FILLER) == ("skog",)


def test_what_is_far_weaker_than_the_strongest_topic_is_context() -> None:
    context = "Skog, skog, skog og skog. "
    assert of(text=context + FILLER) == ("skog",)
    strong = {"title": "Flom", "lead": "Flom", "address": "https://a.example/flom/"}
    headed = (Passage(text=context + "Flom flom flom flom. " + FILLER, heading="Flom"),)
    assert of(passages=headed, **strong) == ("flom",)
    mild = replace(TAXONOMY, weights=replace(WEIGHTS, share=0.3))
    assert topics_of(page(passages=headed, **strong), mild) == ("flom", "skog")


def test_a_page_that_speaks_of_one_thing_alone_needs_few_signs() -> None:
    assert of(text=f"Skogen er skogen. {FILLER}") == ("skog",)
    assert of(text=f"Skogen er skogen, og flommen er flommen. {FILLER}") == ()


def test_what_is_denied_is_not_told() -> None:
    assert of(text=f"Skog og skog. {FILLER}") == ("skog",)
    assert of(text=f"Her er ingen skog, og ikke noe av skogen. {FILLER}") == ()


def test_weak_terms_help_and_never_tell_a_topic_alone() -> None:
    creeks = "Bekk, bekk, bekk, bekk, bekk og bekk. "
    assert of(title="Bekken", lead="Bekken", text=creeks + FILLER) == ()
    assert of(title="Bekken", lead="Bekken", text=creeks + "Flom. " + FILLER) == ("flom",)


def test_words_of_links_are_told_of_other_pages() -> None:
    text = f"Les om skog her, skog der og skog igjen. {FILLER}"
    links = tuple(
        Link(target="https://a.example/", text=words, passage=0)
        for words in ("skog her", "skog der", "skog igjen")
    )
    assert of(text=text) == ("skog",)
    assert of(text=text.replace(" her, skog der og skog igjen", ""), links=links) == ()
    assert of(text=text, links=(*links, Link(target="https://b.example", text="x"))) == ("skog",)


def test_the_words_of_an_address_in_the_text_are_nobodys() -> None:
    assert of(text=f"https://a.example/skog/skog/skog {FILLER}") == ()


def test_a_term_is_a_whole_word_or_the_beginning_or_the_end_of_one() -> None:
    assert of(title="Flomvern") == ("flom",)
    assert of(title="Storflommer") == ("flom",)
    assert of(title="Storflommen") == ()
    assert of(title="Havnivå") == ()
    assert of(title="Hav og elv") == ("hav",)


def test_an_address_can_tell_the_topic_alone_and_a_section_can_help() -> None:
    assert of(path="/tema/flom-og-ras") == ("flom",)
    assert of(path="/tema/flomme") == ()
    once = f"Skogen vokser. {FILLER}"
    assert of(path="/skogbruk/", text=once) == ("skog",)
    assert of(path="/annet/", text=once) == ()


def test_the_measures_of_a_project_and_the_sector_of_a_page_help() -> None:
    project = Project(measures=("Energi og bygg",))
    text = f"Energi. {FILLER}"
    assert of(text=text) == ()
    assert of(kind=Kind.PROJECT, project=project, text=text) == ("energi",)
    assert of(sector="ENERGI OG BYGG", text=text) == ("energi",)


def test_the_strongest_come_first_and_only_so_many() -> None:
    four = f"hav hav hav hav. skog skog skog skog skog. flom. {FILLER}"
    energy = {"title": "Energi", "lead": "Energi", "text": four}
    assert of(**energy) == ("energi", "skog", "hav")
    assert of(path="/flom/", **energy) == ("energi", "skog", "flom")


def test_a_page_about_nothing_known_has_no_topics() -> None:
    assert of(title="", text="") == ()
    assert of(title="", text=FILLER) == ()


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


# the taxonomy that comes with the service


def test_no_group_is_empty() -> None:
    assert {topic.group for topic in default_taxonomy().topics} == GROUPS


@SHIPPED
def test_a_shipped_topic_is_written_in_lower_case_and_explained_in_every_language(
    shipped: Topic,
) -> None:
    signs = (*shipped.terms, *shipped.weak, *shipped.measures)
    assert [sign for sign in signs if sign != sign.lower()] == []
    assert all((shipped.about, shipped.about_nn, shipped.about_en))


@SHIPPED
def test_a_page_bearing_a_term_as_its_title_is_about_the_topic(shipped: Topic) -> None:
    for term in shipped.terms:
        alone = Taxonomy(groups=(), topics=(shipped,), weights=default_taxonomy().weights)
        assert topics_of(page(title=term.strip("*").title()), alone) == (shipped.id,), term
