"""Where a document came from, found again: its record in the raw files, the bytes of its words, its source link."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from dpkit.document import DocumentTask, stated_facts
from dpkit.intake import document_tasks
from dpkit.model import Facts, Finding, Reading
from dpkit.readers import reader_named
from dpkit.store.project import Project
from dpkit.store.raw import RawListing, open_raw, raw_file_at

Row = Mapping[str, object]

FRAGMENT_WORDS = 6
"""Words at each end of a longer passage that a text fragment names: enough to be found, short enough to be clicked."""


MAX_KEPT_BYTES = 64 * 1024 * 1024
"""Of a larger raw file the records are not kept between two questions; it is read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A document read again from its raw file: `data` is the record, `first_line` its line in the file, from 1."""

    reading: Reading
    data: bytes
    offset: int
    first_line: int
    facts: Facts


Locate = Callable[[Row], Located | None]
"""From a row of `documents` to its record, or None where the raw files are not at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPlace:
    """Where the words stand: bytes of the raw file, half-open.

    `part` names the inner file or page of a container: the bytes count in that, and there are no lines.
    """

    path: str
    locator: str | None
    sha256: str
    start_byte: int | None = None
    end_byte: int | None = None
    line: int | None = None
    column: int | None = None
    part: str | None = None


class Shelf:
    """The raw files of a project; the last one that was asked for stays open with its records."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._path: str | None = None
        self._tasks: Mapping[str | None, DocumentTask] = {}

    def locate(self, document: Row) -> Located | None:
        """A document read again from its raw file; None where that is gone or holds other bytes now."""
        path, locator = str(document["raw_path"]), document["raw_locator"]
        task = self._task(path, None if locator is None else str(locator))
        if task is None or task.origin.sha256 != document["raw_sha256"]:
            return None
        reading = reader_named(task.reader).read(task.record, task.facts)
        return Located(
            reading=reading,
            data=task.record.data,
            offset=task.record.offset,
            first_line=1 + self._line_ends_before(path, task.record.offset),
            facts=stated_facts(task, reading),
        )

    def _task(self, path: str, locator: str | None) -> DocumentTask | None:
        if path == self._path:
            return self._tasks.get(locator)
        raw_file = raw_file_at(self._project.root, path)
        if raw_file is None:
            return None
        found = document_tasks(self._project, RawListing(files=(raw_file,)))
        tasks = (task for task in found if not isinstance(task, Finding))
        if raw_file.size_bytes > MAX_KEPT_BYTES:
            return next((task for task in tasks if task.origin.locator == locator), None)
        self._path, self._tasks = path, {task.origin.locator: task for task in tasks}
        return self._tasks.get(locator)

    def _line_ends_before(self, path: str, offset: int) -> int:
        if offset == 0:
            return 0
        with open_raw(self._project.root, path) as stream:
            return stream.read(offset).count(b"\n")


def raw_place(document: Row, located: Located | None, span: tuple[int, int] | None) -> RawPlace:
    """The raw file of a document and, where its bytes are at hand, the bytes of a span of its text."""
    path, locator = str(document["raw_path"]), document["raw_locator"]
    place = RawPlace(path=path, locator=None if locator is None else str(locator), sha256=str(document["raw_sha256"]))
    if located is None:
        return place
    start, end = span or (0, len(located.reading.text))
    first, last = located.reading.byte_map.bytes_of(start, end)
    before = located.data[:first].decode(located.reading.encoding or "latin-1", errors="ignore")
    line_start = max(before.rfind("\n"), before.rfind("\r")) + 1
    part = located.reading.byte_map.part_of(start)
    return RawPlace(
        path=path,
        locator=place.locator,
        sha256=place.sha256,
        start_byte=located.offset + first,
        end_byte=located.offset + last,
        line=None if part is not None else located.first_line + _line_ends(before),
        column=None if part is not None else len(before) - line_start + 1,
        part=part,
    )


def text_fragment(words: str, *, has_fragment: bool = False) -> str:
    """The text directive that makes a browser scroll to words (WICG Scroll to Text Fragment).

    >>> text_fragment("about 2,500 people")
    '#:~:text=about%202%2C500%20people'
    """
    parts = words.split()
    if len(parts) <= 2 * FRAGMENT_WORDS:
        directive = _encoded(" ".join(parts))
    else:
        directive = f"{_encoded(' '.join(parts[:FRAGMENT_WORDS]))},{_encoded(' '.join(parts[-FRAGMENT_WORDS:]))}"
    return f"{'' if has_fragment else '#'}:~:text={directive}"


def _encoded(words: str) -> str:
    """Percent-encoded; the hyphen too, because it separates prefix and suffix in a text directive."""
    return quote(words.encode("utf-8", "surrogatepass"), safe="").replace("-", "%2D")


def _line_ends(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")
