"""Citations: other programs read them, whatever words stand in them; nothing is cited that is not there."""

import atexit
import json
import shutil
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import Entry, parse_string

from command_line import EXAMPLE, Cli, Run, cli_of, example_project
from dpkit.api import open_package
from dpkit.cli import main
from dpkit.package.descriptions.citation_formats import citation_bibtex, citation_csl, citation_key, citation_text
from dpkit.package.descriptions.citations import Citation, CitedDataset, CitedName, CitedRow, doi_in, doi_link

HOSTILE = (
    "100 % {of} it & more",
    "a } brace { too } many",
    'he said "so", @misc{x, title={y}}',
    "line one\nline two\r\n\tline three",
    "Заявление МИД: «об отношениях» — Әлем",
    "\\input{/etc/passwd} $x_1^2$ ~#1",
    "\x1b[31mred\u202egnorw\x07 ::error::no",
    "and",
    "Smith, John and others and Ten {and} Twenty",
)
TEXT = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=60)).filter(lambda text: text.strip())
LATEX = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    **{f"\\{char}": char for char in "%&#$_"},
}
NAMES = {"type": "array", "minItems": 1, "items": {"type": "object", "additionalProperties": False, "properties": {
    "family": {"type": "string"}, "given": {"type": "string"}, "literal": {"type": "string"}}}}  # fmt: skip
