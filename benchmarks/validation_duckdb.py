"""The checks of `dpkit validate` on the ten tables as plain SQL, for comparison.

    python benchmarks/validation_duckdb.py PACKAGE [MEMORY]

Written by hand, as one would who has this one package to check: no rule catalogue, no messages, one count of faulty
rows for each check. Checked are: required values, enumerations, patterns, ranges, row rules, primary, unique and
foreign keys, references within a document, spans against text, paragraphs against text, containment, positions, order,
content ids, hashes of texts, rights, origins and speakers. Left out, to its advantage: checksums and
content hashes of files, page checksums, the descriptor, rings.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

from dpkit.schema import Condition, TableSchema, default_schemas

SPANS = ("paragraphs", "mentions", "claims", "cues", "quantities", "dates")
IDENTITY = {
    "paragraphs": "document_id, text",
    "claims": "document_id, text",
    "sources": "document_id, relation, url, CASE WHEN url IS NULL THEN link_text END",
    "aliases": "entity_id, text, kind, language, document_id",
    "mentions": "document_id, kind, text, before, after",
    "cues": "document_id, kind, text, before, after",
    "quantities": "document_id, kind, text, before, after",
    "dates": "document_id, NULL, text, before, after",
}
CONTAINED = (
    ("claims", "paragraph_id", "paragraphs", "true"),
    ("mentions", "paragraph_id", "paragraphs", "true"),
    ("quantities", "paragraph_id", "paragraphs", "true"),
    ("dates", "paragraph_id", "paragraphs", "true"),
    ("cues", "claim_id", "claims", "kind = 'negation'"),
    ("quantities", "claim_id", "claims", "true"),
    ("dates", "claim_id", "claims", "true"),
)
WITHIN = {"paragraphs": "position", "claims": "position"}


def main() -> int:
    package = Path(sys.argv[1])
    base = duckdb.connect()
    base.execute("SET preserve_insertion_order = true; SET enable_progress_bar = false")
    if len(sys.argv) > 2:
        base.execute(f"SET memory_limit = '{sys.argv[2]}'")
    schemas = default_schemas()
    for name in schemas:
        path = package / "data" / f"{name}.parquet"
        base.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}', file_row_number = true)")
    faults = 0
    for label, query in checks(schemas):
        (count,) = base.execute(query).fetchone() or (0,)
        if count:
            print(label, count)
        faults += count or 0
    print("faulty rows:", faults)
    return 0


def checks(schemas: Mapping[str, TableSchema]) -> Iterator[tuple[str, str]]:
    for name, schema in schemas.items():
        yield f"{name} rows", rows_query(schema)
        yield from key_queries(schema)
    yield from text_queries()
    for name, parts in IDENTITY.items():
        yield f"{name} ids", id_query(name, schemas[name].primary_key[0], parts)
    yield from order_queries()
    yield from evidence_queries()


def rows_query(schema: TableSchema) -> str:
    """One scan for all constraints and row rules."""
    wrong = []
    for field in schema.fields:
        if field.required:
            wrong.append(f"{field.name} IS NULL")
        if field.enum:
            wrong.append(f"{field.name} NOT IN ({', '.join(map(quoted, field.enum))})")
        if field.pattern is not None:
            wrong.append(f"NOT regexp_matches({field.name}, {quoted(field.pattern)})")
        for sign, limit in (("<", field.minimum), (">", field.maximum)):
            if limit is not None:
                wrong.append(f"{field.name} {sign} {limit}")
        if field.min_length is not None:
            wrong.append(f"length({field.name}) < {field.min_length}")
        if field.max_length is not None:
            wrong.append(f"length({field.name}) > {field.max_length}")
    for rule in schema.row_rules:
        when = " AND ".join(["true", *(f"coalesce({sql(item)}, false)" for item in rule.when)])
        require = " AND ".join(f"coalesce({sql(item)}, true)" for item in rule.require)
        wrong.append(f"({when}) AND NOT ({require})")
    return f"SELECT {' + '.join(f'count_if({one})' for one in wrong)} FROM {schema.name}"


def key_queries(schema: TableSchema) -> Iterator[tuple[str, str]]:
    name = schema.name
    for key in (schema.primary_key, *schema.unique_keys):
        columns = ", ".join(key)
        known = " AND ".join(f"{column} IS NOT NULL" for column in key)
        query = f"SELECT count(*) - count(DISTINCT ({columns})) FROM {name} WHERE {known}"
        yield f"{name} unique {columns}", query
    for foreign in schema.foreign_keys:
        column, target, pointed = foreign.fields[0], foreign.table, foreign.reference[0]
        yield (
            f"{name}.{column}",
            f"SELECT count(*) FROM {name} a ANTI JOIN {target} b ON a.{column} = b.{pointed} "
            f"WHERE a.{column} IS NOT NULL",
        )
        if target not in ("documents", "entities") and name != "entities":
            yield (
                f"{name}.{column} of another document",
                f"SELECT count(*) FROM {name} a JOIN {target} b ON a.{column} = b.{pointed} "
                "WHERE a.document_id <> b.document_id",
            )


def text_queries() -> Iterator[tuple[str, str]]:
    yield "text_sha256", "SELECT count(*) FROM documents WHERE sha256(text) <> text_sha256"
    for name in SPANS:
        yield (
            f"{name} text",
            f"SELECT count(*) FROM {name} a JOIN documents d USING (document_id) WHERE a.end_char > length(d.text) "
            "OR a.start_char < 0 OR (a.text IS NULL) <> (d.text IS NULL) "
            "OR substring(d.text, a.start_char + 1, a.end_char - a.start_char) <> a.text",
        )
    white = r"\s\x{1c}-\x{1f}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
    yield (
        "paragraphs tile the text",
        rf"""WITH placed AS (SELECT p.*, d.text AS whole, coalesce(lag(p.end_char) OVER
        (PARTITION BY p.document_id ORDER BY p.start_char, p.end_char), 0) AS last
        FROM paragraphs p JOIN documents d USING (document_id))
        SELECT count(*) FROM placed WHERE start_char < last OR regexp_matches(text, '^[{white}]|[{white}]$')
        OR regexp_matches(substring(whole, last + 1, start_char - last), '[^{white}]')""",
    )
    yield (
        "text after the last paragraph",
        rf"""SELECT count(*) FROM documents d LEFT JOIN
        (SELECT document_id, max(end_char) AS last FROM paragraphs GROUP BY 1) p USING (document_id)
        WHERE regexp_matches(substring(d.text, coalesce(p.last, 0) + 1), '[^{white}]')""",
    )
    for name, field, target, where in CONTAINED:
        yield (
            f"{name} in {target}",
            f"SELECT count(*) FROM {name} a JOIN {target} b USING ({field}) WHERE ({where.replace('kind', 'a.kind')}) "
            "AND (a.start_char < b.start_char OR a.end_char > b.end_char)",
        )
    for name in WITHIN:
        yield (
            f"{name} positions",
            f"SELECT count(*) FROM (SELECT position, row_number() OVER (PARTITION BY document_id "
            f"ORDER BY start_char, end_char, position) - 1 AS expected FROM {name}) WHERE position <> expected",
        )


def id_query(name: str, key: str, parts: str) -> str:
    """Ids from content; the number among equals, in the order of the file, by a window over the identity."""
    source = name
    if "before" in parts:
        paragraph = "p.paragraph_id = a.paragraph_id"
        if name == "cues":
            join = "ASOF JOIN paragraphs p ON a.document_id = p.document_id AND a.start_char >= p.start_char"
        else:
            join = f"JOIN paragraphs p ON {paragraph}"
        source = f"""(SELECT a.*, substring(d.text, greatest(p.start_char, a.start_char - 32) + 1,
            a.start_char - greatest(p.start_char, a.start_char - 32)) AS before,
            substring(d.text, a.end_char + 1, least(p.end_char, a.end_char + 32) - a.end_char) AS after
            FROM {name} a {join} JOIN documents d ON d.document_id = a.document_id)"""
    names = split(parts)
    image = " || ".join(
        f"CASE WHEN ({part}) IS NULL THEN '-:' ELSE strlen(nfc_normalize({part})) || ':' || nfc_normalize({part}) END"
        for part in names
    )
    return f"""WITH imaged AS (SELECT {key} AS key, {image} AS image, file_row_number AS place FROM {source}),
        numbered AS (SELECT key, image, row_number() OVER (PARTITION BY image ORDER BY place) - 1 AS n FROM imaged),
        hashed AS (SELECT key, sha256(image || strlen(n::VARCHAR) || ':' || n) AS hash FROM numbered)
        SELECT count(*) FROM hashed WHERE substring(key, 5) <> {base32("hash")}"""


def base32(hash_: str) -> str:
    """The first 80 bits of a hexadecimal hash in base32: two numbers of 40 bits, 5 bits a letter."""
    letters = "'abcdefghijklmnopqrstuvwxyz234567'"
    pieces = []
    for first in (1, 11):
        number = f"('0x' || substring({hash_}, {first}, 10))::UBIGINT"
        pieces += [f"substring({letters}, (({number} >> {shift}) & 31)::INT + 1, 1)" for shift in range(35, -1, -5)]
    return " || ".join(pieces)


def order_queries() -> Iterator[tuple[str, str]]:
    for name in ("paragraphs", "mentions", "claims", "cues", "quantities", "dates", "sources"):
        place = WITHIN.get(name, "start_char" if name != "sources" else "0")
        yield (
            f"{name} order",
            f"""WITH ranked AS (SELECT document_id, row_number() OVER
            (ORDER BY coalesce(issued_on, published_on) NULLS FIRST, document_id) AS rank FROM documents),
            placed AS (SELECT rank, {place} AS place, file_row_number AS row
            FROM {name} JOIN ranked USING (document_id))
            SELECT count(*) FROM (SELECT rank, place, lag(rank) OVER w AS rank_above, lag(place) OVER w AS above
            FROM placed WINDOW w AS (ORDER BY row)) WHERE rank < rank_above OR (rank = rank_above AND place < above)""",
        )


def evidence_queries() -> Iterator[tuple[str, str]]:
    yield "lost links", "SELECT count(*) FROM sources WHERE status = 'unresolved'"
    yield "unknown rights", "SELECT count(*) FROM documents WHERE license = 'unknown'"
    yield (
        "no origin",
        "SELECT count(*) FROM documents d ANTI JOIN (SELECT * FROM sources WHERE relation = 'captured_from' "
        "AND url IS NOT NULL) s USING (document_id)",
    )
    yield (
        "another speaker",
        "SELECT count(*) FROM claims c JOIN mentions m ON c.speaker_mention_id = m.mention_id "
        "WHERE c.speaker_id IS DISTINCT FROM m.entity_id",
    )
    yield (
        "speaker not mentioned",
        "SELECT count(*) FROM claims c ANTI JOIN mentions m ON c.document_id = m.document_id "
        "AND c.speaker_id = m.entity_id WHERE c.speaker_id IS NOT NULL "
        "AND c.speaker_basis IN ('quote_block', 'same_sentence', 'carried', 'headline')",
    )
    yield (
        "continues a later claim",
        "SELECT count(*) FROM claims a JOIN claims b ON a.continues_claim_id = b.claim_id "
        "WHERE b.position >= a.position",
    )


def split(parts: str) -> list[str]:
    return [part.strip() for part in parts.split(",")]


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def sql(item: Condition) -> str:
    if item.operator.startswith("is"):
        return f"{item.column} {item.operator}"
    if item.operator == "in":
        return f"{item.column} IN ({', '.join(quoted(str(value)) for value in item.values)})"
    value = item.values[0]
    if item.operator == "matches":
        return f"regexp_matches({item.column}, {quoted(str(value))})"
    other = str(value) if item.is_column or not isinstance(value, str) else quoted(value)
    return f"{item.column} {item.operator} {other}"


if __name__ == "__main__":
    sys.exit(main())
