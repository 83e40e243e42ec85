"""The facts of a release in Dataverse's citation block."""

from collections.abc import Iterable, Mapping
from typing import Any

from dpkit.model import Person, RecordFacts

AGENCY = "dpkit"
"""Who gave the identifier by which a release is found again."""
LANGUAGES: Mapping[str, str] = {
    "ar": "Arabic", "be": "Belarusian", "de": "German", "en": "English", "es": "Spanish, Castilian", "fr": "French",
    "hy": "Armenian", "it": "Italian", "ka": "Georgian", "kk": "Kazakh", "pl": "Polish", "ru": "Russian",
    "tr": "Turkish", "uk": "Ukrainian", "uz": "Uzbek", "zh": "Chinese",
}  # fmt: skip
"""ISO 639-1 → the words of Dataverse's vocabulary; a language that is not here stands in the package alone."""
ROLES: Mapping[str, str] = {
    "curator": "Data Curator",
    "maintainer": "Data Manager",
    "wrangler": "Data Manager",
    "publisher": "Hosting Institution",
}
"""Roles of Data Package → Dataverse's kinds of contributors; any other is `Other`."""
Node = dict[str, Any]


def dataset_version(facts: RecordFacts, contact: str, subject: str) -> Node:
    """A version as the native API takes it; `contact` is an e-mail address, `subject` a word of the installation.

    The texts have rights of their own, so the terms are words and no licence of the installation's list.
    """
    fields = [
        _text("title", facts.title),
        _many("author", [_author(person) for person in facts.contributors] or [_part("authorName", facts.name)]),
        _many("datasetContact", [_part("datasetContactEmail", contact)]),
        _many("dsDescription", [_part("dsDescriptionValue", facts.description or facts.title)]),
        _words("subject", [subject]),
        _many("keyword", [_part("keywordValue", keyword) for keyword in facts.keywords]),
        _words("language", [LANGUAGES[code] for code in facts.languages if code in LANGUAGES]),
        _many("otherId", [{**_part("otherIdAgency", AGENCY), **_part("otherIdValue", release_name(facts))}]),
        _many("contributor", [_contributor(person, role) for person in facts.contributors for role in person.roles]),
        _text("distributionDate", facts.day),
        _text("notesText", f"Version {facts.version}. {' '.join(facts.changes[:20])}"),
        _text("alternativeURL", facts.homepage or ""),
        _texts("dataSources", facts.sources[:100]),
    ]
    kept = [field for field in fields if field["value"]]
    terms = f"{', '.join(facts.licenses) or 'No licence is stated'}. {facts.rights_note}"
    return {"termsOfUse": terms, "metadataBlocks": {"citation": {"displayName": "Citation Metadata", "fields": kept}}}


def release_name(facts: RecordFacts) -> str:
    """What finds a release again: name, version, and the SHA-256 of its list of files."""
    return f"{facts.name} {facts.version} sha256:{facts.manifest}"


def releases_in(version: Mapping[str, Any]) -> set[str]:
    """The names of releases that a version of a dataset bears."""
    fields = version.get("metadataBlocks", {}).get("citation", {}).get("fields", ())
    found = [each for field in fields if field["typeName"] == "otherId" for each in field["value"]]
    return {
        str(each["otherIdValue"]["value"])
        for each in found
        if each.get("otherIdAgency", {}).get("value") == AGENCY and "otherIdValue" in each
    }


def _author(person: Person) -> Node:
    is_named = person.family_name and person.given_name
    name = f"{person.family_name}, {person.given_name}" if is_named else person.name
    found = _part("authorName", name)
    found |= _part("authorAffiliation", person.affiliation) if person.affiliation else {}
    if person.orcid:
        scheme = {"typeName": "authorIdentifierScheme", "typeClass": "controlledVocabulary", "multiple": False}
        found |= {"authorIdentifierScheme": {**scheme, "value": "ORCID"}, **_part("authorIdentifier", person.orcid)}
    return found


def _contributor(person: Person, role: str) -> Node:
    kind = {"typeName": "contributorType", "typeClass": "controlledVocabulary", "multiple": False}
    return {"contributorType": {**kind, "value": ROLES.get(role, "Other")}, **_part("contributorName", person.name)}


def _part(name: str, value: str) -> Node:
    return {name: _text(name, value)}


def _text(name: str, value: str) -> Node:
    return {"typeName": name, "typeClass": "primitive", "multiple": False, "value": value}


def _texts(name: str, values: Iterable[str]) -> Node:
    return {"typeName": name, "typeClass": "primitive", "multiple": True, "value": list(values)}


def _words(name: str, values: Iterable[str]) -> Node:
    return {"typeName": name, "typeClass": "controlledVocabulary", "multiple": True, "value": list(values)}


def _many(name: str, values: Iterable[Node]) -> Node:
    return {"typeName": name, "typeClass": "compound", "multiple": True, "value": list(values)}
