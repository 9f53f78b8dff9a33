"""nDCG, MRR and recall, the comparison of two runs, and files of judged queries."""

from math import log2
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.judge import (
    Judged,
    JudgementError,
    Measures,
    compare,
    judge,
    measure,
    read_documents,
    read_queries,
)

GRADES = {"a": 2, "b": 1, "c": 0}


def test_the_ideal_order_measures_one() -> None:
    assert measure(["a", "b", "x"], GRADES) == Measures(
        ndcg10=1.0, mrr10=1.0, recall10=1.0, recall50=1.0
    )


def test_ndcg_discounts_the_grade_by_the_place() -> None:
    ideal = 2 / log2(2) + 1 / log2(3)
    found = 1 / log2(2) + 2 / log2(4)
    measures = measure(["b", "x", "a"], GRADES)
    assert measures.ndcg10 == pytest.approx(found / ideal)
    assert measures.ndcg10 == pytest.approx(0.7602, abs=1e-4)


def test_the_ideal_of_ndcg_holds_ten_pages_at_most() -> None:
    grades = {str(number): 1 for number in range(20)}
    assert measure([str(number) for number in range(10)], grades).ndcg10 == pytest.approx(1.0)
    assert measure([str(number) for number in range(10)], grades).recall10 == 0.5


def test_mrr_is_one_by_the_place_of_the_first_relevant_page() -> None:
    assert measure(["x", "c", "b", "a"], GRADES).mrr10 == pytest.approx(1 / 3)
    assert measure(["x"] * 9 + ["a"], GRADES).mrr10 == pytest.approx(1 / 10)
    assert measure(["x"] * 10 + ["a"], GRADES).mrr10 == 0


def test_recall_counts_relevant_pages_among_the_first_ten_and_fifty() -> None:
    ranked = ["a", *["x"] * 20, "b"]
    assert (measure(ranked, GRADES).recall10, measure(ranked, GRADES).recall50) == (0.5, 1.0)
    late = ["x"] * 50 + ["a"]
    assert measure(late, GRADES).recall50 == 0


@pytest.mark.parametrize("grades", [{}, {"a": 0}])
def test_without_a_relevant_page_everything_measures_zero(grades: dict[str, int]) -> None:
    zero = Measures(ndcg10=0.0, mrr10=0.0, recall10=0.0, recall50=0.0)
    assert measure(["a"], grades) == measure([], GRADES) == zero


@given(st.lists(st.sampled_from("abcxyz"), unique=True))
def test_every_measure_lies_between_zero_and_one(ranked: list[str]) -> None:
    measures = measure(ranked, GRADES)
    values = (measures.ndcg10, measures.mrr10, measures.recall10, measures.recall50)
    assert all(0 <= value <= 1 + 1e-12 for value in values)


def test_a_set_is_the_mean_of_its_queries_and_tells_its_worst() -> None:
    answers = {"god": ["a", "b"], "dårlig": ["x"], "midt": ["b", "a"]}
    judged = [Judged(text=text, grades=GRADES) for text in answers]
    result = judge("sett", judged, lambda text: answers[text])
    assert result.mean.recall10 == pytest.approx(2 / 3)
    assert result.mean.mrr10 == pytest.approx(2 / 3)
    assert [text for text, _ in result.worst(2)] == ["dårlig", "midt"]
    assert result.worst(1) == [("dårlig", 0.0)]


def test_a_set_of_no_queries_measures_zero() -> None:
    assert judge("tomt", [], lambda _: []).mean.ndcg10 == 0


def test_a_run_beside_itself_does_not_differ() -> None:
    run = {"a": 0.5, "b": 1.0}
    compared = compare(run, run)
    assert (compared.difference, compared.better, compared.worse) == (0, 0, 0)
    assert compared.p_value == 1


def test_runs_are_compared_query_by_query() -> None:
    compared = compare({"a": 1.0, "b": 0.2, "c": 0.5, "ny": 0}, {"a": 0.4, "b": 0.5, "c": 0.5})
    assert compared.difference == pytest.approx(0.1)
    assert (compared.better, compared.worse) == (1, 1)


def test_a_gain_in_every_query_is_no_chance_and_a_gain_in_one_may_be() -> None:
    many = {str(number): 0.0 for number in range(20)}
    assert compare(dict.fromkeys(many, 0.1), many).p_value < 0.01
    assert compare({"a": 0.1}, {"a": 0.0}).p_value == 1
    two = compare({"a": 0.1, "b": 0.1}, {"a": 0.0, "b": 0.0})
    assert two.p_value == pytest.approx(0.5, abs=0.02)


