"""What every row of a build depends on beside its document: code, models, libraries, schemas, curation for all."""

import hashlib
import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable

from dpkit.document import Knowledge
from dpkit.inputs.corrections import CORRECTIONS_NAME
from dpkit.inputs.curation import ENTITIES_NAME
from dpkit.store.project import Project

LEDGER = "ledger/"
"""Redirects and the like: they speak of ids, and change no row of a document."""
ROOMS = (
    "errors.py", "model", "ids.py", "seams.py", "schema", "inputs", "text", "readers", "extract", "document.py",
    "tables", "validate", "intake.py", "knowledge.py", "shards", "store/raw.py",
)  # fmt: skip
"""The source files that a row can depend on: with one of them changed, no cached row is used."""
TAGGER_FILES = re.compile(r"extract/(?:crf_\w+|tagger|backends)\.py|extract/(?:models|data)/.*")
"""What the spans of the taggers can depend on: with the rest of the code changed, they are still used."""

Environment = Mapping[str, str]
"""A name that a person understands (`code extract/claims.py`, `library pyarrow`) → a version or hash."""


def environment_of(project: Project, knowledge: Knowledge) -> Environment:
    """Everything that can change a row and is the same for all documents."""
    return dict(sorted(_components(project, knowledge)))


def digest_of(value: object) -> str:
    """The SHA-256 of a plain value."""
    return hashlib.sha256(plain_text(value).encode()).hexdigest()


def plain_text(value: object) -> str:
    """A plain value as the text that `digest_of` hashes."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True)


def tagger_identity(knowledge: Knowledge) -> str:
    """Everything that a tagger's answer depends on beside the texts."""
    if knowledge.tagger is None:
        return ""
    code = {path: digest for path, digest in code_hashes().items() if TAGGER_FILES.fullmatch(path)}
    return digest_of([knowledge.tagger.name, knowledge.tagger.version, code, _libraries(), sys.version])


@cache
def code_hashes() -> Mapping[str, str]:
    """The SHA-256 of each source and data file that a row can depend on, by its path in the package."""
    package = resources.files("dpkit")
    return {
        path: hashlib.sha256(file.read_bytes()).hexdigest()
        for room in ROOMS
        for path, file in _files(package.joinpath(*room.split("/")), room)
    }


@cache
def program_hash() -> str:
    """The SHA-256 of all of dpkit's own files: what writes a package can stand in any of them."""
    digest = hashlib.sha256()
    for path, file in _files(resources.files("dpkit"), ""):
        digest.update(f"{path}\0{_hash(file.read_bytes())}\n".encode())
    return digest.hexdigest()


def _components(project: Project, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    yield "Python", sys.version
    yield "Unicode", unicodedata.unidata_version
    yield "raw folder", project.config.raw_folder
    tagger = knowledge.tagger
    yield "tagger", f"{tagger.name} {tagger.version}" if tagger else "none"
    yield from ((f"code {path}", digest) for path, digest in code_hashes().items())
    yield from ((f"library {name}", version) for name, version in _libraries().items())
    yield from ((f"schema {name}", _hash(text.encode())) for name, text in project.schemas.items())
    elsewhere = tuple(f"{project.config.curation_folder}/{name}" for name in (ENTITIES_NAME, CORRECTIONS_NAME, LEDGER))
    yield from ((path, _hash(data)) for path, data in project.curation.items() if not path.startswith(elsewhere))


def _files(source: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    if source.is_file():
        yield path, source
    elif source.is_dir():
        for below in sorted(source.iterdir(), key=lambda entry: entry.name):
            if below.name != "__pycache__":
                yield from _files(below, f"{path}/{below.name}")


@cache
def _libraries() -> Mapping[str, str]:
    """The versions of all distributions that dpkit needs, directly or not; those of extras where they are installed."""
    found: dict[str, str] = {}
    waiting = ["dpkit"]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = metadata.version(name)
            waiting += [_name(requirement) for requirement in metadata.requires(name) or () if _is_wanted(requirement)]
        except metadata.PackageNotFoundError:
            found[name] = "absent"
    return dict(sorted(found.items()))


def _name(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", match.group()).lower() if match else ""


def _is_wanted(requirement: str) -> bool:
    return "extra ==" not in requirement or _name(requirement) == "pypdfium2"


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
