"""The facts of a release in the fields of InvenioRDM's records (its metadata reference, version 14)."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from dpkit.model import Person, RecordFacts

Node = dict[str, Any]
Knows = Callable[[str, str], bool]
"""Vocabulary and id → whether the repository has that word."""

MAX_RELATED = 100
"""Addresses of sources that are named in a record; all of them stand in datapackage.json."""
LANGUAGES: Mapping[str, str] = {
    "ar": "ara", "az": "aze", "be": "bel", "bg": "bul", "bn": "ben", "cs": "ces", "da": "dan", "de": "deu", "el": "ell",
    "en": "eng", "es": "spa", "et": "est", "fa": "fas", "fi": "fin", "fr": "fra", "ga": "gle", "he": "heb", "hi": "hin",
    "hr": "hrv", "hu": "hun", "hy": "hye", "id": "ind", "is": "isl", "it": "ita", "ja": "jpn", "ka": "kat", "kk": "kaz",
    "ko": "kor", "ky": "kir", "lt": "lit", "lv": "lav", "mk": "mkd", "mn": "mon", "ms": "msa", "mt": "mlt", "nl": "nld",
    "no": "nor", "pl": "pol", "ps": "pus", "pt": "por", "ro": "ron", "ru": "rus", "sk": "slk", "sl": "slv", "sq": "sqi",
    "sr": "srp", "sv": "swe", "sw": "swa", "ta": "tam", "tg": "tgk", "th": "tha", "tk": "tuk", "tr": "tur", "uk": "ukr",
    "ur": "urd", "uz": "uzb", "vi": "vie", "zh": "zho",
}  # fmt: skip
"""ISO 639-1 → ISO 639-3, which InvenioRDM asks for."""
ROLES: Mapping[str, str] = {
    "contact": "contactperson", "contributor": "other", "curator": "datacurator", "editor": "editor",
    "maintainer": "datamanager", "producer": "producer", "publisher": "distributor", "researcher": "researcher",
    "wrangler": "datacurator",
}  # fmt: skip
"""Roles as Data Package v2 proposes them → DataCite's, which InvenioRDM has."""


def manifest_urn(manifest: str) -> str:
    """The identifier by which a release is found again, whoever brought it there: the hash of its list of files."""
    return f"urn:dpkit:sha256:{manifest}"


def metadata(facts: RecordFacts, knows: Knows) -> Node:
    """`metadata` of a record; words that the repository does not know are left out or written out."""
    values: Node = {
        "resource_type": {"id": "dataset"},
        "title": facts.title,
        "version": facts.version,
        "publication_date": facts.day,
        "publisher": _publisher(facts),
        "creators": [_creator(each, knows) for each in facts.contributors],
        "description": _description(facts),
        "rights": [_right(spdx, knows) for spdx in facts.licenses],
        "subjects": [{"subject": word} for word in facts.keywords],
        "languages": [{"id": code} for code in _languages(facts) if knows("languages", code)],
        "identifiers": [{"scheme": "other", "identifier": manifest_urn(facts.manifest)}] if facts.manifest else [],
        "related_identifiers": _related(facts, knows),
    }
    return {key: value for key, value in values.items() if value}


def _publisher(facts: RecordFacts) -> str:
    """Who publishes: a contributor of that role, else the first; a DOI asks for one."""
    people = [each.name for each in facts.contributors if "publisher" in each.roles]
    return (people or [each.name for each in facts.contributors])[0]


def _creator(person: Person, knows: Knows) -> Node:
    identifiers = [{"scheme": "orcid", "identifier": person.orcid}] if person.orcid else []
    who: Node = _body(person.name)["person_or_org"] if person.is_body else _named(person)
    role = next((ROLES[each] for each in person.roles if ROLES.get(each)), None)
    made: Node = {"person_or_org": {**who, **({"identifiers": identifiers} if identifiers else {})}}
    if role is not None and knows("creatorsroles", role):
        made["role"] = {"id": role}
    if person.affiliation:
        made["affiliations"] = [{"name": person.affiliation}]
    return made


def _named(person: Person) -> Node:
    """A person; where nobody said which part is the family's, the whole name stands there."""
    given = {"given_name": person.given_name} if person.family_name and person.given_name else {}
    return {"type": "personal", "family_name": person.family_name or person.name, **given}


def _body(name: str) -> Node:
    return {"person_or_org": {"type": "organizational", "name": name}}


def _description(facts: RecordFacts) -> str:
    """HTML, as InvenioRDM has descriptions; every word of ours is escaped."""
    parts = [*facts.description.split("\n\n"), facts.rights_note]
    text = "".join(f"<p>{escape(part.strip())}</p>" for part in parts if part.strip())
    changes = "".join(f"<li>{escape(line)}</li>" for line in facts.changes)
    return text + (f"<p>Version {escape(facts.version)}:</p><ul>{changes}</ul>" if changes else "")


def _right(spdx: str, knows: Knows) -> Node:
    known = spdx.lower()
    if knows("licenses", known):
        return {"id": known}
    return {"title": {"en": spdx}, "link": f"https://spdx.org/licenses/{spdx}.html"}


def _languages(facts: RecordFacts) -> list[str]:
    return [LANGUAGES[code] for code in facts.languages if code in LANGUAGES]


def _related(facts: RecordFacts, knows: Knows) -> list[Node]:
    named = [(url, "isderivedfrom") for url in facts.sources[:MAX_RELATED]]
    named += [(facts.homepage, "isdocumentedby")] if facts.homepage else []
    return [
        {"identifier": url, "scheme": "url", "relation_type": {"id": relation}}
        for url, relation in named
        if knows("relationtypes", relation)
    ]
