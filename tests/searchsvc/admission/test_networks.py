"""What counts as one network."""

import pytest

from searchsvc.admission.networks import lies_in, own_network, read_address, read_networks


def network(written: str) -> bytes:
    address = read_address(written)
    assert address is not None
    return own_network(address)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.254", True),
        ("192.0.2.1", "192.0.3.1", False),
        ("192.0.2.1", "::ffff:192.0.2.9", True),
        ("192.0.2.1:8080", "192.0.2.9", True),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "[2001:db8:0:1::3]:443", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
    ],
)
def test_addresses_of_one_network_count_as_one(one: str, other: str, same: bool) -> None:
    assert (network(one) == network(other)) is same


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            " ",
            "\0",
            "²",
            "unknown",
            "_hidden",
            "192.0.2",
            "192.0.2.256",
            "[::1",
            "::1]",
            "1:2",
        ),
        *("9" * 100_000, "[" * 100_000, "192.0.2.1:" + "9" * 100_000),
    ],
)
def test_what_is_no_address_is_none(written: str) -> None:
    assert read_address(written) is None


def test_an_address_lies_in_the_networks_of_its_kind() -> None:
    networks = read_networks(("10.0.0.0/8", "2001:db8::/32"))
    inside = ("10.1.2.3", "::ffff:10.1.2.3", "2001:db8::1")
    outside = ("11.0.0.1", "2001:db9::1", "::a01:203")
    assert all(lies_in(read_address(each), networks) for each in inside)
    assert not any(lies_in(read_address(each), networks) for each in outside)
