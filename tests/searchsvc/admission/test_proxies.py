"""Who asks, through proxies of the operator's own and past those who forge."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import create_environ

from searchsvc.admission.networks import read_networks
from searchsvc.admission.proxies import behind

PROXY, FURTHER, READER = "10.0.0.1", "10.9.9.9", "192.0.2.7"
PROXIES = read_networks(("10.0.0.0/8", "fd00::/8"))


class Reached:
    """What reaches an application behind proxies, and who is said to ask."""

    def __init__(self, proxies: Any, peer: str, headers: dict[str, str]) -> None:
        self.asks = ""
        self.environ: dict[str, Any] = {}
        environ = create_environ(headers={"Host": "inside.example", **headers})
        environ |= {"REMOTE_ADDR": peer, "REMOTE_HOST": peer, "REMOTE_PORT": "5"}
        behind(proxies, self._application, self._meet)(environ, lambda *_: None)

    def _application(self, environ: dict[str, Any], _start: Any) -> list[bytes]:
        self.environ = environ
        return []

    def _meet(self, _environ: dict[str, Any], address: Any) -> None:
        self.asks = str(address)


def reach(peer: str, proxies: Any = PROXIES, **headers: str) -> Reached:
    named = {f"X-Forwarded-{name}": value for name, value in headers.items()}
    return Reached(proxies, peer, named)


@pytest.mark.parametrize(
    ("peer", "said", "asks"),
    [
        (READER, "", READER),
        (READER, "203.0.113.1", READER),  # forged: no proxy stands between
        (PROXY, "", PROXY),
        (PROXY, READER, READER),
        (PROXY, f"203.0.113.1, {READER}", READER),  # the reader claims to be another
        (PROXY, f"203.0.113.1, {READER}, {FURTHER}", READER),  # two proxies
        (PROXY, f"10.1.1.1,{READER},fd00::1", READER),  # claims to be one of ours
        (PROXY, f"{READER}:51234", READER),
        (PROXY, "[2001:db8::7]:51234", "2001:db8::7"),
        ("::ffff:10.0.0.1", READER, READER),
        (PROXY, f"{FURTHER}", FURTHER),  # a machine of our own asks
        (PROXY, "unknown", PROXY),
        (PROXY, f"{READER}, <b>", PROXY),
        (PROXY, ",,,,", PROXY),
        (PROXY, "," * 100_000, PROXY),
        (PROXY, f"{READER}," + f"{FURTHER}," * 20 + FURTHER, FURTHER),  # too many in a row
    ],
)
def test_it_is_the_last_address_before_our_own_that_asks(peer: str, said: str, asks: str) -> None:
    assert reach(peer, For=said).asks == asks


def test_without_proxies_of_our_own_nothing_is_believed() -> None:
    reached = reach(PROXY, proxies=(), For=READER, Proto="https", Host="ond.example")
    assert reached.asks == PROXY
    assert reached.environ["wsgi.url_scheme"] == "http"
    assert reached.environ["HTTP_HOST"] == "inside.example"


def test_scheme_and_host_are_those_that_the_reader_asked_for() -> None:
    reached = reach(PROXY, For=READER, Proto="https", Host="sok.example:8443")
    assert reached.environ["wsgi.url_scheme"] == "https"
    assert reached.environ["HTTP_HOST"] == "sok.example:8443"


def test_a_proxy_that_asks_for_itself_is_believed_too() -> None:
    assert reach(PROXY, Proto="https").environ["wsgi.url_scheme"] == "https"


def test_of_several_proxies_the_outermost_knows_scheme_and_host() -> None:
    hops = f"{READER}, {FURTHER}"
    reached = reach(PROXY, For=hops, Proto="http, https, http", Host="ond.example, sok.example, a")
    assert reached.environ["wsgi.url_scheme"] == "https"
    assert reached.environ["HTTP_HOST"] == "sok.example"


@pytest.mark.parametrize("scheme", ["", "gopher", "https:", "h" * 100_000, "javascript", "ſ"])
def test_a_scheme_that_is_none_is_not_believed(scheme: str) -> None:
    assert reach(PROXY, For=READER, Proto=scheme).environ["wsgi.url_scheme"] == "http"


@pytest.mark.parametrize("host", ["", "a b", "<b>", "a/b", "a" * 100_000, "[::1", "ond.example@a"])
def test_a_host_that_is_none_is_not_believed(host: str) -> None:
    assert reach(PROXY, For=READER, Host=host).environ["HTTP_HOST"] == "inside.example"


def test_no_address_reaches_the_application() -> None:
    reached = reach(PROXY, For=READER, Proto="https", Host="sok.example", Port="443")
    assert READER not in str(reached.environ)
    assert PROXY not in str(reached.environ)


@given(
    peer=st.sampled_from((PROXY, READER, "", "x")),
    said=st.text(alphabet='0123456789abcdef.:[], %-_x"²', max_size=80),
)
def test_whatever_is_said_somebody_asks_or_nobody(peer: str, said: str) -> None:
    reached = reach(peer, For=said, Proto=said, Host=said)
    assert (reached.asks == "") is (peer not in (PROXY, READER))
