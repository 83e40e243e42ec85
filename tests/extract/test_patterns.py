"""Every pattern of extraction on text that would stall a backtracking one: none may be forgotten."""

import pkgutil
import re
import time
from importlib import import_module

import pytest

import dpkit.extract

CHARS = 1_000
SECONDS = 0.5
"""What a pattern of quadratic cost needs for a thousand characters a hundred times over; a cubic one needs more."""
UNITS = (
    " ", "a", "A", "a ", "A ", "A. ", "a-", "-", "–", " – ", "1", "1 ", "1,", "1.", "1/", "$", "$1-", "A.A", "’a", ",",
    ", ", "ж", "Ж ", "жж-", "Ғ. ", "one ", "hundred and ", "Jan", "May 3, ", "01.", "Mr. ", "of the ", "(A) ", "\n",
)  # fmt: skip


def compiled() -> dict[str, re.Pattern[str]]:
    """Every compiled pattern that a module of extraction holds, by where it stands."""
    found: dict[str, re.Pattern[str]] = {}
    for module in pkgutil.iter_modules(dpkit.extract.__path__):
        values = vars(import_module(f"dpkit.extract.{module.name}")).items()
        found |= {f"{module.name}.{name}": value for name, value in values if isinstance(value, re.Pattern)}
    return found


PATTERNS = compiled()


def test_patterns_are_found_in_their_modules() -> None:
    assert {"dates", "quantities", "people", "datelines"} <= {name.partition(".")[0] for name in PATTERNS}


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_no_pattern_stalls(name: str) -> None:
    pattern = PATTERNS[name]
    for unit in UNITS:
        for tail in ("", "\x00"):
            text = unit * (CHARS // len(unit)) + tail
            begun = time.process_time()
            for _ in pattern.finditer(text):
                pass
            assert time.process_time() - begun < SECONDS, (unit, tail)
