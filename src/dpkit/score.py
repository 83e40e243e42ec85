"""The story of a score: the claims of a package, and how worth checking a scorer finds each. No row comes or goes."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from dpkit.errors import ConfigError
from dpkit.package_reading import read_tables
from dpkit.schema import default_schemas
from dpkit.seams import Scorer

CLAIMS_AT_ONCE = 256
"""How many claims a scorer sees in one call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How worth checking one claim is, from 0 to 1, and who says so."""

    claim_id: str
    score: float
    scorer: str
    version: str


def scores_of(package: Path, scorer: Scorer) -> Iterator[Score]:
    """A score for each claim whose words the package in a folder holds, in the order of the table, to two decimals.

    Raises: ConfigError where the scorer does not give one number from 0 to 1 for each claim.
    """
    tables = read_tables(package, default_schemas())
    documents = tables["documents"]
    languages = dict(
        zip(documents.column("document_id").to_pylist(), documents.column("language").to_pylist(), strict=True)
    )
    claims = tables["claims"].select(["claim_id", "document_id", "text"]).to_pylist()
    worded = (claim for claim in claims if claim["text"] is not None)
    for document_id, rows in groupby(worded, key=lambda claim: claim["document_id"]):
        ordered = list(rows)
        for first in range(0, len(ordered), CLAIMS_AT_ONCE):
            yield from _scored(ordered[first : first + CLAIMS_AT_ONCE], languages[document_id] or "und", scorer)


def _scored(claims: Sequence[Mapping[str, str]], language: str, scorer: Scorer) -> Iterator[Score]:
    found = list(scorer.score([claim["text"] for claim in claims], language))
    if len(found) != len(claims):
        raise ConfigError(
            f"scorer {scorer.name}: {len(found)} scores for {len(claims)} claims; one for each was expected"
        )
    for claim, score in zip(claims, found, strict=True):
        if not (isinstance(score, int | float) and math.isfinite(score) and 0 <= score <= 1):
            raise ConfigError(
                f"scorer {scorer.name}: {score!r} for {claim['claim_id']}; a number from 0 to 1 was expected"
            )
        yield Score(
            claim_id=claim["claim_id"], score=round(float(score), 2), scorer=scorer.name, version=scorer.version
        )
