"""What every reader of a text format does first: decode a record, or say as a finding why that cannot be."""

from dpkit.model import ByteMap, Facts, Finding, Reading
from dpkit.text.decoding import Decoded, Undecodable, decode
from dpkit.text.mojibake import find_mojibake

EMPTY_MAP = ByteMap()


def decode_record(data: bytes, facts: Facts) -> tuple[Decoded | None, tuple[Finding, ...]]:
    """The decoded record with what is to be said of its encoding; None with an error where it is no text."""
    found = decode(data, facts.encoding)
    if isinstance(found, Undecodable):
        message = f"byte {found.offset}: {found.reason}; expected text, or its encoding in the sidecar"
        return None, (Finding(code="DP150", severity="error", message=message, place=facts.places.get("encoding")),)
    if found.is_guessed:
        message = f"encoding: guessed as {found.encoding}; expected UTF-8, or `encoding` in the sidecar"
        return found, (Finding(code="DP151", severity="warning", message=message, field="encoding"),)
    return found, ()


def text_findings(text: str) -> tuple[Finding, ...]:
    """What a reader should know of a text that is kept as it is: it is empty, holds NUL, was decoded wrongly."""
    if not text.strip():
        return (Finding(code="DP152", severity="warning", message="text: empty; expected a statement", field="text"),)
    found = []
    if "\0" in text:
        message = f"text: {text.count(chr(0))} NUL characters, kept as they are; expected none in a text"
        found.append(Finding(code="DP153", severity="warning", message=message, field="text"))
    if (wrong := find_mojibake(text)) is not None:
        message = (
            f"text: {wrong.places} places like {wrong.example!r} (the first at character {wrong.start}) look wrongly"
            f" decoded ({wrong.kind}), kept as they are; expected the words that were written"
        )
        found.append(Finding(code="DP157", severity="warning", message=message, field="text"))
    return tuple(found)


def unreadable(reader: str, media_type: str, findings: tuple[Finding, ...], encoding: str | None = None) -> Reading:
    """The reading of a record that gives no text: empty, with the findings that say why."""
    return Reading(
        text="", byte_map=EMPTY_MAP, reader=reader, media_type=media_type, encoding=encoding, findings=findings
    )
