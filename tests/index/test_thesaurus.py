"""Words of the field: the file that comes with the service, an operator's own, and wrong ones."""

import tomllib
from collections import Counter
from contextlib import suppress
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.stem import stem
from index.language.thesaurus import (
    Entry,
    ThesaurusError,
    default_thesaurus,
    load_thesaurus,
    phrase,
)

SHIPPED = tomllib.loads(
    resources.files("index.language").joinpath("thesaurus.toml").read_text(encoding="utf-8")
)
ENTRIES = [Entry(**entry) for entry in SHIPPED["entry"]]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "egne-ord.toml"


def related(path: Path, text: str) -> dict[str, float]:
    """What a text also finds with an operator's file."""
    found = load_thesaurus(path).related.get(phrase(text), {})
    return {" ".join(words): weight for words, weight in found.items()}


def test_the_shipped_file_holds_the_words_of_the_field() -> None:
    assert len(ENTRIES) >= 80
    assert len(default_thesaurus().related) > len(ENTRIES)


def test_no_entry_of_the_shipped_file_says_what_another_says() -> None:
    said = Counter(
        pair for entry in ENTRIES for pair in {(phrase(a), phrase(b)) for a, b in entry.pairs()}
    )
    assert [pair for pair, times in said.items() if times > 1] == []


def test_no_word_of_the_shipped_file_is_tied_to_itself() -> None:
    pairs = [pair for entry in ENTRIES for pair in entry.pairs()]
    assert [(a, b) for a, b in pairs if stems(a) == stems(b)] == []


def stems(text: str) -> list[str]:
    return [stem(word) for word in phrase(text)]


@pytest.mark.parametrize(
    ("searched", "found"),
    [
        ("ROS", "risiko- og sårbarhetsanalyse"),
        ("SPR", "statlige planretningslinjer"),
        ("KPA", "kommuneplanens arealdel"),
        ("NVE", "Norges vassdrags- og energidirektorat"),
        ("rådmann", "kommunedirektør"),
        ("fylkesmann", "statsforvalter"),
        ("overvann", "stormwater"),
        ("klimagassregnskap", "utslippsregnskap"),
        ("anskaffelse", "innkjøp"),
    ],
)
def test_abbreviations_old_names_and_synonyms_find_each_other(searched: str, found: str) -> None:
    shipped = default_thesaurus().related
    assert phrase(found) in shipped[phrase(searched)]
    assert phrase(searched) in shipped[phrase(found)]


def test_words_of_eq_find_each_other_and_up_only_what_is_narrower(own: Path) -> None:
    own.write_text(
        '[[entry]]\neq = ["hest", "gamp", "øk"]\n[[entry]]\nup = "geit"\ndown = ["kje"]\n',
        encoding="utf-8",
    )
    assert related(own, "hest") == {"gamp": 0.9, "øk": 0.9}
    assert related(own, "øk") == {"hest": 0.9, "gamp": 0.9}
    assert related(own, "geit") == {"kje": 0.9}
    assert related(own, "kje") == {}


def test_an_abbreviation_stands_for_its_words_and_they_for_it(own: Path) -> None:
    own.write_text('[[entry]]\nabbr = "HKT"\nmeans = "helse og kalde tær"\nweight = 0.5\n', "utf-8")
    assert related(own, "hkt") == {"helse kalde tær": 0.5}
    assert related(own, "helse kalde tær") == {"hkt": 0.5}


def test_an_abbreviation_also_finds_what_its_words_find(own: Path) -> None:
    own.write_text(
        '[[entry]]\nabbr = "HKT"\nmeans = "helse og kalde tær"\nweight = 0.5\n'
        '[[entry]]\neq = ["helse og kalde tær", "frost"]\nweight = 0.8\n',
        "utf-8",
    )
    assert related(own, "hkt") == {"helse kalde tær": 0.5, "frost": 0.4}
    assert related(own, "frost") == {"helse kalde tær": 0.8}
    assert load_thesaurus(own).abbreviations["hkt"] == ("helse og kalde tær",)


def test_of_several_meanings_of_an_abbreviation_the_likeliest_is_the_first(own: Path) -> None:
    own.write_text(
        '[[entry]]\nabbr = "HKT"\nmeans = "hest kommer travende"\nweight = 0.4\n'
        '[[entry]]\nabbr = "HKT"\nmeans = "helse og kalde tær"\n',
        "utf-8",
    )
    meanings = ("helse og kalde tær", "hest kommer travende")
    assert load_thesaurus(own).abbreviations["hkt"] == meanings


