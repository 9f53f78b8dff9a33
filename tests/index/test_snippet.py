"""The lines of a hit that answer the query, and the words marked in them."""

from hypothesis import given
from hypothesis import strategies as st
from making import NOW, learn_lexicon, page, thing

from index.analyse import Analyser
from index.language.stem import stem
from index.language.thesaurus import default_thesaurus
from index.resource import Passage
from index.snippet import (
    LONGEST,
    LONGEST_IN_PARTS,
    NOTHING,
    WIDTH,
    Marked,
    Marker,
    mark,
    marker,
    snippet,
)

FILLER = "Dette er en setning om noe annet som ingen spør etter. "


KNOWN = (
    "flommen flom skred ras planer planene plan tørke klima by bygder innbygger medvirkning"
    " flomplanen"
)
LEXICON = learn_lexicon([thing(page("/a", FILLER + KNOWN)), thing(page("/b", "flom skred ras"))])
ANALYSER = Analyser(lexicon=LEXICON, thesaurus=default_thesaurus())


def asked(text: str) -> Marker:
    """Marks what answers a query."""
    return marker(LEXICON, ANALYSER.query(text, NOW).units)


def shown(parts: Marked) -> str:
    return "".join(text for text, _ in parts)


def marked(parts: Marked) -> list[str]:
    return [text for text, found in parts if found]


def passages(*texts: str) -> list[Passage]:
    return [Passage(text=text) for text in texts]


def test_words_are_marked_in_every_form_and_the_text_stays() -> None:
    text = "Planene er lagt, og en PLAN mot tørke er noe annet enn skred."
    parts = mark(text, asked("planer skred"))
    assert shown(parts) == text
    assert marked(parts) == ["Planene", "PLAN", "skred"]


def test_a_part_of_a_compound_and_the_parts_of_the_readers_are_marked() -> None:
    parts = mark(
        "Flomplanen, og medvirkning av hver innbygger", asked("innbyggermedvirkning planer")
    )
    assert marked(parts) == ["Flomplanen", "medvirkning", "innbygger"]


def test_the_words_are_marked_that_begin_as_the_readers() -> None:
    text = "Flomplanen for PLANER ved flommen, og en innbygger."
    assert marked(mark(text, asked("plan* flo*"))) == ["Flomplanen", "PLANER", "flommen"]
    assert marked(mark(text, asked("planen*"))) == []
    assert marked(mark(text, asked("bygg*"))) == []


def test_a_word_and_the_beginning_of_one_are_two_words_of_the_query() -> None:
    text = "Flommen tok bygdene, bygder og byer."
    assert snippet(passages(text), asked("flommen bygd*")).found == 2
    assert snippet(passages(text), asked("skred bygd*")).found == 1


def test_a_query_without_words_marks_nothing() -> None:
    assert not asked("")
    assert snippet(passages("Om flom."), asked("*")).found == 0


def test_nothing_is_marked_without_terms_or_text() -> None:
    assert mark("Flommen kom", NOTHING) == (("Flommen kom", False),)
    assert mark("", asked("flom")) == ()


def test_without_a_found_word_it_is_the_lead_else_the_beginning() -> None:
    texts = passages("", "Første avsnitt.", "Andre avsnitt.")
    assert shown(snippet(texts, asked("flom"), "Ingressen.").parts) == "Ingressen."
    assert shown(snippet(texts, asked("flom")).parts) == "Første avsnitt."
    assert snippet([], asked("flom")).found == 0


def test_a_long_beginning_is_cut_at_a_word() -> None:
    text = shown(snippet(passages(FILLER * 20), NOTHING).parts)
    assert text.endswith(" …")
    assert len(text) <= WIDTH + 2
    assert FILLER.split() == text.removesuffix(" …").split()[:11]


def test_the_stretch_with_most_of_the_terms_is_shown() -> None:
    one, both = "Her står det om flom. ", "Her står det om flom og skred. "
    found = snippet(passages(one + FILLER * 20, FILLER * 20 + both), asked("flom skred"))
    assert found.found == 2
    assert marked(found.parts) == ["flom", "skred"]
    assert shown(found.parts).startswith("… ")


def test_of_equals_the_first_is_shown() -> None:
    found = snippet(passages("Flom i byer.", "Flom i bygder."), asked("flom"))
    assert shown(found.parts) == "Flom i byer."


