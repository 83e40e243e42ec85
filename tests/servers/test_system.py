"""What servers need of the system is found, or named with what installs it."""

import os

import pytest

from servers import system
from servers.places import SetUpError


def test_whoever_may_not_install_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system, "FOUND", {"postgresql": lambda: False, "redis-server": lambda: True})
    with pytest.raises(SetUpError, match="as root: apt-get install postgresql"):
        system.require("postgresql", "redis-server")


def test_what_is_there_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "_install", lambda missing: pytest.fail(f"installs {missing}"))
    monkeypatch.setattr(system, "FOUND", {"postgresql": lambda: True})
    system.require("postgresql")
