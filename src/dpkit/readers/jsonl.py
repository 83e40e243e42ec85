"""JSON Lines: each line is an object and one document; its fields are read as a mapping says.

Keeps the text field character by character, each mapped through the JSON escapes to the bytes of the raw line; an
escaped lone surrogate, which is no character, stays as its six written ones. A record is called by its own id, else by
a hash of its line. Cannot know fields that the mapping does not name; they stay in the raw line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from dpkit.model import Facts, Finding, Reading, Record
from dpkit.readers.decoded import decode_record, text_findings, unreadable
from dpkit.readers.fields import DEFAULT_MAPPING, FieldMapping, Locators, facts_of, mapping_of
from dpkit.readers.json_text import JsonFault, Member, find_value, only_object, unescape
from dpkit.readers.positions import compose
from dpkit.text.decoding import Decoded, decode

_MARK = b"\xef\xbb\xbf"


@dataclass(slots=True, kw_only=True)
class JsonlReader:
    """One JSON object a line, one document an object."""

    name: str = "jsonl"
    media_types: tuple[str, ...] = ("application/jsonl", "application/x-ndjson")
    suffixes: tuple[str, ...] = (".jsonl", ".ndjson")
    mapping: FieldMapping = DEFAULT_MAPPING
    encoding: str | None = None

    def records(self, stream: BinaryIO) -> Iterator[Record]:
        """Each line that is not blank, without its line end, so that an appended line changes no other."""
        locators = Locators()
        offset = 0
        for line in stream:
            start = len(_MARK) if offset == 0 and line.startswith(_MARK) else 0
            data = line[start:].rstrip(b"\r\n")
            if data.strip():
                fields = _fields(data, self.encoding)
                facts = facts_of(fields, self.mapping)[0] if fields is not None else None
                locator = locators.name(data, facts.identifier if facts else None)
                yield Record(locator=locator, offset=offset + start, data=data, facts=facts)
            offset += len(line)

    def read(self, record: Record, facts: Facts) -> Reading:
        """The text field of the line, unescaped, with its map into the raw line."""
        decoded, findings = decode_record(record.data, facts)
        if decoded is None:
            return unreadable(self.name, self.media_types[0], findings)
        mapping = mapping_of(facts.fields) if facts.fields else self.mapping
        try:
            members = only_object(decoded.text)
            found = _text_member(decoded.text, members, mapping)
        except JsonFault as fault:
            message = f"record {record.locator}, character {fault.where}: {fault.what}; expected a JSON object"
            bad = Finding(code="DP154", severity="error", message=message, key=record.locator)
            return unreadable(self.name, self.media_types[0], (*findings, bad), decoded.encoding)
        if found is None:
            names = ", ".join(member.key[:40] for member in members[:20])
            wanted = ", ".join(mapping.text)
            message = f"record {record.locator}: no text under {wanted}; expected one of them, its fields are {names}"
            bad = Finding(code="DP155", severity="error", message=message, key=record.locator)
            return unreadable(self.name, self.media_types[0], (*findings, bad), decoded.encoding)
        more = facts_of({member.key: member.value for member in members}, mapping)[1]
        return self._reading(record, decoded, found, findings + more)

    def _reading(self, record: Record, decoded: Decoded, found: Member, findings: tuple[Finding, ...]) -> Reading:
        text, pieces, lone = unescape(decoded.text, found.start, found.end)
        if lone:
            message = f"record {record.locator}: {lone} escaped lone surrogates, kept as written; expected characters"
            findings += (Finding(code="DP158", severity="warning", message=message, key=record.locator),)
        return Reading(
            text=text,
            byte_map=compose(decoded.byte_map, pieces),
            reader=self.name,
            media_type=self.media_types[0],
            encoding=decoded.encoding,
            is_encoding_guessed=decoded.is_guessed,
            findings=findings + text_findings(text),
        )


def _fields(data: bytes, encoding: str | None) -> dict[str, object] | None:
    """The members of a line as a dict; None where the line is bad, which `read` says."""
    decoded = decode(data, encoding)
    if not isinstance(decoded, Decoded):
        return None
    try:
        return {member.key: member.value for member in only_object(decoded.text)}
    except JsonFault:
        return None


def _text_member(source: str, members: list[Member], mapping: FieldMapping) -> Member | None:
    """The first string among the fields that may hold the text."""
    for name in mapping.text:
        member = find_value(source, members, name)
        if member is not None and isinstance(member.value, str) and source.startswith('"', member.start):
            return member
    return None
