"""What a dataset knows beside its raw files: curation and settings, gathered once for all documents."""

from collections.abc import Container, Iterator, Mapping

from dpkit.document import Knowledge
from dpkit.errors import ConfigError
from dpkit.extract.backends import named_tagger
from dpkit.extract.lexicon import Lexicon, extended_lexicon
from dpkit.extract.tagger import built_in
from dpkit.inputs.corrections import CORRECTIONS_NAME, read_corrections
from dpkit.inputs.cues import read_cues
from dpkit.inputs.curation import BOILERPLATE_NAME, ENTITIES_NAME, read_boilerplate, read_entities
from dpkit.inputs.curation_files import CURATION_NAMES
from dpkit.inputs.values import suggestion
from dpkit.inputs.yaml import quoted
from dpkit.model import Authority, Correction, Finding, Place
from dpkit.seams import Tagger
from dpkit.store.project import Project
from dpkit.text.boilerplate import BoilerplateRules, default_rules, rules_of

NO_TAGGER = "none"
"""What `extract.tagger` says in dpkit.toml to leave names to rules and dictionaries alone."""


def gather_knowledge(project: Project) -> tuple[Knowledge, tuple[Finding, ...]]:
    """Authority list, boilerplate rules and tagger of a project, and the faults of its curation files.

    Raises: ConfigError where dpkit.toml names a tagger that is not there.
    """
    path = f"{project.config.curation_folder}/{ENTITIES_NAME}"
    data = project.curation.get(path)
    authority, findings = read_entities(data, path) if data is not None else (Authority(), ())
    boilerplate, faults = _boilerplate(project)
    corrections, wrong = corrections_of(project)
    lexicons, unread = _lexicons(project)
    knowledge = Knowledge(
        authority=authority,
        boilerplate=boilerplate,
        tagger=_tagger(project),
        corrections=corrections,
        lexicons=lexicons,
    )
    return knowledge, (*findings, *faults, *wrong, *unread, *_stray(project))


def _stray(project: Project) -> Iterator[Finding]:
    """Files in the curation folder that no part of dpkit reads, which a person may believe to hold."""
    folder = project.config.curation_folder
    for path in project.stray:
        name = path.removeprefix(f"{folder}/")
        message = f"{path}: nothing reads a file of this name{suggestion(name, CURATION_NAMES)}; one of "
        message += f"{', '.join(CURATION_NAMES)} was expected"
        yield Finding(code="DP247", severity="warning", message=message, place=Place(path=path))


def corrections_of(project: Project) -> tuple[Mapping[str, tuple[Correction, ...]], tuple[Finding, ...]]:
    """What people decided about single rows, by document."""
    path = f"{project.config.curation_folder}/{CORRECTIONS_NAME}"
    data = project.curation.get(path)
    if data is None:
        return {}, ()
    corrections, findings = read_corrections(data, path)
    by_document: dict[str, tuple[Correction, ...]] = {}
    for correction in corrections:
        by_document[correction.document_id] = (*by_document.get(correction.document_id, ()), correction)
    return by_document, findings


def of_no_document(knowledge: Knowledge, document_ids: Container[str]) -> Iterator[Finding]:
    """Corrections and aliases of documents that the dataset does not hold: none is dropped in silence."""
    for entity in knowledge.authority.entities:
        for alias in entity.aliases:
            if alias.document_id is not None and alias.document_id not in document_ids:
                place = entity.place or Place(path=ENTITIES_NAME)
                message = (
                    f"{place.path}:{place.line}: the alias {quoted(alias.text)} of {entity.id} holds in the document"
                    f" {alias.document_id} alone, and there is none; the id of one was expected"
                )
                yield Finding(
                    code="DP248", severity="warning", message=message, place=place, table="aliases", field="document_id"
                )
    for document_id, corrections in sorted(knowledge.corrections.items()):
        for correction in corrections if document_id not in document_ids else ():
            place = correction.place or Place(path=CORRECTIONS_NAME)
            message = f"{place.path}:{place.line}: there is no document {document_id}; the id of one was expected"
            yield Finding(code="DP245", severity="error", message=message, place=place, key=document_id)


def _lexicons(project: Project) -> tuple[Mapping[str, Lexicon], tuple[Finding, ...]]:
    """The cue lexicons to which the dataset adds words of its own (`cues.<language>.yaml`)."""
    lexicons: dict[str, Lexicon] = {}
    findings: list[Finding] = []
    for path, data in sorted(project.curation.items()):
        name = path.removeprefix(f"{project.config.curation_folder}/")
        language = name.removeprefix("cues.").removesuffix(".yaml")
        if name != f"cues.{language}.yaml" or "/" in name:
            continue
        file, faults = read_cues(data, path)
        findings.extend(faults)
        if not faults and file is not None:
            lexicons[language] = extended_lexicon(language, file)
    return lexicons, tuple(findings)


def _boilerplate(project: Project) -> tuple[BoilerplateRules, tuple[Finding, ...]]:
    """The built-in rules, after those that the dataset's people added."""
    path = f"{project.config.curation_folder}/{BOILERPLATE_NAME}"
    data = project.curation.get(path)
    if data is None:
        return default_rules(), ()
    entries, findings = read_boilerplate(data, path)
    return default_rules().with_rules(rules_of(entries, path)), findings


def _tagger(project: Project) -> Tagger | None:
    settings = project.config.tagger
    if settings is None:
        return built_in()
    if settings.name == NO_TAGGER:
        return None
    tagger = named_tagger(settings.name)
    if settings.version is not None and tagger.version != settings.version:
        raise ConfigError(f"dpkit.toml: tagger {settings.name} is {tagger.version}; {settings.version} was expected")
    return tagger
