"""dpkit: dataset packaging and validation for official statements.

`open_package` is what analysts need; everything else is reached through its room.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dpkit.api import open_package

__all__ = ["open_package"]


def __getattr__(name: str) -> object:
    """`open_package` is imported when it is asked for: the command line must not load Arrow to print its help."""
    if name == "open_package":
        from dpkit.api import open_package

        return open_package
    raise AttributeError(f"module 'dpkit' has no attribute {name!r}")
