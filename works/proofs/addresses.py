"""Which addresses of the network this site may ask for pages that somebody named. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

# Of IPv6 only what is given out to the world: `is_global` is true of more, fec0::1 and ::127.0.0.1 among it.
_WORLD = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
# Documentation (newer than some Pythons), and the relays of 6to4.
_NOT_OF_THE_WORLD: tuple[Network, ...] = (IPv6Network("3fff::/20"), IPv4Network("192.88.99.0/24"))


def networks(written: Iterable[str]) -> tuple[Network, ...]:
    """The networks of these words (10.0.0.0/8, fd00::/8); ValueError names the word that is none."""
    return tuple(ip_network(word) for word in written)


def may_be_asked(text: str, private: Iterable[Network] = ()) -> bool:
    """Whether the address is one of the world's, or of these private networks; never one of this machine or link."""
    try:
        address = _meant(ip_address(text))
    except ValueError:
        return False
    if address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if any(address.version == network.version and address in network for network in private):
        return True
    if isinstance(address, IPv6Address) and address not in _WORLD:
        return False
    outside = any(address.version == network.version and address in network for network in _NOT_OF_THE_WORLD)
    return address.is_global and not address.is_reserved and not outside


def _meant(address: Address) -> Address:
    """The IPv4 address inside one of IPv6, where there is one: a gateway would bring us there."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour or address
    if address.teredo:
        return address.teredo[1]
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else address