def test_an_own_file_is_added_to_the_shipped_one_and_the_greater_weight_counts(own: Path) -> None:
    own.write_text('[[entry]]\neq = ["rådmann", "kommunedirektør"]\nweight = 1.0\n', "utf-8")
    loaded = load_thesaurus(own)
    assert loaded.related[("rådmann",)][("kommunedirektør",)] == 1.0
    assert loaded.related.keys() == default_thesaurus().related.keys()


def test_a_file_from_an_editor_that_marks_its_byte_order_is_read(own: Path) -> None:
    own.write_text('[[entry]]\neq = ["hest", "gamp"]\n', "utf-8-sig")
    assert related(own, "hest") == {"gamp": 0.9}


def test_an_empty_file_adds_nothing(own: Path) -> None:
    own.write_text("# ingen egne ord ennå\n", "utf-8")
    assert load_thesaurus(own) == default_thesaurus()


def test_the_longest_phrase_is_known() -> None:
    longest = default_thesaurus().longest
    assert longest == max(len(words) for words in default_thesaurus().related)


def test_a_phrase_of_stop_words_keeps_them() -> None:
    assert phrase("Klima- og energiplan") == ("klima", "energiplan")
    assert phrase("og") == ("og",)


GOOD = '[[entry]]\neq = ["hest", "gamp"]\n\n'


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (GOOD + '[[entry]]\neq = ["ku", 7]\n', "line 4", "Expected `str`"),
        (GOOD + '[[entry]]\neq = "ku"\n', "line 4", "Expected `array`"),
        (GOOD + '[[entry]]\neq = ["ku"]\n', "line 4", "two words or more"),
        (GOOD + "[[entry]]\n", "line 4", "an entry has"),
        (GOOD + '[[entry]]\nabbr = "KU"\n', "line 4", "an entry has"),
        (GOOD + '[[entry]]\nup = "ku"\n', "line 4", "an entry has"),
        (GOOD + '[[entry]]\ndown = ["ku"]\n', "line 4", "'' holds no word"),
        (GOOD + '[[entry]]\neq = ["ku", "?!"]\n', "line 4", "'?!' holds no word"),
        (GOOD + '[[entry]]\neq = ["ku", "naut"]\nweight = 0\n', "line 4", "weight is 0"),
        (GOOD + '[[entry]]\neq = ["ku", "naut"]\nweight = 1.5\n', "line 4", "weight is 1.5"),
        (GOOD + '[[entry]]\neq = ["ku", "naut"]\nweight = nan\n', "line 4", "weight is nan"),
        (GOOD + '[[entry]]\neq = ["ku", "naut"]\nwieght = 0.5\n', "line 4", "wieght"),
        ("# ord\n[[entry]] # dyr\neq = [1]\n", "line 2", "Expected `str`"),
        (GOOD + '[[entries]]\neq = ["ku", "naut"]\n', "", "entries"),
        ("entry = 1\n", "", "Expected `array`"),
        (GOOD + "eq = ?\n", "line 4", "Invalid"),
        (GOOD + 'eq = ["ku\n"]', "line 4", "Illegal"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(own: Path, text: str, line: str, said: str) -> None:
    own.write_text(text, "utf-8")
    with pytest.raises(ThesaurusError) as refused:
        load_thesaurus(own)
    assert str(own) in str(refused.value)
    assert line in str(refused.value)
    assert said in str(refused.value)


def test_a_file_that_is_missing_or_no_text_is_refused(own: Path) -> None:
    with pytest.raises(ThesaurusError, match=r"egne-ord\.toml"):
        load_thesaurus(own)
    own.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ThesaurusError, match=r"egne-ord\.toml"):
        load_thesaurus(own)
    with pytest.raises(ThesaurusError):
        load_thesaurus(own.parent)


@given(st.text(max_size=60))
def test_any_file_is_read_or_refused(tmp_path: Path, text: str) -> None:
    own = tmp_path / "egne-ord.toml"
    own.write_bytes(text.encode("utf-8", "surrogatepass"))
    with suppress(ThesaurusError):
        load_thesaurus(own)
