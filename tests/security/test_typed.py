"""What a reader sends to do harm: each by name, with what it gets; none takes long."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import pytest
from budget import within
from evil_site import ATTACKS
from reading import faults

SECONDS = 2.0  # of the processor: the budget of a search, and what the longest address costs
LONG = 100_000  # bytes of an address that the server still takes


def long(unit: str) -> str:
    """As much of it as an address holds."""
    return unit * (LONG // len(unit))


@dataclass(frozen=True)
class Typed:
    """An address, the statuses that it may get, and what is then said."""

    address: str
    status: tuple[int, ...] = (200,)
    says: str = ""


NOTHING, MOVED = (404,), (303,)
TYPED = {
    # words
    "a word of 100,000 letters": Typed(f"/sok?q={long('a')}"),
    "a word of letters with rings": Typed(f"/sok?q={long('%C3%A5')}"),
    "a word of letters that are two": Typed(f"/sok?q={long('%EF%AC%81')}"),
    "a word of letters that grow": Typed(f"/sok?q={long('%C4%B0')}"),
    "accents on one letter": Typed(f"/sok?q=a{long('%CC%81')}"),
    "50,000 words": Typed(f"/sok?q={long('a+')}"),
    "7,000 different words": Typed("/sok?q=" + "+".join(f"ord{n}" for n in range(7_000))),
    "a number of 100,000 digits": Typed(f"/sok?q={long('9')}"),
    "dots like an address": Typed(f"/sok?q={long('.')}"),
    "slashes like an address": Typed(f"/sok?q=a.b{long('/')}"),
    "an address without end": Typed(f"/sok?q=http://{long('a.')}"),
    "deep brackets": Typed(f"/sok?q={long('(')}"),
    "deep quotes": Typed(f"/sok?q={long('%22a')}"),
    "minus without end": Typed(f"/sok?q={long('-a+')}"),
    "stars without end": Typed(f"/sok?q={long('aaa*+')}"),
    "a star alone": Typed("/sok?q=*"),
    "filters in the box without end": Typed(f"/sok?q={long('type:x+')}", says="type: x"),
    "operators of other engines": Typed("/sok?q=title:a+AND+(b+OR+NOT+c)~2^9+[a+TO+z]+/.*/"),
    "a question to a database": Typed("/sok?q='+OR+1=1;--+DROP+TABLE+resource"),
    "a command": Typed("/sok?q=$(id)`id`;id|id"),
    "a template": Typed("/sok?q={{config}}${7*7}", says="{{config}}"),
    "NUL": Typed("/sok?q=a%00b"),
    "signs that control": Typed("/sok?q=%01%07%1b%0d%0aSet-Cookie:evil=1"),
    "the other direction": Typed("/sok?q=%E2%80%AEevil%E2%81%A6"),
    "half a letter": Typed("/sok?q=%C3"),
    "bytes of no letter": Typed(f"/sok?q={long('%FF')}"),
    "a letter written too long": Typed("/sok?q=%C0%AF%E0%80%AF"),
    "half of a pair": Typed("/sok?q=%ED%A0%80"),
    "the last letter there is": Typed("/sok?q=%F4%8F%BF%BF%EF%BF%BE"),
    "percent signs alone": Typed("/sok?q=%&%%&%zz"),
    # filters, days, numbers
    "10,000 filters": Typed("/sok?" + "&".join(f"tema=x{n}" for n in range(10_000)), says="x0"),
    "2,000 parameters": Typed("/sok?" + "&".join(f"p{n}=1" for n in range(2_000))),
    "the same parameter 5,000 times": Typed(f"/sok?{5_000 * 'q=a&'}"),
    "5,000 parameters without names": Typed(f"/sok?{5_000 * '=&'}"),
    "a filter of 100,000 letters": Typed(f"/sok?tema={long('a')}", says="tema: aaa"),
    "a state that is none": Typed("/sok?tilstand=evil", says="tilstand: evil"),
    "an order that is none": Typed("/sok?sorter=evil"),
    "a page below the first": Typed("/sok?side=-1"),
    "a page beyond the last": Typed("/sok?side=999999999999999999999"),
    "a page in other digits": Typed("/sok?side=%D9%A2"),
    "a page that is infinite": Typed("/sok?side=inf&antall=nan"),
    "all at once": Typed("/sok.json?antall=99999999999"),
    "the 31st of February": Typed("/sok?fra=2024-02-31", says="fra: 2024-02-31"),
    "the year 0": Typed("/sok?fra=0000-01-01", says="fra: 0000-01-01"),
    "the year 99999": Typed("/sok?til=99999-01-01", says="til: 99999-01-01"),
    "days in the wrong order": Typed("/sok?fra=2030&til=2020"),
    "a sum without end": Typed(f"/prosjekter?minst={long('9')}"),
    "a sum below zero": Typed("/prosjekter?minst=-1", says="minst: -1"),
    "a municipality of 100,000 letters": Typed(f"/prosjekter?som={long('a')}"),
    # lists of a reader's own
    "a list of 10,000": Typed("/liste?liste=" + ".".join(map(str, range(10_000))), (400,)),
    "a note of 100,000 letters": Typed(f"/liste?liste=1~{long('a')}", (400,)),
    "a list of dots": Typed(f"/liste?liste={long('.')}"),
    "a list of waves": Typed(f"/liste?liste={long('~')}", (400,)),
    "a note with a header": Typed("/liste.ris?liste=1~a%0D%0AER%20%20-%20%0D%0ATY%20%20-%20evil"),
    "a note for nobody": Typed("/liste?n-evil=evil", MOVED),
    # paths
    "a path out of static": Typed("/static/../../etc/passwd", NOTHING),
    "the same in code": Typed("/static/%2e%2e/%2e%2e/etc/passwd", NOTHING),
    "the same twice in code": Typed("/static/%252e%252e%252fetc%252fpasswd", NOTHING),
    "the same backwards": Typed("/static/..%5c..%5cetc%5cpasswd", NOTHING),
    "a path from the root": Typed("/static//etc/passwd", (308, 404)),
    "NUL in a path": Typed("/static/klimasok.css%00.js", NOTHING),
    "a thing with a path": Typed("/ressurs/..%2f..%2fetc%2fpasswd", NOTHING),
    "a thing that is a command": Typed("/ressurs/;id.json", NOTHING),
    "a topic of 100,000 letters": Typed(f"/tema/{long('a')}", NOTHING),
    "a path of dots": Typed(f"/a/{long('../')}", NOTHING),
    "a sitemap beyond the last": Typed("/sitemap-99999.xml", NOTHING),
    "a sitemap of no number": Typed("/sitemap-999999999999999999.xml", NOTHING),
    "what others keep secret": Typed("/.git/config", NOTHING),
    "what others run": Typed("/wp-login.php?log=admin", NOTHING),
    # addresses to be forwarded to
    "an address elsewhere": Typed("/lenke?url=https://evil.example/"),
    "an address without scheme": Typed("/lenke?url=//evil.example/"),
    "an address with a name in front": Typed("/lenke?url=https://sok.example@evil.example/"),
    "a script for an address": Typed("/lenke?url=javascript:alert(1)"),
    "data for an address": Typed("/lenke?url=data:text/html,%3Cevil%3E"),
    "a file for an address": Typed("/lenke?url=file:///etc/passwd"),
    "an address of a neighbour": Typed("/lenke?url=http://169.254.169.254/latest/meta-data/"),
    "an address with a header": Typed("/lenke?url=https://a.example/%0d%0aLocation:%20//evil"),
    "an address of 100,000 letters": Typed(f"/lenke?url=https://a.example/{long('a')}"),
    "an address that is searched": Typed("/sok?q=https://evil.example/"),
    "brackets for a host": Typed("/sok?q=http://[evil/"),
    **{f"typed: {name}": Typed(f"/sok?q={quote(attack)}") for name, attack in ATTACKS.items()},
}


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_what_is_sent_to_do_harm_does_none(ask: Callable, typed: Typed) -> None:
    with within(SECONDS):
        answer = ask(typed.address)
    assert answer.status_code in typed.status
    assert faults(answer) == []
    assert typed.says in answer.text
    assert urlsplit(answer.headers.get("Location", "")).netloc in ("", "localhost")


def test_they_are_more_than_sixty() -> None:
    assert len(TYPED) > 60 + len(ATTACKS)
