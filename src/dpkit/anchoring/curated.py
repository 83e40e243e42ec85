"""What people decided: the entry of `curation/` that a row comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dpkit.anchoring.targets import Target
from dpkit.inputs.curation import ENTITIES_NAME
from dpkit.inputs.curation_places import EntityPlaces, entity_places
from dpkit.knowledge import corrections_of
from dpkit.model import Correction, Finding, Place
from dpkit.store.project import Project

_ENTITY_KEYS: Mapping[str, str] = {
    "entity_id": "id", "name": "name", "entity_type": "type", "country": "country", "wikidata_id": "wikidata",
    "parent_entity_id": "parent",
}  # fmt: skip
_TARGETS: Mapping[str, str] = {
    "documents": "document", "paragraphs": "paragraph", "claims": "claim", "mentions": "mention",
    "quantities": "quantity", "dates": "date",
}  # fmt: skip
_ELISION = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Curation:
    """The entries of people with their places, read once."""

    entities: EntityPlaces = field(default_factory=dict)
    corrections: Mapping[str, Sequence[Correction]] = field(default_factory=dict)
    ledger: Mapping[str, bytes] = field(default_factory=dict)
    """The files that redirects come from, by path."""

    def place_of(self, finding: Finding, target: Target) -> Place | None:
        """The entry that gave the row of a finding its value; None where software did."""
        if finding.table in ("entities", "aliases"):
            return self._of_entity(finding, target)
        if finding.table == "redirects":
            return self._of_redirect(str(finding.key))
        return self._of_correction(finding, target)

    def _of_entity(self, finding: Finding, target: Target) -> Place | None:
        entity = str(target.row.get("entity_id"))
        if finding.table == "aliases":
            form = self.entities.get((entity, f"aliases/{target.row.get('text')}"))
            return form or self.entities.get((entity, None))
        own = self.entities.get((entity, _ENTITY_KEYS.get(finding.field or "")))
        return own or self.entities.get((entity, None))

    def _of_redirect(self, key: str) -> Place | None:
        for path, data in self.ledger.items():
            for number, line in enumerate(data.split(b"\n"), start=1):
                if key.encode("utf-8", "surrogatepass") in line:
                    return Place(path=path, line=number)
        return None

    def _of_correction(self, finding: Finding, target: Target) -> Place | None:
        document = finding.key if finding.table == "documents" else target.row.get("document_id")
        for correction in self.corrections.get(str(document), ()):
            if correction.target == _TARGETS.get(finding.table or "") and _is_about(correction, finding, target):
                return correction.place
        return None


def curation_of(project: Project) -> Curation:
    """The curation of a project, as far as rows come from it; what cannot be read has findings of its own."""
    path = f"{project.config.curation_folder}/{ENTITIES_NAME}"
    ledger = f"{project.config.curation_folder}/ledger/redirects."
    corrections, _ = corrections_of(project)
    return Curation(
        entities=entity_places(project.curation.get(path, b""), path),
        corrections=corrections,
        ledger={name: data for name, data in sorted(project.curation.items()) if name.startswith(ledger)},
    )


def _is_about(correction: Correction, finding: Finding, target: Target) -> bool:
    if finding.table == "documents":
        return target.fact in correction.set
    words, text = _plain(correction.words or ""), _plain(str(target.row.get("text") or ""))
    first, elision, last = words.partition(_ELISION)
    is_there = words in text if not elision else first.strip() in text and text.rstrip().endswith(last.strip())
    named = {f"{key}{ending}" for key in correction.set for ending in ("", "_id", "_mention_id", "_basis")}
    return is_there and (correction.action == "add" or finding.field in named)


def _plain(words: str) -> str:
    return " ".join(words.split())
