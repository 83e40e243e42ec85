"""How well the toolkit reads: precision and recall per label and language, measured by `dpkit eval` on gold documents.

The figures come from `data/figures.json`, which `dpkit eval --raise-floors` writes with the version that they hold for.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import pyarrow as pa

DEVELOPMENT = "-dev"
"""Ends the language of figures of documents that were read while the rules were written."""
LABELS: Mapping[str, str] = {
    "claim": "claim found (half of the span shared)",
    "speaker": "speaker of the claim",
    "attribution": "attribution",
    "speech_act": "speech act",
    "polarity": "polarity",
    "certainty": "certainty",
    "is_evaluative": "evaluative language",
    "quantity": "quantity with its value",
    "date": "date with its days",
}
"""The labels that a package speaks of; finer ones stand in the figures."""

Row = tuple[str, str, float, float, int, bool]
"""Language, label, precision, recall, gold items, and whether the documents are those of development."""


@cache
def _figures() -> Mapping[str, Any]:
    source = resources.files("dpkit.package").joinpath("data", "figures.json")
    loaded: Mapping[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return loaded


def primary_languages(tables: Mapping[str, pa.Table]) -> list[str]:
    """The languages of the documents as the Hub wants them: two or three letters, without region."""
    if "documents" not in tables:
        return []
    tags = tables["documents"].column("language").unique().to_pylist()
    primary = {str(tag).split("-")[0].casefold() for tag in tags if tag is not None}
    return sorted(tag for tag in primary if tag.isascii() and tag.isalpha() and len(tag) in (2, 3) and tag != "und")


def measured_version() -> str:
    """The version of dpkit that the figures hold for."""
    return str(_figures()["dpkit"])


def quality_rows(languages: list[str]) -> Iterator[Row]:
    """The figures of some languages: of documents held back where there are any, else of those of development."""
    claims: Mapping[str, Any] = _figures()["suites"]["claims"]
    for language in languages:
        is_development = language not in claims
        measured = claims.get(language + DEVELOPMENT if is_development else language, {})
        for label in LABELS:
            if label in measured:
                row = measured[label]
                yield language, label, row["precision"], row["recall"], row["gold"], is_development


def quality_property(languages: list[str]) -> dict[str, Any]:
    """The figures as the descriptor holds them."""
    figures: dict[str, Any] = {}
    for language, label, precision, recall, gold, is_development in quality_rows(languages):
        figures.setdefault(language, {"heldBack": not is_development, "labels": {}})["labels"][label] = {
            "precision": precision,
            "recall": recall,
            "gold": gold,
        }
    return {"dpkit": measured_version(), "languages": figures}


def quality_section(languages: list[str]) -> str:
    """The part of a README that says how much the labels can be trusted."""
    lines = [
        "## How well it is read",
        "",
        "Claims and their labels are found by rules, names by rules and a trained tagger; a row that a person decided",
        f"says `curated`. Measured with dpkit {measured_version()} (`dpkit eval`) on documents annotated by reading;",
        "labels are counted on the claims that were found. Other texts may fare worse.",
        "",
    ]
    rows = list(quality_rows(languages))
    if not rows:
        return "\n".join([*lines, "For the languages of this dataset nothing was measured.", ""])
    lines += ["| language | label | precision | recall | gold items |", "|---|---|---:|---:|---:|"]
    for language, label, precision, recall, gold, is_development in rows:
        mark = " ¹" if is_development else ""
        lines.append(f"| {language}{mark} | {LABELS[label]} | {precision:.2f} | {recall:.2f} | {gold} |")
    if any(row[-1] for row in rows):
        lines += ["", "¹ on the documents that the rules were written with: an upper bound."]
    return "\n".join([*lines, ""])
