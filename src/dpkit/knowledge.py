"""What a dataset knows beside its raw files: curation and settings, gathered once for all documents."""

from dpkit.document import Knowledge
from dpkit.errors import ConfigError
from dpkit.extract.backends import named_tagger
from dpkit.extract.tagger import built_in
from dpkit.inputs.curation import BOILERPLATE_NAME, ENTITIES_NAME, read_boilerplate, read_entities
from dpkit.model import Authority, Finding
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
    return Knowledge(authority=authority, boilerplate=boilerplate, tagger=_tagger(project)), (*findings, *faults)


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
