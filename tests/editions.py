"""A project whose documents may be passed on in all ways there are, and a search for words in a folder."""

import io
import json
import shutil
from pathlib import Path

import docx
import pyarrow as pa
import pyarrow.parquet as pq
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from command_line import example_project

ROOT = Path(__file__).resolve().parent.parent
SEED = "raw/en.rua.gr/2022/mfa-kazakhstan-foreign-media.txt"
OFFSETS = "rights: {license: LicenseRef-terms, holder: Gate Press, redistribution: offsets_only}\n"
SECRET = """Norland closes the Fishgate

The Fishgate will be closed by the Harbour Board of Oddland on May 2, 2024, said Zebedee Quillfeather, its chairman.

It should be noted that about 4,711 herrings were counted there by the Board.

“We do not regret it at all,” Quillfeather said.

Source link
"""
BARE = """Nobody shall pass on a word of this

The Moonlit Assembly did not count 52 moths on May 3, 2024, said Ottoline Vexley.
"""
RECORDS = (
    {"key": "one", "words": "The Tollkeeper of Eastmarch promised that no barge will be stopped there."},
    {"key": "two", "words": "The Tollkeeper of Eastmarch denied that any barge was ever stopped there."},
)
PAGE = "https://gate.example/notice"
DAYS = ("2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z")
DISTINCT = (
    "Fishgate", "Quillfeather", "herrings", "4,711", "Harbour Board", "Oddland", "Ottoline", "Vexley",
    "Moonlit Assembly", "Tollkeeper", "Eastmarch", "barge",
)  # fmt: skip
"""Words that stand in withheld texts alone."""


def project_of_rights(folder: Path, *, with_bare: bool) -> Path:
    """A project, not yet built: words free, offsets only (a text, two captures of a page, a corpus), rights unknown."""
    project = example_project(folder)
    shutil.copy(ROOT / "curation/entities.yaml", project / "curation/entities.yaml")
    files = {
        "raw/gate/secret.txt": (SECRET, f"title: Norland closes the \"Fishgate\"\nissuer: Gate Press\n{OFFSETS}"),
        "raw/gate/then.txt": (_notice("ten"), f"source: {{url: {PAGE}, retrieved_at: {DAYS[0]}}}\n{OFFSETS}"),
        "raw/gate/now.txt": (_notice("twelve"), f"source: {{url: {PAGE}, retrieved_at: {DAYS[1]}}}\n{OFFSETS}"),
        "raw/gate/tolls.jsonl": (
            "".join(json.dumps(row) + "\n" for row in RECORDS),
            f"fields: {{id: key, text: words}}\nlanguage: en\n{OFFSETS}",
        ),
        SEED: ((ROOT / SEED).read_text(encoding="utf-8"), (ROOT / f"{SEED}.meta.yaml").read_text(encoding="utf-8")),
    }  # fmt: skip
    if with_bare:
        files["raw/gate/bare.txt"] = (BARE, OFFSETS.replace("offsets_only", "metadata_only"))
    for path, (text, sidecar) in files.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text, encoding="utf-8")
        (project / f"{path}.meta.yaml").write_text(sidecar, encoding="utf-8")
    return project


def in_every_format() -> dict[str, bytes]:
    """Raw files of several formats whose words may not be passed on, by name."""
    page = (
        "<!doctype html><html><head><title>Norland opens</title></head><body><nav>Home</nav><article><h1>Norland opens "
        "a pier</h1><p>The Ministry of Tides said that <b>two piers</b> will open on May 2, 2024.</p></article></body>"
        "</html>"
    )
    item = (
        "<item><guid>g1</guid><title>Tides</title><description>The Union urged that talks go on.</description></item>"
    )
    capture, document = io.BytesIO(), io.BytesIO()
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    writer = WARCWriter(capture, gzip=True)
    payload = io.BytesIO(page.replace("pier", "mole").encode())
    address = "https://w.example/a"
    writer.write_record(writer.create_warc_record(address, "response", payload=payload, http_headers=headers))
    written = docx.Document()
    written.add_paragraph("The Dockers said that work will stop on 3 May 2021.")
    written.save(document)
    return {
        "defaults.meta.yaml": f"language: en\n{OFFSETS}".encode(),
        "p.html": page.encode(),
        "l.txt": "Café owners of Norland said that prices will rise. «Non», they said.\n".encode("latin-1"),
        "c.csv": b"id,title,text\n1,First,The Office denied that 12 ships sank.\n2,Second,The Office said so again.\n",
        "f.xml": f'<?xml version="1.0"?><rss version="2.0"><channel>{item}</channel></rss>'.encode(),
        "w.warc.gz": capture.getvalue(),
        "d.docx": document.getvalue(),
    }


def _notice(number: str) -> str:
    return (
        f"Notice of the Fishgate\n\nThe Harbour Board of Oddland lets {number} boats pass the Fishgate each day until "
        "further notice, it said.\n\nAsk Zebedee Quillfeather.\n"
    )


def runs(text: str, length: int = 3) -> set[str]:
    """Every run of so many words of a text, as one string; what stands between white space is a word."""
    words = [word.strip(".,;:!?()[]{}«»“”„‘’\"'\\`*|_") for word in text.casefold().split()]
    words = [word for word in words if word]
    return {" ".join(words[start : start + length]) for start in range(len(words) - length + 1)}


def contents(folder: Path) -> dict[str, str]:
    """Everything that a folder says: the text of plain files, each string of each column, file footers."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            data = path.read_bytes()
            found[name] = data.decode("utf-8", "replace")
            if data[:4] == b"PAR1":
                found |= {f"{name}: {column}": text for column, text in _columns(path).items()}
    return found


def _columns(path: Path) -> dict[str, str]:
    table = pq.ParquetFile(path).read()
    return {
        name: "\n".join(value or "" for value in table.column(name).to_pylist())
        for name in table.column_names
        if pa.types.is_string(table.schema.field(name).type)
    }
