"""What git still knows of files: how many commits hold them, and where they may have been sent."""

from collections.abc import Sequence
from pathlib import Path

from dpkit.errors import InputError
from dpkit.store.git import ask_git


def commits_with(root: Path, paths: Sequence[str]) -> int:
    """How many commits of any branch touch these paths; 0 outside of git."""
    try:
        return len(ask_git(root, "rev-list", "--all", "--", *paths).split())
    except InputError:
        return 0


def remotes(root: Path) -> tuple[str, ...]:
    """The names of the other copies that git knows; none outside of git."""
    try:
        return tuple(ask_git(root, "remote").decode("utf-8", "replace").split())
    except InputError:
        return ()
