"""A form with one file (RFC 7578), of a size that is known before it is read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from dpkit.model import PackageFile

ESCAPED = {'"': "%22", "\r": "%0D", "\n": "%0A"}
"""What browsers write in names (HTML, section 4.10.22.8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormData:
    """Text fields, then the file under the name `field`.

    The boundary holds the file's own hash, which the file cannot contain.
    """

    fields: Mapping[str, str]
    field: str
    file: PackageFile

    @property
    def media_type(self) -> str:
        return f"multipart/form-data; boundary={self._boundary}"

    @property
    def size_bytes(self) -> int:
        return len(self._head) + self.file.size_bytes + len(self._tail)

    def blocks(self, content: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
        """The body from its beginning."""
        yield self._head
        yield from content()
        yield self._tail

    @property
    def _boundary(self) -> str:
        return f"dpkit-{self.file.sha256[:48]}"

    @property
    def _head(self) -> bytes:
        parts = [
            f'--{self._boundary}\r\nContent-Disposition: form-data; name="{_escaped(name)}"\r\n\r\n{value}\r\n'
            for name, value in self.fields.items()
        ]
        named = f'name="{_escaped(self.field)}"; filename="{_escaped(self.file.path.rpartition("/")[2])}"'
        opening = f"--{self._boundary}\r\nContent-Disposition: form-data; {named}\r\n"
        return "".join([*parts, opening, "Content-Type: application/octet-stream\r\n\r\n"]).encode()

    @property
    def _tail(self) -> bytes:
        return f"\r\n--{self._boundary}--\r\n".encode()


def _escaped(name: str) -> str:
    return "".join(ESCAPED.get(letter, letter) for letter in name)
