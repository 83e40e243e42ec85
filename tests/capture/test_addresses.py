"""Only public addresses are asked, whatever they are dressed as."""

import pytest

from dpkit.capture.addresses import checked_addresses, is_public
from dpkit.errors import RemoteError, UsageError


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
     "255.255.255.255",
     "224.0.0.1", "240.0.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:7f00:1",
     "2002:7f00:1::", "64:ff9b::7f00:1", "2001:db8::1", "not an address", ""],
)  # fmt: skip
def test_inner_addresses_are_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_ones_are_not(address: str) -> None:
    assert is_public(address)


def test_a_name_that_also_leads_inside_is_not_asked() -> None:
    with pytest.raises(UsageError, match=r"10\.0\.0\.1 is no public address"):
        checked_addresses("tides.example", 443, lambda *_: [(2, "8.8.8.8"), (2, "10.0.0.1")], is_public)


def test_a_name_without_address_may_be_tried_again() -> None:
    with pytest.raises(RemoteError):
        checked_addresses("tides.example", 443, lambda *_: [], is_public)
