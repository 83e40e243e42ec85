"""`requires-dpkit = ">=0.1,<0.2"`: which versions of the toolkit a dataset may be built with."""

import re

_CLAUSE = re.compile(r"\s{0,9}(>=|<=|==|!=|<|>)\s{0,9}(\d{1,9}(?:\.\d{1,9}){0,3})\s{0,9}", re.ASCII)


def is_requirement(requirement: str) -> bool:
    """Whether the text is a list of comparisons with versions.

    >>> is_requirement(">=0.1,<0.2"), is_requirement("latest")
    (True, False)
    """
    return len(requirement) <= 200 and all(_CLAUSE.fullmatch(clause) for clause in requirement.split(","))


def fits(requirement: str, version: str) -> bool:
    """Whether a version satisfies every comparison; a suffix such as `.dev1` or `-rc1` is not compared.

    >>> fits(">=0.1,<0.2", "0.1.7"), fits(">=0.1,<0.2", "0.2.0")
    (True, False)
    """
    own = _numbers(version)
    return all(_holds(own, *match.groups()) for match in _CLAUSE.finditer(requirement))


def _holds(own: tuple[int, ...], sign: str, other: str) -> bool:
    wanted = _numbers(other)
    return {
        ">=": own >= wanted,
        "<=": own <= wanted,
        "==": own == wanted,
        "!=": own != wanted,
        "<": own < wanted,
        ">": own > wanted,
    }[sign]


def _numbers(version: str) -> tuple[int, ...]:
    match = re.match(r"\d{1,9}(?:\.\d{1,9}){0,3}", version, re.ASCII)
    numbers = [int(part) for part in match[0].split(".")] if match else []
    return tuple(numbers + [0] * (4 - len(numbers)))
