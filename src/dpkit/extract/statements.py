"""Statements: who said what in a document, with the numbers and dates of each claim."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dpkit.extract.claims import read_claims
from dpkit.extract.dates import find_dates
from dpkit.extract.lexicon import Lexicon
from dpkit.extract.quantities import find_quantities
from dpkit.model import Claim, Context, DateExpression, Layout, Names, Quantity, Statements


def read_statements(
    layout: Layout, names: Names, context: Context, lexicons: Mapping[str, Lexicon] | None = None
) -> Statements:
    """The claims of a document with cues, the numbers and dates linked to the innermost claim, speakers by paragraph.

    `lexicons` replaces the shipped lexicon of a language (first subtag), for datasets that add cues of their own.
    """
    claims, cues, speakers = read_claims(layout, names, context, lexicons or {})
    return Statements(
        claims=claims,
        cues=cues,
        quantities=_linked_quantities(find_quantities(layout), claims),
        dates=_linked_dates(find_dates(layout, context), claims),
        speakers=speakers,
    )


def _linked_quantities(quantities: Sequence[Quantity], claims: Sequence[Claim]) -> tuple[Quantity, ...]:
    starts = [claim.start for claim in claims]
    return tuple(replace(item, claim=innermost(claims, starts, item.start, item.end)) for item in quantities)


def _linked_dates(dates: Sequence[DateExpression], claims: Sequence[Claim]) -> tuple[DateExpression, ...]:
    starts = [claim.start for claim in claims]
    return tuple(replace(item, claim=innermost(claims, starts, item.start, item.end)) for item in dates)


def innermost(claims: Sequence[Claim], starts: Sequence[int], start: int, end: int) -> int | None:
    """The index of the shortest claim that holds a span; claims are sorted by position.

    >>> innermost([], [], 0, 3) is None
    True
    """
    best: int | None = None
    index = bisect_right(starts, start) - 1
    # A few claims back is enough: claims of one document nest at most as deep as its quotations do.
    for at in range(index, max(index - 8, -1), -1):
        claim = claims[at]
        if claim.end >= end and (best is None or claim.end - claim.start < claims[best].end - claims[best].start):
            best = at
    return best
