"""Addresses that have moved: rules and pairs from files, and what they lead to."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.moves import LONGEST_CHAIN, Move, MovesError, load_moves

RULES = """
# Den gamle siden.
[[prefix]]
from = "gammel.no"
to = "https://www.ny.no"

[[prefix]]
from = "https://www.gammel.no/klima/"
to = "https://www.ny.no/vaer/"

[[page]]
from = "http://gammel.no/klima/regn"
to = "https://www.ny.no/nedbor"

[[hub]]
from = "lukket.no/fag"
to = "https://www.gammel.no/klima/samlet/"
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "moved.toml"
    path.write_text(RULES, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("address", "to"),
    [
        ("https://www.gammel.no/om/oss/", "https://www.ny.no/om/oss/"),
        ("gammel.no/om?side=2", "https://www.ny.no/om?side=2"),
        ("http://gammel.no/", "https://www.ny.no/"),
        ("gammel.no/klima/kapittel-4.2", "https://www.ny.no/vaer/kapittel-4.2"),
        ("gammel.no/klimatall", "https://www.ny.no/klimatall"),
        ("https://gammel.no/klima/regn/", "https://www.ny.no/nedbor"),
        ("gammel.no/klima/b%C3%B8", "https://www.ny.no/vaer/b%C3%B8"),
    ],
)
def test_an_address_leads_on(rules: Path, address: str, to: str) -> None:
    assert list(load_moves(rules).trail(address)) == [Move(address=to)]


def test_what_leads_to_a_hub_says_so_and_goes_on(rules: Path) -> None:
    assert list(load_moves(rules).trail("https://lukket.no/fag/flom/1")) == [
        Move(address="https://www.gammel.no/klima/samlet/", hub=True),
        Move(address="https://www.ny.no/vaer/samlet/", hub=True),
    ]


@pytest.mark.parametrize("address", ["https://lukket.no/", "ny.no/a", "overvann", "", "http://["])
def test_what_is_not_known_to_move_leads_nowhere(rules: Path, address: str) -> None:
    assert list(load_moves(rules).trail(address)) == []


def test_rings_come_to_an_end(tmp_path: Path) -> None:
    path = tmp_path / "ring.toml"
    rule = '[[prefix]]\nfrom = "{}"\nto = "https://{}"\n'
    path.write_text(
        rule.format("a.no", "b.no/x") + rule.format("b.no", "a.no") + rule.format("c.no", "c.no/c")
    )
    moves = load_moves(path)
    assert len(list(moves.trail("a.no/1"))) <= LONGEST_CHAIN
    assert len(list(moves.trail("c.no/1"))) <= LONGEST_CHAIN


@given(st.text())
def test_no_address_raises(text: str) -> None:
    assert isinstance(list(load_moves().trail(text)), list)


@pytest.mark.parametrize(
    ("address", "to"),
    [
        (
            "https://www.miljodirektoratet.no/myndigheter/klimaarbeid/",
            "https://www.miljodirektoratet.no/ansvarsomrader/klima/for-myndigheter/",
        ),
        ("https://www.fylkesmannen.no/nb/x/", "https://www.statsforvalteren.no/nb/x/"),
        ("www.klimapodcast.no", "https://klimapodcast.libsyn.com/"),
    ],
)
def test_the_rules_that_come_with_the_service_know_old_hosts(address: str, to: str) -> None:
    assert [move.address for move in load_moves().trail(address)] == [to]


def test_ones_own_file_goes_before(tmp_path: Path) -> None:
    path = tmp_path / "moved.toml"
    path.write_text('[[prefix]]\nfrom = "fylkesmannen.no"\nto = "https://arkiv.example"\n')
    assert list(load_moves(path).trail("fylkesmannen.no/x")) == [
        Move(address="https://arkiv.example/x")
    ]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('[[prefix]]\nfrom = "a.no"\nto = "https://b.no"\n\n[[page]]\nfrom = "a.no/x"\n', 5, "to"),
        ('[[hub]]\nfrom = "a.no"\nto = "b.no"\n', 1, "https://"),
        ('\n\n[[page]]\nfrom = "ikke en adresse"\nto = "https://b.no"\n', 3, "no web address"),
        ('[[page]]\nfrom = "a.no/x"\nto = "https://www.a.no/x/"\n', 1, "itself"),
        ('[[page]]\nfrom = "a.no/x"\nto = "https://b.no"\nwhen = 2021\n', 1, "when"),
        ("[[page]]\nfrom = a\n", 2, "line 2"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    path = tmp_path / "moved.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MovesError) as refusal:
        load_moves(path)
    assert str(path) in str(refusal.value)
    assert f"line {line}" in str(refusal.value)
    assert reason in str(refusal.value)
