"""Which gold item is which found item, by how much their spans share."""

from collections.abc import Sequence
from typing import TypeVar

from dpkit.evaluation.claims_gold import GoldClaim, GoldDate, GoldQuantity, Span
from dpkit.model import Claim, DateExpression, Quantity

LEAST_SHARE = 0.5
"""How much two spans must share, of what they cover together, to be one."""
TRIMMED = "“”\"'‘’«»„ .,!?;:*\n\t"

G = TypeVar("G", GoldClaim, GoldQuantity, GoldDate)
F = TypeVar("F", Claim, Quantity, DateExpression)


def matched(text: str, gold: Sequence[G], found: Sequence[F]) -> tuple[list[tuple[G, F]], list[G], list[F]]:
    """Pairs of gold and found items, what was missed and what is too much; optional items are in none of the last two.

    The pairs that share most come first; each item is used once.
    """
    shares = sorted(
        (
            (share((one.start, one.end), (other.start, other.end)), -at, -by)
            for at, one in enumerate(gold)
            for by, other in enumerate(found)
            if one.start < other.end and other.start < one.end
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for value, at, by in shares:
        if value >= LEAST_SHARE and -at not in pairs and -by not in used:
            pairs[-at] = -by
            used.add(-by)
    both = [(gold[at], found[by]) for at, by in sorted(pairs.items()) if not gold[at].is_optional]
    missed = [item for at, item in enumerate(gold) if at not in pairs and not item.is_optional]
    optional = [(item.start, item.end) for item in gold if item.is_optional]
    extra = [
        item
        for by, item in enumerate(found)
        if by not in used and not any(start < item.end and item.start < end for start, end in optional)
    ]
    return both, missed, extra


def share(first: Span, second: Span) -> float:
    """How much two spans share of what they cover together.

    >>> share((0, 10), (5, 10))
    0.5
    """
    both = min(first[1], second[1]) - max(first[0], second[0])
    return max(both, 0) / (max(first[1], second[1]) - min(first[0], second[0]))


def bare(text: str, item: GoldClaim | Claim) -> Span:
    """A span without marks and white space at its ends."""
    start, end = item.start, item.end
    while start < end and text[start] in TRIMMED:
        start += 1
    while start < end and text[end - 1] in TRIMMED:
        end -= 1
    return start, end
