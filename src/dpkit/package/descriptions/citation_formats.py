"""A citation as text for people, as BibTeX, and as CSL JSON for reference managers."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from dpkit.package.descriptions.citations import Citation, CitedDataset, CitedName, CitedRow, doi_link
from dpkit.package.escaping import visible

VOICES: Mapping[str, str] = {
    "direct": "quoted",
    "indirect": "as reported",
    "mixed": "quoted in part",
    "own": "in its own voice",
}
NOT_TRUTH = "The dataset records that this was said, not that it is true"
SINGULAR: Mapping[str, str] = {"entities": "entity", "quantities": "quantity", "aliases": "alias"}


def citation_text(citation: Citation) -> str:
    """One paragraph for people, without line breaks."""
    dataset = _dataset_text(citation.dataset)
    if citation.row is None:
        return dataset
    row = citation.row
    parts = [*_said(row), *_place(row), f"Cited as {_named(row)} from: {dataset}"]
    parts += [f"{NOT_TRUTH}."] if row.table == "claims" else []
    return " ".join(parts)


def citation_bibtex(citation: Citation) -> str:
    """One BibTeX entry: `@misc` of a dataset, `@incollection` of a row, whose book is the dataset.

    The classic `.bst` styles and biblatex both read it. Texts are escaped for LaTeX; addresses and DOIs are not, as
    `url` and `doi` are set verbatim by every style, but hold nothing that would end the entry.
    """
    dataset, row = citation.dataset, citation.row
    if row is None:
        kind, fields = "misc", {"author": _authors(dataset.authors), "title": _braced(dataset.title)}
        fields |= {"year": _latex((dataset.day or "n.d.")[:4]), "version": _latex(dataset.version)}
        fields |= {"howpublished": "Data set", "publisher": _latex(dataset.publisher or "")}
        fields |= {"doi": _verbatim(dataset.doi), "url": _verbatim(dataset.url), "note": _latex(_dataset_note(dataset))}
    else:
        author = _author(row)
        kind, fields = "incollection", {"author": _braced(author) if author else "", "title": _braced(_title(row))}
        fields |= {"year": _latex((row.day or "n.d.")[:4]), "booktitle": _braced(_book(dataset))}
        fields |= {"editor": _authors(dataset.authors), "publisher": _latex(dataset.publisher or "")}
        fields |= {"doi": _verbatim(dataset.doi), "url": _verbatim(row.url), "note": _latex(_row_note(citation))}
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{citation_key(citation)},", *lines, "}"])


def citation_csl(citation: Citation) -> dict[str, Any]:
    """One item of CSL JSON (CSL 1.0.2, csl-data.json): a `dataset`, or an `entry` whose container is the dataset."""
    dataset, row = citation.dataset, citation.row
    shared = {"id": citation_key(citation), "version": dataset.version, "publisher": dataset.publisher}
    shared |= {"DOI": dataset.doi}
    if row is None:
        own: dict[str, Any] = {
            "type": "dataset",
            "title": dataset.title,
            "author": [_csl_name(name) for name in dataset.authors],
        }
        own |= {"issued": _csl_date(dataset.day), "URL": dataset.url, "note": _dataset_note(dataset)}
    else:
        author = _author(row)
        own = {"type": "entry", "title": _title(row), "author": [{"literal": author}] if author else None}
        own |= {"issued": _csl_date(row.day), "URL": row.url, "note": _row_note(citation)}
        own |= {"container-title": dataset.title, "archive_location": row.key}
        own |= {"container-author": [_csl_name(name) for name in dataset.authors]}
    return {key: value for key, value in sorted({**shared, **own}.items()) if value}


def citation_key(citation: Citation) -> str:
    """What a manuscript calls the citation: letters, digits, `-`, `.` and `_`."""
    parts = [citation.dataset.name, citation.dataset.version, *([citation.row.key] if citation.row else [])]
    return re.sub(r"[^A-Za-z0-9._-]+", "-", "-".join(parts)).strip("-")


def _dataset_text(dataset: CitedDataset) -> str:
    title = f"{_shown(dataset.title)} (Version {_shown(dataset.version)}) [Data set]"
    year = (dataset.day or "n.d.")[:4]
    authors = [_shown(each.name) for each in dataset.authors]
    parts = [f"{_listed(authors)} ({year}). {title}." if authors else f"{title} ({year})."]
    parts += [f"{_shown(dataset.publisher)}."] if dataset.publisher and _shown(dataset.publisher) not in authors else []
    address = doi_link(dataset.doi) if dataset.doi else dataset.url
    parts += [_shown(address)] if address else []
    note = _dataset_note(dataset)
    return " ".join([*parts, *([f"[{note}]"] if note else [])])


def _dataset_note(dataset: CitedDataset) -> str:
    """What a reader must know beside the usual parts; the content hash wherever no DOI names the version."""
    content = [f"content {dataset.content}"] if dataset.content and (dataset.notes or not dataset.doi) else []
    return "; ".join([*dataset.notes, *content])


def _said(row: CitedRow) -> list[str]:
    """Who said what, for a row that holds words."""
    if row.table == "documents":
        return []
    words = f"“{_shown(row.words)}”" if row.words else "[the words are not in this edition: the rights do not allow it]"
    if row.table != "claims":
        return [f"{words}."]
    author = _shown(row.author) if row.author else "A speaker whom the dataset does not name"
    voice = VOICES.get(row.voice or "")
    return [f"{author}, {voice}: {words}." if voice else f"{author}: {words}."]


def _place(row: CitedRow) -> list[str]:
    """The document: who issued it, who relayed it, when, under which title, and where it stands."""
    if row.title is None and row.day is None and row.url is None:
        return []
    who = _shown(row.issuer) if row.issuer else "Unnamed issuer"
    who += f", relayed by {_shown(row.relayed_by)}" if row.relayed_by else ""
    title = f"“{_shown(row.title)}”" if row.title else "[without a title]"
    parts = [f"{'' if row.table == 'documents' else 'In: '}{who} ({row.day or 'n.d.'}). {title}."]
    return parts + ([_shown(row.url)] if row.url else ["[no source link is known]"])


def _named(row: CitedRow) -> str:
    former = f" (formerly {_shown(row.former_key)})" if row.former_key else ""
    return f"{SINGULAR.get(row.table, row.table.removesuffix('s'))} {_shown(row.key)}{former}"


def _author(row: CitedRow) -> str | None:
    """Whose words they are: of a claim that is only reported, the document's issuer."""
    return row.author if row.author and row.voice in (None, "direct", "own") else row.issuer


