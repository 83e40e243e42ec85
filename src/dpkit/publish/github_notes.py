"""What a GitHub release says of a dataset, in Markdown: the one field it has for facts."""

from collections.abc import Iterator

from dpkit.model import Person, RecordFacts
from dpkit.package.escaping import markdown

MAX_CHARS = 100_000
"""GitHub refuses notes of more than 125,000."""


def release_notes(facts: RecordFacts) -> str:
    """The notes of a release: description, changes, people, rights, and how to see that a copy is whole."""
    return "\n".join(_lines(facts))[:MAX_CHARS]


def _lines(facts: RecordFacts) -> Iterator[str]:
    for paragraph in facts.description.split("\n\n"):
        yield from (markdown(" ".join(paragraph.split())), "")
    yield "A row says *that* somebody said something in a document, never that it is true."
    yield ""
    yield from (f"- {markdown(line)}" for line in facts.changes[:50])
    yield from (f"- … and {len(facts.changes) - 50:,} more, see CHANGELOG.md",) if len(facts.changes) > 50 else ()
    yield ""
    yield from (f"**{name}:** {value}  " for name, value in _facts(facts))
    yield ""
    yield f"`{facts.name}-{facts.version}.zip` is the whole package; unpacked, `python verify.py` compares every file."
    yield f"`SHA256SUMS` itself has the SHA-256 `{facts.manifest}`."


def _facts(facts: RecordFacts) -> Iterator[tuple[str, str]]:
    rows = {
        "Version": f"{facts.version} of {facts.day}",
        "DOI": f"https://doi.org/{facts.doi}" if facts.doi else "",
        "Contributors": "; ".join(map(_person, facts.contributors)),
        "Licence": ", ".join(map(markdown, facts.licenses)),
        "Rights": markdown(facts.rights_note),
        "Languages": ", ".join(map(markdown, facts.languages)),
        "Keywords": ", ".join(map(markdown, facts.keywords)),
        "Home": facts.homepage or "",
        "Sources": f"{len(facts.sources):,} addresses, listed in datapackage.json" if facts.sources else "",
    }
    yield from ((name, value) for name, value in rows.items() if value)


def _person(person: Person) -> str:
    more = [*person.roles, *([f"https://orcid.org/{person.orcid}"] if person.orcid else [])]
    more += [person.affiliation] if person.affiliation else []
    return markdown(person.name) + (f" ({', '.join(map(_plain, more))})" if more else "")


def _plain(text: str) -> str:
    return text if text.startswith("https://orcid.org/") else markdown(text)
