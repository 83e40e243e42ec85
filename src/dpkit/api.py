"""A data package in Python: its tables as Arrow and polars, texts, statements, and where each row comes from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from dpkit.errors import PackageError, UsageError
from dpkit.package.checksums import is_safe
from dpkit.package_reading import read_table
from dpkit.store.package_folder import heal, read_package_file

if TYPE_CHECKING:
    import polars as pl

    from dpkit.explain import Book, Explanation

DESCRIPTOR = "datapackage.json"
MAX_DESCRIPTOR_BYTES = 64 * 1024 * 1024


def open_package(path: str | Path) -> "DataPackage":
    """The data package in a folder (or at its datapackage.json); its tables are read when they are asked for.

    Raises: PackageError where there is no package that can be read.
    """
    given = Path(path)
    root = given.parent if given.name == DESCRIPTOR else given
    heal(root)
    descriptor = _descriptor(read_package_file(root, DESCRIPTOR, MAX_DESCRIPTOR_BYTES), root)
    return DataPackage(root=root, descriptor=descriptor, _paths=_paths(descriptor, root))


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPackage:
    """An open data package. Tables are kept once they were read: asking again costs nothing."""

    root: Path
    descriptor: Mapping[str, Any]
    _paths: Mapping[str, str] = field(repr=False)
    _tables: dict[str, pa.Table] = field(default_factory=dict, repr=False)
    _rows: dict[str, Mapping[str, int]] = field(default_factory=dict, repr=False)
    _books: "list[Book]" = field(default_factory=list, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the tables, in the order of the descriptor."""
        return tuple(self._paths)

    def table(self, name: str) -> pa.Table:
        """A table as Arrow.

        Raises: UsageError where the package has no such table; PackageError where its file cannot be read.
        """
        if name not in self._tables:
            self._tables[name] = read_table(self.root, self._path(name))
        return self._tables[name]

    def frame(self, name: str) -> "pl.DataFrame":
        """A table as a polars frame, without a copy of the data where both sides allow it.

        Raises: as `table`.
        """
        import polars as pl

        frame = pl.from_arrow(self.table(name))
        assert isinstance(frame, pl.DataFrame)  # from_arrow gives a Series for arrays alone
        return frame

    def text(self, document_id: str) -> str:
        """The whole canonical text of a document, into which every `start_char` and `end_char` counts.

        Raises: UsageError where there is no such document; PackageError where its rights keep the text out.
        """
        text = self.table("documents").column("text")[self._document_row(document_id)].as_py()
        if text is None:
            raise _withheld(document_id)
        return str(text)

    def statement_text(self, document_id: str) -> str:
        """The text of a document without its boilerplate: the other paragraphs, one empty line between each two.

        Within a paragraph nothing is changed. Between paragraphs the original white space gives way to the empty line:
        what stood there may have been the distance to a menu that is left out. Offsets do not count into this text.

        Raises: as `text`.
        """
        self._document_row(document_id)
        paragraphs = self.table("paragraphs")
        rows = paragraphs.filter(pc.field("document_id") == document_id).sort_by("position")
        kept = rows.filter(pc.field("role") != "boilerplate").column("text").to_pylist()
        if any(text is None for text in kept):
            raise _withheld(document_id)
        return "\n\n".join(kept)

    def explain(self, key: str) -> "Explanation":
        """Where a row of any table comes from: its words in their paragraph, the raw file, the source link.

        Bytes and lines of the raw file are not given here: they need the project, as `dpkit explain` has it.

        Raises: UsageError where no table has such a key.
        """
        from dpkit.explain import Book

        if not self._books:
            tables = {name: self.table(name) for name in self.names if name != "redirects"}
            self._books.append(Book(tables, lambda _: None, self._redirects()))
        return self._books[0].explain(key)

    def _redirects(self) -> Mapping[str, str | None]:
        """Where former ids lead, as far as this package has a history."""
        if "redirects" not in self.names:
            return {}
        table = self.table("redirects")
        return dict(zip(table.column("old_id").to_pylist(), table.column("new_id").to_pylist(), strict=True))

    def _path(self, name: str) -> str:
        if name not in self._paths:
            raise UsageError(f"{name}: the package has no such table; expected one of {', '.join(self.names)}")
        return self._paths[name]

    def _document_row(self, document_id: str) -> int:
        if "documents" not in self._rows:
            keys = self.table("documents").column("document_id").to_pylist()
            self._rows["documents"] = {key: row for row, key in enumerate(keys)}
        if document_id not in self._rows["documents"]:
            raise UsageError(f"{document_id}: there is no such document; expected a document_id of the table documents")
        return self._rows["documents"][document_id]


def _descriptor(data: bytes, root: Path) -> Mapping[str, Any]:
    try:
        descriptor = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise PackageError(f"{root.name}/{DESCRIPTOR}: {error}; expected JSON in UTF-8") from error
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        raise PackageError(f"{root.name}/{DESCRIPTOR}: it lists no resources; expected a Data Package descriptor")
    return descriptor


def _paths(descriptor: Mapping[str, Any], root: Path) -> Mapping[str, str]:
    """Name → path of each table; anything but one Parquet file inside the package is refused."""
    paths: dict[str, str] = {}
    for number, resource in enumerate(descriptor["resources"]):
        where = f"{root.name}/{DESCRIPTOR}: resources[{number}]"
        facts = resource if isinstance(resource, dict) else {}
        name, path = facts.get("name"), facts.get("path")
        if not isinstance(name, str) or not isinstance(path, str):
            raise PackageError(f"{where} has no name or no single path; expected both as strings")
        if not is_safe(path) or not path.endswith(".parquet"):
            raise PackageError(f"{where} has the path {path!r}; expected a Parquet file inside the package")
        if name in paths:
            raise PackageError(f"{where} has the name {name!r} once more; expected names that differ")
        paths[name] = path
    return paths


def _withheld(document_id: str) -> PackageError:
    return PackageError(
        f"{document_id}: the text is not in this edition of the package (documents.redistribution says why); "
        "expected a document whose rights allow full_text"
    )
