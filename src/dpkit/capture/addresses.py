"""Which addresses may be asked: public ones only, and the address that was checked is the one that is connected to."""

import ipaddress
import socket
from collections.abc import Callable, Sequence

from dpkit.errors import RemoteError, UsageError

Address = tuple[int, str]
"""Address family and numeric address."""
Resolve = Callable[[str, int], Sequence[Address]]
IsAllowed = Callable[[str], bool]

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def resolve(host: str, port: int) -> Sequence[Address]:
    """The addresses of a host, each once, as the system's resolver gives them.

    Raises: RemoteError where the name has none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RemoteError(
            f"{host}: {getattr(error, 'strerror', None) or error}; a host that can be found was expected"
        ) from error
    return list(dict.fromkeys((int(family), str(address[0])) for family, _, _, _, address in found))


def is_public(address: str) -> bool:
    """Whether an address is a public one, also where an IPv6 address only wraps an IPv4 one.

    >>> is_public("8.8.8.8"), is_public("::ffff:127.0.0.1"), is_public("169.254.169.254")
    (True, False, False)
    """
    try:
        found = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    inner = _wrapped(found)
    if inner is not None:
        return is_public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


def _wrapped(found: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to (mapped, 6to4, Teredo, NAT64)."""
    if isinstance(found, ipaddress.IPv4Address):
        return None
    if found in _NAT64:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)


def checked_addresses(host: str, port: int, find: Resolve, is_allowed: IsAllowed) -> Sequence[Address]:
    """The addresses of a host, all of them allowed: a name that also leads inside is not asked at all.

    Raises: UsageError for an address that may not be asked; RemoteError where there is none.
    """
    addresses = find(host, port)
    if not addresses:
        raise RemoteError(f"{host}: no address; a host that can be found was expected")
    for _, address in addresses:
        if not is_allowed(address):
            raise UsageError(f"{host}: {address} is no public address; a page of the public web was expected")
    return addresses