def test_runs_without_a_query_in_common_do_not_differ() -> None:
    compared = compare({"a": 1.0}, {"b": 0.0})
    assert (compared.difference, compared.p_value) == (0, 1)


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    return tmp_path / "sett.toml"


@pytest.fixture
def jsonl(tmp_path: Path) -> Path:
    return tmp_path / "sett.jsonl"


def test_judged_queries_are_read_from_toml_by_the_keys_of_addresses(toml: Path) -> None:
    toml.write_text('[[query]]\nq = "flom"\n[query.pages]\n"https://www.ks.no/a/" = 2\n', "utf-8")
    assert read_queries(toml) == [Judged(text="flom", grades={"ks.no/a": 2})]


def test_judged_queries_are_read_from_lines_of_json(jsonl: Path) -> None:
    jsonl.write_text(
        '{"id": "1", "q": "flom", "rel": "d1"}\n\n{"q": "hete", "rel": {"d2": 2}}\n', "utf-8"
    )
    assert read_queries(jsonl) == [
        Judged(text="flom", grades={"d1": 1}),
        Judged(text="hete", grades={"d2": 2}),
    ]


GOOD = '[[query]]\nq = "flom"\n[query.pages]\n"ks.no/a" = 2\n'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (GOOD + '[[query]]\nq = "hete"\n', "line 5"),
        (GOOD + '[[query]]\nq = 7\n[query.pages]\n"ks.no/a" = 2\n', "line 5"),
        (GOOD + '[[query]]\n[query.pages]\n"ks.no/a" = 2\n', "line 5"),
        (GOOD + '[[query]]\nq = "hete"\n[query.pages]\n', "line 5"),
        (GOOD + '[[query]]\nq = "hete"\n[query.pages]\n"ks.no/a" = -1\n', "line 5"),
        (GOOD + '[[query]]\nq = "hete"\n[query.pages]\n"ks.no/a" = 1.5\n', "line 5"),
        (GOOD + '[[query]]\nq = "hete"\n[query.pages]\n"ks.no/a" = "god"\n', "line 5"),
        (GOOD + '[[query]]\nq = "hete"\npages = 2\n', "line 5"),
        (GOOD + "q = ?\n", "line 5"),
        ("query = 3\n", ""),
        ('query = ["flom"]\n', ""),
        ("", "query"),
    ],
)
def test_a_wrong_toml_file_is_refused_with_file_and_line(toml: Path, text: str, line: str) -> None:
    toml.write_text(text, "utf-8")
    with pytest.raises(JudgementError) as refused:
        read_queries(toml)
    assert str(toml) in str(refused.value)
    assert line in str(refused.value)


@pytest.mark.parametrize(
    "row",
    ["{", "[]", "7", "{}", '{"q": "a"}', '{"q": 1, "rel": "d"}', '{"q": "a", "rel": 1}',
     '{"q": "a", "rel": ["d"]}', '{"q": "a", "rel": {"d": "x"}}', '{"q": "a", "rel": {"d": null}}',
     '{"q": "a", "rel": {"d": -1}}', '{"q": "a", "rel": {}}'],
)  # fmt: skip
def test_a_wrong_line_of_json_is_refused_with_file_and_line(jsonl: Path, row: str) -> None:
    jsonl.write_text('{"q": "flom", "rel": "d1"}\n' + row + "\n", "utf-8")
    with pytest.raises(JudgementError) as refused:
        read_queries(jsonl)
    assert f"{jsonl}, line 2" in str(refused.value)


def test_files_that_are_missing_or_no_text_are_refused(toml: Path, jsonl: Path) -> None:
    for path in (toml, jsonl):
        with pytest.raises(JudgementError, match=path.name):
            read_queries(path)
        path.write_bytes(b"\xff\xfe\x00")
        with pytest.raises(JudgementError, match=path.name):
            read_queries(path)
    with pytest.raises(JudgementError, match=jsonl.name):
        list(read_documents(jsonl))


def test_documents_are_read_as_things(jsonl: Path) -> None:
    jsonl.write_text('{"id": 7, "title": "Flom", "text": "Om flom."}\n', "utf-8")
    (document,) = read_documents(jsonl)
    assert document.id == "7"
    assert document.record.resource.title == "Flom"
    assert document.record.resource.passages[0].text == "Om flom."


@pytest.mark.parametrize(
    "row", ["{", "[]", '{"id": "a", "title": "b"}', '{"title": "", "text": ""}']
)
def test_a_wrong_document_is_refused_with_file_and_line(jsonl: Path, row: str) -> None:
    jsonl.write_text('{"id": "1", "title": "a", "text": "b"}\n' + row + "\n", "utf-8")
    with pytest.raises(JudgementError) as refused:
        list(read_documents(jsonl))
    assert f"{jsonl}, line 2" in str(refused.value)
