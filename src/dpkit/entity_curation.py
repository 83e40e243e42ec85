"""Decisions about entities: the edits to `curation/` that a person makes.

Every decision is an edit that a person can review in a diff: comments and order of the files stay as they are. Nothing
fuzzy is ever merged by a build; it is suggested (`entity_suggestions.py`).
"""

from collections.abc import Mapping, Sequence

from dpkit.entity_listing import Listed, entity_of, listed, scope_of, standing_forms
from dpkit.entity_suggestions import decisions
from dpkit.errors import UsageError
from dpkit.extract.resolution import entity_id as id_of
from dpkit.extract.resolution import typed_key
from dpkit.inputs.curation import ENTITIES_NAME, REDIRECTS_NAME, read_entities, read_redirects
from dpkit.inputs.curation_edit import (
    entity_entry,
    redirect_entry,
    taken_over,
    with_alias,
    with_id,
    without_alias,
)
from dpkit.inputs.suggestions import Decision
from dpkit.inputs.values import Unfit, slug
from dpkit.model import CuratedAlias, CuratedEntity
from dpkit.store.output import write_curation
from dpkit.store.project import Project, load_project


def adopt(project: Project, entity_id: str, new_id: str, wikidata: str | None = None, name: str | None = None) -> str:
    """Take an entity that software found into the authority list under a readable id; the path of the list.

    Names of the list hold everywhere, so one that is known by a bare surname in one document needs its full `name`;
    the surname means it in that document alone.

    Raises: UsageError, PackageError.
    """
    entity = entity_of(project, entity_id)
    if entity.is_curated:
        raise UsageError(f"{entity_id}: this entity is in the authority list; one that software found was expected")
    if any(one.id == _readable(new_id) for one in _listed(project)):
        raise UsageError(f"{new_id}: the authority list has this id; `dpkit entities merge` was expected")
    _append_entry(project, entity, new_id, wikidata, name)
    _redirect(project, entity_id, new_id, "taken into the authority list")
    return _curation(project, ENTITIES_NAME)[0]


def add_alias(project: Project, entity_id: str, alias: CuratedAlias) -> str:
    """Give an entity of the authority list another form; the path of the list.

    Raises: UsageError where the list has no such entity, or cannot be edited as it is written.
    """
    path, data = _curation(project, ENTITIES_NAME)
    _write(project, ENTITIES_NAME, with_alias(data, path, entity_id, alias))
    return path


def merge(project: Project, gone: str, kept: str, reason: str) -> str:
    """Make one entity of two: the forms of the one that goes become aliases of the kept one, its id a redirect.

    What held in one document alone goes on to do so. Where both stand in the authority list, one entry takes over the
    other.

    Raises: UsageError, PackageError.
    """
    path, data = _curation(project, ENTITIES_NAME)
    entries = {one.id: one for one in _listed(project)}
    if kept not in entries:
        raise UsageError(f"{kept}: the authority list has no such entity; `dpkit entities adopt` before was expected")
    if gone == kept:
        raise UsageError(f"{gone}: an entity cannot be merged with itself; another one was expected")
    if gone in entries:
        data = taken_over(data, path, entries[gone], entries[kept])
    else:
        known = {entries[kept].name, *(alias.text for alias in entries[kept].aliases if alias.document_id is None)}
        for alias in _forms_of(entity_of(project, gone)):
            if alias.text not in known and alias not in entries[kept].aliases:
                data = with_alias(data, path, kept, alias)
    _write(project, ENTITIES_NAME, data)
    _redirect(project, gone, kept, reason)
    return path


def _forms_of(entity: Listed) -> Sequence[CuratedAlias]:
    """The forms of an entity that software found, those that cannot stand alone for their document."""
    if (document := scope_of(entity)) is not None:
        return [CuratedAlias(text=form, document_id=document) for form in entity.forms]
    return [CuratedAlias(text=form) for form in dict.fromkeys((entity.name, *standing_forms(entity)))]


def accept(project: Project) -> Sequence[Decision]:
    """Carry out the suggestions that a person has marked with `same: yes`; those that were carried out now.

    An entity that software found and that stays keeps its id in the authority list; its name must stand alone.

    Raises: UsageError where the file of suggestions has faults or names what is not there, PackageError.
    """
    done: list[Decision] = []
    for decision in decisions(project):
        if decision.is_same and decision.gone not in _redirects(project):
            if not any(one.id == decision.kept for one in _listed(project)):
                _append_entry(project, entity_of(project, decision.kept), decision.kept, None, None)
                project = load_project(project.root)
            merge(project, decision.gone, decision.kept, decision.reason)
            project = load_project(project.root)
            done.append(decision)
    return done