DATES = {"type": "object", "required": ["date-parts"], "additionalProperties": False, "properties": {
    "date-parts": {"type": "array", "minItems": 1, "maxItems": 1, "items": {
        "type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}}}}}  # fmt: skip
STRINGS = ("DOI", "URL", "archive_location", "container-title", "id", "note", "publisher", "title", "version")
CSL = {"type": "object", "required": ["type", "id"], "additionalProperties": False, "properties": {
    "type": {"enum": ["dataset", "entry"]}, "author": NAMES, "container-author": NAMES, "issued": DATES,
    **{name: {"type": "string"} for name in STRINGS}}}  # fmt: skip
"""What these citations may use of CSL 1.0.2's csl-data.json, which no package brings."""


def latex_read(text: str) -> str:
    """A text as LaTeX would print it."""
    for written, shown in LATEX.items():
        text = text.replace(written, f"\0{ord(shown)}\0") if len(shown) == 1 else text
    parts = text.replace("{", "").replace("}", "").split("\0")
    return "".join(chr(int(part)) if number % 2 else part for number, part in enumerate(parts))


def made(title: str, name: str, words: str | None = None) -> Citation:
    dataset = CitedDataset(
        name="tides",
        title=title,
        version="1.2.0",
        authors=(CitedName(name=name), CitedName(name="Ada Reader", given="Ada", family="Reader")),
        day="2026-11-25",
        doi="10.5281/zenodo.1",
    )
    row = CitedRow(table="claims", key="clm_a", author=name, voice="direct", words=words, title=title, day="2024-03-04")
    return Citation(dataset=dataset, row=row if words is not None else None)


def parsed(citation: Citation) -> Entry:
    """The one entry that a BibTeX parser finds, and not a word of complaint."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        entries = parse_string(citation_bibtex(citation), "bibtex").entries
    assert list(entries) == [citation_key(citation)]
    return entries[citation_key(citation)]


@settings(deadline=None, max_examples=50)  # the parser loads its plug-ins at the first call
@given(title=TEXT, name=TEXT, words=st.none() | TEXT)
def test_bibtex_reads_back_whatever_the_words(title: str, name: str, words: str | None) -> None:
    citation = made(title, name, words)
    entry = parsed(citation)
    read, shown = latex_read(entry.fields["title"]), citation_text(citation)
    assert read
    assert read in shown
    assert entry.fields["doi"] == "10.5281/zenodo.1"
    people = entry.persons["author" if words is None else "editor"]
    assert len(people) == 2
    assert latex_read(str(people[-1])) == "Reader, Ada"
    assert latex_read(str(entry.persons["author"][0])) in shown


@settings(deadline=None, max_examples=50)  # the parser loads its plug-ins at the first call
@given(title=TEXT, name=TEXT, words=st.none() | TEXT)
def test_csl_has_the_shape_that_reference_managers_take(title: str, name: str, words: str | None) -> None:
    item = json.loads(json.dumps(citation_csl(made(title, name, words))))
    jsonschema.validate(item, CSL)
    assert item["title"] == title


@pytest.mark.parametrize("words", [None, "We will keep the harbours open"])
def test_another_citation_processor_prints_the_csl(words: str | None) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library names styles' attributes that it does not know
        from citeproc import Citation as Cite
        from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
        from citeproc.source.json import CiteProcJSON

        item = citation_csl(made("The tides", "Ministry of Tides", words))
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        source = CiteProcJSON([item])
        bibliography = CitationStylesBibliography(style, source, formatter.plain)
        bibliography.register(Cite([CitationItem(item["id"])]))
        shown = str(bibliography.bibliography()[0])
    assert "Ministry of Tides" in shown
    assert ("2024" if words else "2026") in shown


def test_a_claim_that_is_only_reported_has_the_reporter_as_author() -> None:
    row = CitedRow(table="claims", key="clm_a", author="Fleet", voice="indirect", words="it sailed", issuer="Ministry")
    citation = Citation(dataset=made("t", "n").dataset, row=row)
    assert citation_csl(citation)["author"] == [{"literal": "Ministry"}]
    assert "Fleet, as reported: “it sailed”" in citation_text(citation)


def test_dois_are_told_from_other_identifiers_and_become_addresses() -> None:
    given = ("doi:10.5281/zenodo.1", "https://doi.org/10.1/a", "10.1234/a b", "https://zenodo.org/records/1", "")
    assert [doi_in(each) for each in given] == ["10.5281/zenodo.1", None, None, None, None]
    assert doi_link("10.1002/(sici)1<1::aid>3.0#x%") == "https://doi.org/10.1002/(sici)1%3C1::aid%3E3.0%23x%25"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


def first(project: Path, table: str, **wanted: str) -> str:
    """The key of the first row with these values."""
    rows = open_package(project / "datapackage").table(table).to_pylist()
    row = next(row for row in rows if all(row[name] == value for name, value in wanted.items()))
    return str(next(iter(row.values())))


def released(cli: Cli, project: Path, *identifiers: str) -> None:
    options = [option for each in identifiers for option in ("--identifier", each)]
    run = cli("release", "--project", project, "--no-tag", *options)
    assert run.code == 0, run.out + run.err


@cache
def _released_once() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="dpkit-cited-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    project = example_project(folder)
    options = ["--identifier", "huggingface=me/tides@v0.1.0", "--identifier", "zenodo=10.5281/zenodo.77"]
    assert main(["release", "--project", str(project), "--no-tag", *options]) == 0
    return project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The example, released as 0.1.0 with a DOI."""
    target = tmp_path / "released"
    shutil.copytree(_released_once(), target)
    return target


def content_hash(project: Path) -> str:
    return str(open_package(project / "datapackage").descriptor["dpkit:contentHash"])


def cited(cli: Cli, project: Path, *arguments: object) -> Any:
    run: Run = cli("cite", *arguments, "--project", project, "--format", "json")
    assert run.code == 0, run.err
    return run.document()


def test_before_a_release_a_citation_says_so_and_names_the_content(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    for key in ([], [first(project, "claims")]):
        found = cited(cli, project, *key)
        assert "not released yet" in found["text"]
        assert content_hash(project) in found["text"]
        assert "doi" not in found["bibtex"].partition("note")[0]
        assert "DOI" not in found["csl"][0]


def test_a_release_without_a_doi_says_so_until_a_publication_gives_one(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    released(cli, project, "huggingface=me/tides@v0.1.0", "zenodo-sandbox=10.5281/zenodo.9", "other=10.5072/trial")
    text = cited(cli, project)["text"]
    assert "this release has no DOI" in text
    assert content_hash(project) in text
    assert "10.5" not in text
    line: dict[str, Any] = {"kind": "folder", "version": "0.1.0", "manifest": "0" * 64, "edition": "full"}
    line |= {"target": "a", "deposit": "1", "url": "https://a.example/1", "published": "2026-11-27T00:00:00Z"}
    ledger = project / "curation/ledger/publications.jsonl"
    ledger.write_text(json.dumps({**line, "identifiers": {}}) + "\n")
    assert "https://a.example/1" in cited(cli, project)["text"]
    ledger.write_text(json.dumps({**line, "identifiers": {"doi": "10.5281/zenodo.5"}}) + "\n")
    assert "https://doi.org/10.5281/zenodo.5" in cited(cli, project)["text"]


def test_every_row_is_cited_with_the_doi_of_its_version(cli: Cli, project: Path) -> None:
    package = open_package(project / "datapackage")
    for table in package.names:
        key = package.table(table).column(0)[0].as_py()
        found = cited(cli, project, key)
        assert "https://doi.org/10.5281/zenodo.77" in found["text"], table
        assert key in found["text"]
        assert found["csl"][0]["DOI"] == "10.5281/zenodo.77"
        assert found["csl"][0]["archive_location"] == key
        assert "content sha256" not in found["text"]
        assert ("not that it is true" in found["text"]) == (table == "claims")
    document = cited(cli, project, first(project, "documents"))["text"]
    start = "Ministry of Tides of Norland (2024-03-04). “Ministry of Tides of Norland comments on harbour safety”."
    assert document.startswith(f"{start} https://ministry-of-tides.example/2024/harbour-safety ")


def test_a_row_that_came_after_the_release_is_cited_from_the_build(cli: Cli, project: Path) -> None:
    old = first(project, "claims")
    (project / "raw" / "new.txt").write_text("Norland\n\nThe Minister of Tides said that the harbour will open.\n")
    assert cli("build", "--project", project).code == 0
    new = first(project, "claims", document_id="new.txt")
    text = cited(cli, project, new)["text"]
    assert "built after the last release and not released" in text
    assert "10.5281" not in text
    assert content_hash(project) in text
    assert "10.5281/zenodo.77" in cited(cli, project, old)["text"]
    assert cli("cite", new, "--as-of", "0.1.0", "--project", project).code == 2
    assert cli("cite", "clm_nothing", "--project", project).code == 2


def test_a_former_id_is_cited_as_what_took_its_place(cli: Cli, project: Path) -> None:
    old = first(project, "documents")
    raw = project / EXAMPLE
    side = raw.with_name(f"{raw.name}.meta.yaml")
    side.write_text(side.read_text().replace(f"id: {old}", "id: harbour-renamed"))
    released(cli, project, "zenodo=10.5281/zenodo.78")
    text = cited(cli, project, old)["text"]
    assert f"document harbour-renamed (formerly {old})" in text
    assert "formerly" not in cited(cli, project, old, "--as-of", "0.1.0")["text"]


def test_a_package_of_somebody_else_is_cited_from_its_descriptor(cli: Cli, project: Path) -> None:
    claim = first(project, "claims")
    shown = cli("cite", claim, "--source", project / "datapackage")
    assert (shown.code, shown.err) == (0, "")
    assert "10.5281/zenodo.77" in shown.out
    assert cli("cite", "--source", project / "raw").code == 2
    assert cli("cite", "--source", project / "datapackage", "--as-of", "0.1.0").code == 2


def test_words_that_the_rights_keep_out_are_not_cited() -> None:
    row = CitedRow(table="claims", key="clm_a", author="Ministry", voice="direct", title="Tides", issuer="Ministry")
    citation = Citation(dataset=made("t", "n").dataset, row=row)
    for text in (citation_text(citation), citation_bibtex(citation), citation_csl(citation)["note"]):
        assert "the words are not in this edition" in text
