"""What an evaluation suite is: gold files in, figures per language and label out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Files = Mapping[str, bytes]
"""The files of a suite by posix path below its folder."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Figure:
    """How often a label was right: `hits` of those `found` (precision) and of those in the `gold` (recall)."""

    language: str
    label: str
    hits: float
    found: float
    gold: float

    @property
    def precision(self) -> float:
        """Hits of what was found; 0 where nothing was.

        >>> Figure(language="en", label="claim", hits=3, found=4, gold=6).precision
        0.75
        """
        return self.hits / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Hits of the gold; 0 where it has none."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f_score(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """A named measurement; `folder` is posix, below `evaluation/`.

    `measure` gives the figures of gold files, `show` one gold document in context, `errors` what was confused with
    what. `reads` names a folder of another suite that these look at; its files stand under that name. The gold of
    a suite that `is_outside` is no part of the checkout: its folder lies below one that the user names.
    """

    name: str
    folder: str
    measure: Callable[[Files], tuple[Figure, ...]]
    show: Callable[[Files, str], str]
    errors: Callable[[Files], tuple[str, ...]] | None = None
    reads: str | None = None
    is_outside: bool = False
