"""One stem for all forms of a word."""

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sample_words import sample_lexicon

from index.language.stem import stem

FORMS = [
    "flom flommen flommer flommene flommens",
    "rom rommet rommene",
    "program programmet programmer",
    "dom dommen dommer",
    "middel midler midlene middelet",
    "sykkel sykler sykkelen syklene sykkelens",
    "regel regler regelen reglene",
    "kapittel kapitler kapitlene",
    "artikkel artikler artikkelen",
    "nøkkel nøkler",
    "himmel himler",
    "eksempel eksempler eksemplet eksemplene",
    "enkel enkle",
    "vinkel vinkler",
    "sirkel sirkler",
    "klima klimaet klimaets",
    "tema temaet temaer temaene",
    "skjema skjemaet skjemaer",
    "firma firmaet firmaer",
    "arena arenaer arenaen",
    "kommune kommunen kommuner kommunene kommunens",
    "plan planen planer planene planens",
    "løsning løsningen løsninger løsningene",
    "utslipp utslippet utslippene",
    "hytte hytta hytten hytter hyttene",
    "elv elva elven elver elvene",
    "vann vannet vannets",
    "hjem hjemmet hjemme",
    "by byen byer byene byens",
    "vei veien veier veiene",
    "sjø sjøen sjøene",
    "bru brua bruer bruene",
    "tre treet trær trærne",
    "ku kua kyr kyrne kuer",
    "bok boka bøker bøkene",
    "bonde bonden bønder bøndene",
    "webinar webinaret webinarer webinarene",
    "innbyggere innbyggeren innbyggerne innbyggernes",
    "kriterium kriteriet kriterier kriteriene",
    "museum museet museer",
    "klimalov klimaloven klimalovens",
]
APART = [
    "plan plante",
    "klima kli",
    "hotell hold",
    "modell mod",
    "vann vant",
    "tilskudd tilsyn",
    "skole skog",
    "ta tak",
    "bra brann",
    "vel veil",
    "areal arena",
    "klimalov klima",
    "vei vet",
    "bygd by",
    "tre tren",
]


@pytest.mark.parametrize("forms", FORMS, ids=[forms.split()[0] for forms in FORMS])
def test_the_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("words", APART)
def test_other_words_have_other_stems(words: str) -> None:
    assert all(stem(one) != stem(other) for one, other in combinations(words.split(), 2))


@pytest.mark.parametrize("word", ["tell", "hotell", "modell", "fjell", "kveld", "el", "hel"])
def test_an_ending_that_only_looks_like_a_lost_e_stays(word: str) -> None:
    assert stem(word) == word


def test_many_threads_stem_as_one_does() -> None:
    words = list(sample_lexicon().frequency)
    stem.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: [stem.__wrapped__(word) for word in words], range(8)))
    alone = [stem(word) for word in words]
    assert all(answer == alone for answer in answers)


@settings(max_examples=500)
@given(st.text(st.characters(), max_size=30))
@example("")
@example("mm")
@example("a" * 10_000)
def test_any_text_has_a_stem(text: str) -> None:
    assert isinstance(stem(text), str)
