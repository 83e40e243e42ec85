"""Sources, rights and speakers: what a reader needs to go back to the evidence."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache

import polars as pl
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from dpkit.validate.faults import Fault, shown

Frames = Mapping[str, pl.DataFrame]

NAMED_BASES: tuple[str, ...] = ("quote_block", "same_sentence", "carried", "headline")
"""Bases of a speaker that the text itself names."""


USUAL_LICENSES: tuple[str, ...] = (
    "CC0-1.0", "CC-BY-4.0", "CC-BY-3.0", "CC-BY-SA-4.0", "CC-BY-SA-3.0", "CC-BY-NC-4.0", "CC-BY-ND-4.0",
    "CC-BY-NC-SA-4.0", "CC-BY-NC-ND-4.0", "ODbL-1.0", "ODC-By-1.0", "PDDL-1.0", "OGL-UK-3.0", "etalab-2.0",
    "DL-DE-BY-2.0", "NLOD-2.0", "MIT", "Apache-2.0",
)  # fmt: skip
"""What a misspelt licence of a text or dataset most likely is."""
UNSTATED: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("DP231", ("issuer_id",), "nobody says who is speaking", "an issuer"),
    ("DP232", ("publisher_id",), "nobody says who published it", "a publisher"),
    ("DP233", ("published_on", "issued_on"), "nobody says when it was issued or published", "one of the days"),
)
"""Facts that a reader of a document misses: none of the columns has a value; the first of them is named."""


def source_faults(frames: Frames) -> Iterator[Fault]:
    """Source links without target (DP601), texts without known rights (DP602), documents without origin (DP603).

    And documents of which nobody says who speaks (DP231), who published them (DP232), or when (DP233).
    """
    if "sources" in frames:
        lost = frames["sources"].filter(pl.col("status") == "unresolved")
        for key, document_id, words in lost.select("source_id", "document_id", "link_text").iter_rows():
            link = "" if words is None else f" {shown(words)}"
            message = (
                f"sources {shown(key)}: the source link{link} of {shown(document_id)} has no target; expected a URL"
            )
            yield Fault(code="DP601", table="sources", key=key, field="url", message=message)
    if "documents" not in frames:
        return
    documents = frames["documents"]
    yield from _unstated(documents)
    for (key,) in documents.filter(pl.col("license") == "unknown").select("document_id").iter_rows():
        message = (
            f"documents {shown(key)}: the rights are unknown; expected a licence, so that the words may be passed on"
        )
        yield Fault(code="DP602", table="documents", key=key, field="license", message=message)
    yield from _unlisted(documents)
    if "sources" in frames:
        origins = frames["sources"].filter((pl.col("relation") == "captured_from") & pl.col("url").is_not_null())
        for (key,) in documents.join(origins, on="document_id", how="anti").select("document_id").iter_rows():
            message = f"documents {shown(key)}: nobody says which page the bytes came from; expected a source URL"
            yield Fault(code="DP603", table="documents", key=key, message=message)


def _unlisted(documents: pl.DataFrame) -> Iterator[Fault]:
    """Licences that SPDX does not list (DP606): nobody can look up what they allow."""
    stated = documents.filter(pl.col("license").is_not_null() & (pl.col("license") != "unknown"))
    strange = [name for name in stated["license"].unique().to_list() if not _is_listed(name)]
    for key, name in stated.filter(pl.col("license").is_in(strange)).select("document_id", "license").iter_rows():
        near = get_close_matches(name, USUAL_LICENSES, n=1)
        hint = f"{near[0]}, or " if near else "an id such as CC-BY-4.0, or "
        message = (
            f"documents {shown(key)}: SPDX lists no licence {shown(name)}; expected {hint}LicenseRef-… with a note"
        )
        yield Fault(code="DP606", table="documents", key=key, field="license", message=message)


@lru_cache(maxsize=256)
def _is_listed(name: str) -> bool:
    try:
        canonicalize_license_expression(name)
    except InvalidLicenseExpression:
        return False
    return True


def _unstated(documents: pl.DataFrame) -> Iterator[Fault]:
    for code, columns, what, expected in UNSTATED:
        without = documents.filter(pl.all_horizontal(pl.col(column).is_null() for column in columns))
        for (key,) in without.select("document_id").iter_rows():
            message = f"documents {shown(key)}: {what}; expected {expected}, stated in the sidecar"
            yield Fault(code=code, table="documents", key=key, field=columns[0], message=message)


def speaker_faults(frames: Frames, lookup: Frames) -> Iterator[Fault]:
    """Claims whose mention names another speaker (DP604), or whose named speaker is never mentioned (DP605)."""
    if "claims" not in frames or "mentions" not in frames:
        return
    claims = frames["claims"].select("claim_id", "document_id", "speaker_id", "speaker_mention_id", "speaker_basis")
    mentions = frames["mentions"].select("mention_id", "document_id", "entity_id")
    pointed = lookup["mentions"].select("mention_id", "entity_id")
    named = claims.join(pointed, left_on="speaker_mention_id", right_on="mention_id")
    wrong = named.filter(pl.col("speaker_id").ne_missing(pl.col("entity_id")))
    for key, speaker, entity in wrong.select("claim_id", "speaker_id", "entity_id").iter_rows():
        message = (
            f"claims {shown(key)}: the speaker is {shown(speaker)}, the mention names {shown(entity)}; expected one"
        )
        yield Fault(code="DP604", table="claims", key=key, field="speaker_mention_id", message=message)
    spoken = claims.filter(pl.col("speaker_basis").is_in(NAMED_BASES) & pl.col("speaker_id").is_not_null())
    unnamed = spoken.join(
        mentions, left_on=("document_id", "speaker_id"), right_on=("document_id", "entity_id"), how="anti"
    )
    for key, speaker in unnamed.select("claim_id", "speaker_id").iter_rows():
        message = (
            f"claims {shown(key)}: the speaker {shown(speaker)} is not mentioned in the document; expected a mention"
        )
        yield Fault(code="DP605", table="claims", key=key, field="speaker_id", message=message)