def _title(row: CitedRow) -> str:
    return row.title or row.words or f"{_named(row)}"


def _book(dataset: CitedDataset) -> str:
    return f"{dataset.title} (Version {dataset.version}) [Data set]"


def _row_note(citation: Citation) -> str:
    row = citation.row
    assert row is not None
    said = [part.removesuffix(".") for part in _said(row)]
    note = _dataset_note(citation.dataset)
    parts = [
        f"Cited as {_named(row)}",
        *said,
        *([NOT_TRUTH] if row.table == "claims" else []),
        *([note] if note else []),
    ]
    relayed = [f"Relayed by {_shown(row.relayed_by)}"] if row.relayed_by else []
    return ". ".join([*relayed, *parts])


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} & {names[-1]}"


def _shown(text: str | None) -> str:
    """A text on one line, nothing in it that steers a display."""
    return visible(" ".join((text or "").split()))


def _authors(names: Iterable[CitedName]) -> str:
    return " and ".join(
        f"{{{_latex(each.family)}}}, {_latex(each.given)}" if each.family and each.given else _braced(each.name)
        for each in names
    )


def _braced(text: str) -> str:
    """A text that styles must not take apart or set in lower case."""
    return f"{{{_latex(text)}}}"


_LATEX: Mapping[str, str] = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # \{ would count as an open brace: BibTeX knows no escape
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "%&#$_"},
}


def _latex(text: str) -> str:
    return "".join(_LATEX.get(char, char) for char in _shown(text))


def _verbatim(address: str | None) -> str:
    """An address with everything percent-encoded that would end its field."""
    return re.sub(r"[\s{}\\\"]", lambda found: f"%{ord(found[0]):02X}", address or "")


def _csl_name(name: CitedName) -> dict[str, str]:
    return {"family": name.family, "given": name.given} if name.family and name.given else {"literal": name.name}


def _csl_date(day: str | None) -> dict[str, Any] | None:
    return {"date-parts": [[int(part) for part in day.split("-")]]} if day else None