def test_the_readers_own_word_is_shown_rather_than_a_related_one() -> None:
    found = snippet(passages("Ras i bygder.", "Skred i byer.", "Ras og mer."), asked("skred"))
    assert shown(found.parts) == "Skred i byer."
    assert marked(snippet(passages("Ras i bygder."), asked("skred")).parts) == ["Ras"]


def test_words_that_are_related_to_each_other_are_two() -> None:
    found = snippet(passages("Et ras.", "Et ras og et skred."), asked("ras skred"))
    assert (found.found, marked(found.parts)) == (2, ["ras", "skred"])


def test_the_section_is_told() -> None:
    section = Passage(text="Om flom.", heading="Vann", anchor="vann", page=3, second=90)
    found = snippet([Passage(text="Annet.", heading="Innledning"), section], asked("flom"))
    assert (found.heading, found.anchor, found.page, found.second) == ("Vann", "vann", 3, 90)


def test_it_begins_with_a_sentence_that_is_near() -> None:
    text = FILLER * 10 + "Nå gjelder det flom i byer. " + FILLER * 10
    found = snippet(passages(text), asked("flom"))
    assert shown(found.parts).startswith("… Nå gjelder det flom i byer.")
    assert shown(found.parts).endswith(" …")


def test_a_word_in_a_stretch_without_spaces_is_shown_too() -> None:
    text = "a-" * 150 + "flom" + "-a" * 150 + " og mer"
    assert marked(snippet(passages(text), asked("flom")).parts) == ["flom"]


def test_line_breaks_do_not_show() -> None:
    found = snippet(passages("Første linje om flom.\nAndre\tlinje."), asked("flom"))
    assert shown(found.parts) == "Første linje om flom. Andre linje."


def test_only_so_much_of_a_long_text_is_looked_at() -> None:
    early = "a " * (LONGEST // 2 - 10) + "flom "
    late = "a " * (LONGEST // 2) + "flom"
    assert snippet(passages(early), asked("flom")).found == 1
    assert snippet(passages(late), asked("flom")).found == 0
    assert snippet(passages("a " * (LONGEST // 2), "flom"), asked("flom")).found == 0


WORDS = ("flom", "flommen", "skred", "ras", "klima.", "tørke,", "en", "a-b-c", "x" * 90, "slutt.")


@given(
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", " ", "\n", "/", "-"]))),
    st.lists(st.sampled_from(["flom", "skred", "ras", "tørke"]), min_size=1, unique=True),
)
def test_every_term_that_is_counted_is_shown(
    text: list[tuple[str, str]], wanted: list[str]
) -> None:
    found = snippet(
        passages("".join(word + space for word, space in text)), asked(" ".join(wanted))
    )
    assert len({stem(word) for word in marked(found.parts)}) >= found.found
    assert len(shown(found.parts)) <= WIDTH + 4
    assert found.found == 0 or marked(found.parts)


@given(st.text(max_size=400), st.text(max_size=20))
def test_no_text_raises(text: str, words: str) -> None:
    assert snippet(passages(text, words), asked(words), words).found >= 0
    assert shown(mark(text, asked(words))) == text


def test_a_long_document_is_looked_at_to_the_page_that_answers() -> None:
    filler = FILLER * (LONGEST // len(FILLER))
    pages = [Passage(text=filler, page=number) for number in range(1, 9)]
    answer = Passage(text="Flommen kom.", page=9)
    assert snippet([*pages, answer], asked("flom")).page == 9
    beyond = [Passage(text=FILLER * (LONGEST_IN_PARTS // len(FILLER) + 1), page=1), answer]
    assert snippet(beyond, asked("flom")).found == 0


def test_what_is_said_is_looked_at_after_a_long_page() -> None:
    said = [Passage(text="Flommen kom.", second=90)]
    assert snippet([*passages(FILLER * 600), *said], asked("flom")).second == 90


def test_the_search_ends_with_all_words_but_not_before() -> None:
    texts = passages("Ras.", "Flom og tørke.", "Flom, ras og tørke.", "Ras, flom og tørke igjen.")
    assert shown(snippet(texts, asked("flom ras tørke")).parts) == "Flom, ras og tørke."
