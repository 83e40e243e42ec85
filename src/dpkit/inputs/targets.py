"""`[publish.NAME]` of `dpkit.toml` → the repositories that a dataset is published to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dpkit.inputs.toml_table import TomlTable, config_error, require_known, subtable, text_of
from dpkit.inputs.values import Unfit, text, url
from dpkit.inputs.yaml import quoted

KINDS: Mapping[str, tuple[str, ...]] = {
    "ckan": ("url", "organization"),
    "dataverse": ("url", "collection", "contact", "subject"),
    "folder": ("path",),
    "github": ("repository", "url", "uploads-url"),
    "huggingface": ("repository", "url"),
    "invenio": ("url",),
    "s3": ("bucket", "prefix", "region", "endpoint"),
    "zenodo": ("url",),
}
"""Kind of repository → the keys that its table may have."""
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "ckan": ("url",),
    "dataverse": ("url", "collection", "contact"),
    "folder": ("path",),
    "github": ("repository",),
    "huggingface": ("repository",),
    "invenio": ("url",),
    "s3": ("bucket",),
    "zenodo": (),
}
ADDRESSES = frozenset({"url", "uploads-url", "endpoint"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSettings:
    """One repository: `kind` says how it is spoken to; `sandbox` holds the values that its trial place has instead."""

    name: str
    kind: str
    values: Mapping[str, str] = field(default_factory=dict)
    sandbox: Mapping[str, str] | None = None

    def in_sandbox(self) -> "TargetSettings":
        """The same repository's trial place, under a name of its own; without one told, never at the real address."""
        kept = {key: value for key, value in self.values.items() if self.sandbox or key not in ADDRESSES}
        return replace(self, name=f"{self.name}-sandbox", values={**kept, **(self.sandbox or {})}, sandbox=None)


def read_targets(publish: TomlTable) -> Mapping[str, TargetSettings]:
    """Name → repository.

    Raises: ConfigError, with the line where it can be known.
    """
    return {name: _target(subtable(publish, name), name, publish) for name in publish.values}


def _target(under: TomlTable, name: str, publish: TomlTable) -> TargetSettings:
    table = replace(under, name=f"publish.{name}")
    if not _is_name(name):
        raise config_error(publish, name, f"{quoted(name)} is no name of a target", "lower-case letters, digits and -")
    kind = text_of(table, "kind", _kind) or (name if name in KINDS else None)
    if kind is None:
        raise config_error(table, table.name, f"{name} has no kind", f"kind = one of {', '.join(KINDS)}")
    require_known(table, "kind", "sandbox", *KINDS[kind])
    values = _values(table, KINDS[kind])
    for key in REQUIRED[kind]:
        if key not in values:
            raise config_error(table, table.name, f"{name} has no {key}", f'{key} = "…"')
    return TargetSettings(name=name, kind=kind, values=values, sandbox=_sandbox(table, kind))


def _sandbox(table: TomlTable, kind: str) -> Mapping[str, str] | None:
    if "sandbox" not in table.values:
        return None
    sandbox = replace(subtable(table, "sandbox"), name=f"{table.name}.sandbox")
    require_known(sandbox, *KINDS[kind])
    values, own = _values(sandbox, KINDS[kind]), _values(table, KINDS[kind])
    if {**own, **values} == own:
        raise config_error(sandbox, sandbox.name, "the trial place is the real one", "another address or place")
    return values


def _values(table: TomlTable, keys: tuple[str, ...]) -> Mapping[str, str]:
    found = {key: text_of(table, key, url if key in ADDRESSES else text) for key in keys}
    return {key: value for key, value in found.items() if value is not None}


def _kind(value: str) -> str:
    if value not in KINDS:
        raise Unfit(f"{quoted(value)} is no kind of repository; one of {', '.join(KINDS)}")
    return value


def _is_name(name: str) -> bool:
    """Names become part of file names and of variables of the environment."""
    return name.isascii() and name.replace("-", "").isalnum() and name.islower() and len(name) <= 40