def split(project: Project, entity_id: str, form: str, new_id: str, name: str, document: str | None = None) -> str:
    """Make an entity of its own of a form, everywhere or in one document; the path of the authority list.

    Everywhere: the form is no longer an alias of the entity, and the id that the form had before it was merged leads
    to the new one. In one document: the new entity has the form there alone, and the old one keeps its id.

    Raises: UsageError where the form is not the entity's, or is its very name and no document is given; PackageError.
    """
    path, data = _curation(project, ENTITIES_NAME)
    if any(one.id == _readable(new_id) for one in _listed(project)):
        raise UsageError(f"{new_id}: the authority list has this id; another one was expected")
    entity = next((one for one in _listed(project) if one.id == entity_id), None)
    if document is None:
        if entity is None or form == entity.name or all(alias.text != form for alias in entity.aliases):
            raise UsageError(
                f"{form}: no alias of {entity_id} in {path}; one of its aliases, or --document, was expected"
            )
        data = without_alias(data, path, entity_id, form)
        entry = _split_entry(entity, new_id, name, form)
    else:
        shown = entity_of(project, entity_id)
        if document not in shown.forms_of.get(form, ()):
            raise UsageError(f"{document}: {form!r} is no mention of {entity_id} there; such a document was expected")
        if name == form:
            raise UsageError(f"--name {name}: it holds everywhere; a name that tells it from {entity_id} was expected")
        alias = CuratedAlias(text=form, document_id=document)
        bare = entity_entry(new_id, name, shown.entity_type, shown.country, None, [])
        entry = with_alias(bare.encode(), path, new_id, alias).decode()
    _write(project, ENTITIES_NAME, _appended(data, entry))
    if document is None and entity is not None:
        for former in _former_ids(project, entity, form):
            _redirect(project, former, new_id, f"taken apart from {entity_id}")
            project = load_project(project.root)
    return path


def _former_ids(project: Project, entity: CuratedEntity, form: str) -> Sequence[str]:
    """The ids that a form has where no list says what it means, as far as they lead to an entity."""
    shown = next((one for one in listed(project) if one.id == entity.id), None)
    documents = shown.forms_of.get(form, ()) if shown is not None else ()
    key = typed_key(form, entity.entity_type, entity.country)
    leading = _redirects(project)
    former = {id_of(key, document) for document in ("", *documents)}
    return sorted(one for one in former if leading.get(one) == entity.id)


def rename(project: Project, entity_id: str, new_id: str) -> str:
    """Give an entity of the authority list another id; the former one becomes a redirect. The path of the list.

    Raises: UsageError where the list has no such entity, or has the new id.
    """
    path, data = _curation(project, ENTITIES_NAME)
    if any(one.id == _readable(new_id) for one in _listed(project)):
        raise UsageError(f"{new_id}: the authority list has this id; another one was expected")
    _write(project, ENTITIES_NAME, with_id(data, path, entity_id, new_id))
    _redirect(project, entity_id, new_id, "another id for the same entity")
    return path


def _split_entry(entity: CuratedEntity, new_id: str, name: str, form: str) -> str:
    forms = [form] if form != name else []
    return entity_entry(new_id, name, entity.entity_type, entity.country, None, forms)


def _append_entry(project: Project, entity: Listed, new_id: str, wikidata: str | None, name: str | None) -> None:
    """An entity that software found as an entry of the authority list."""
    document = scope_of(entity)
    if document is not None and name is None:  # a name that a person writes is one that holds everywhere
        raise UsageError(
            f"{entity.id}: {entity.name!r} means this entity in {document} alone, and names of the authority list hold "
            f"everywhere; its full name (dpkit entities adopt {entity.id} --id ID --name NAME) was expected"
        )
    path, data = _curation(project, ENTITIES_NAME)
    shown = name or entity.name
    forms = [alias for alias in _forms_of(entity) if alias.text != shown or alias.document_id]
    plain = [alias.text for alias in forms if alias.document_id is None]
    entry = entity_entry(new_id, shown, entity.entity_type, entity.country, wikidata, plain).encode()
    for alias in forms:
        if alias.document_id is not None:
            entry = with_alias(entry, path, new_id, alias)
    _write(project, ENTITIES_NAME, _appended(data, entry.decode()))


def _listed(project: Project) -> Sequence[CuratedEntity]:
    path, data = _curation(project, ENTITIES_NAME)
    return read_entities(data, path)[0].entities


def _redirects(project: Project) -> Mapping[str, str | None]:
    path, data = _curation(project, REDIRECTS_NAME)
    return read_redirects(data, path)[0]


def _curation(project: Project, name: str) -> tuple[str, bytes]:
    path = f"{project.config.curation_folder}/{name}"
    return path, project.curation.get(path, b"")


def _readable(entity_id: str) -> str:
    try:
        return slug(entity_id)
    except Unfit as error:
        raise UsageError(str(error)) from error


def _appended(data: bytes, entry: str) -> bytes:
    return data + (b"" if data.endswith(b"\n") or not data else b"\n") + entry.encode()


def _redirect(project: Project, old: str, new: str, reason: str) -> None:
    _, data = _curation(project, REDIRECTS_NAME)
    header = "" if data.strip() else "# Former ids of entities and what they have become. Lines are only ever added.\n"
    _write(project, REDIRECTS_NAME, _appended(data, header + redirect_entry(old, new, reason)))


def _write(project: Project, name: str, data: bytes) -> None:
    """Write a curation file that reads back without a fault that it did not have before."""
    path, old = _curation(project, name)
    read = read_entities if name == ENTITIES_NAME else read_redirects
    before, after = read(old, path)[1], read(data, path)[1]
    if len(after) > len(before):
        raise UsageError(f"{after[-1].message} (nothing was written)")
    write_curation(project.root, path, data)
