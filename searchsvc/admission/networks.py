"""Networks: those of the configuration, and the one that an address counts as."""

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

OWN = {4: 24, 6: 64}  # bits of an address, by its version, that readers of one network share
LONGEST = 60  # characters of an address with its port
PORT = re.compile(
    r"(?:\[([^\[\]]+)\]|([^:]+))(?::\d{1,5})?", re.ASCII
)  # [2001:db8::1]:80, 192.0.2.1:80


def read_networks(written: Iterable[str]) -> tuple[Network, ...]:
    """The networks written as `10.0.0.0/8` or `192.0.2.1`; ValueError where one is none."""
    return tuple(ip_network(each) for each in written)


def read_address(written: str) -> Address | None:
    """The address that is written so, with a port or without; None where it is none."""
    bare = written[:LONGEST].strip()
    with_port = PORT.fullmatch(bare)
    try:
        address = ip_address((with_port[1] or with_port[2]) if with_port else bare)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def lies_in(address: Address, networks: Iterable[Network]) -> bool:
    """Whether one of the networks holds an address."""
    return any(address in network for network in networks)


def own_network(address: Address) -> bytes:
    """What the addresses of a network have in common."""
    return address.packed[: OWN[address.version] // 8]
