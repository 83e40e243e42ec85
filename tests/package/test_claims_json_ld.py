"""Claims as JSON-LD: a processor reads them, they say who said what where, and never that it is true or false."""

import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from rdflib import RDF, Graph, URIRef
from rdflib.term import Node

from command_line import Cli, cli_of, example_project
from dpkit.errors import PackageError
from dpkit.package.descriptions.claims import claims_json_ld

SCHEMA, OA, PROV = "https://schema.org/", "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/prov#"
BASE = "https://data.example/claims.jsonld"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built example; only read."""
    return example_project(tmp_path_factory.mktemp("claims"))


def rows(project: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.ParquetFile(project / f"datapackage/data/{table}.parquet").read().to_pylist()
    return found


def written(cli: Cli, package: Path, target: Path) -> str:
    assert cli("describe", "claims", target, "--source", package).code == 0
    return target.read_text(encoding="utf-8")


def graph_of(text: str) -> Graph:
    return Graph().parse(data=text, format="json-ld", publicID=BASE)


def test_a_processor_reads_each_claim_with_words_place_and_origin(cli: Cli, project: Path, tmp_path: Path) -> None:
    graph = graph_of(written(cli, project / "datapackage", tmp_path / "claims.jsonld"))
    claims = {str(claim): claim for claim in graph.subjects(RDF.type, URIRef(SCHEMA + "Claim"))}
    expected = rows(project, "claims")
    assert claims.keys() == {f"{BASE}#claim/{row['claim_id']}" for row in expected}
    texts = {row["document_id"]: row["text"] for row in rows(project, "documents")}
    for row in expected:
        claim = claims[f"{BASE}#claim/{row['claim_id']}"]
        quotation = graph.value(claim, URIRef(SCHEMA + "appearance"))
        assert (quotation, RDF.type, URIRef(SCHEMA + "Quotation")) in graph
        assert str(graph.value(quotation, URIRef(SCHEMA + "text"))) == row["text"]
        speaker = graph.value(quotation, URIRef(SCHEMA + "spokenByCharacter"))
        assert (None if speaker is None else str(speaker).rpartition("/")[2]) == row["speaker_id"]
        document = graph.value(claim, URIRef(PROV + "wasDerivedFrom"))
        assert str(graph.value(document, URIRef(SCHEMA + "identifier"))) == row["document_id"]
        activity = graph.value(claim, URIRef(PROV + "wasGeneratedBy"))
        assert (activity, RDF.type, URIRef(PROV + "Activity")) in graph
        _assert_place(graph, claim, row, texts[row["document_id"]])


def _assert_place(graph: Graph, claim: Node, row: dict[str, Any], text: str) -> None:
    annotation = graph.value(predicate=URIRef(OA + "hasBody"), object=claim)
    target = graph.value(annotation, URIRef(OA + "hasTarget"))
    selectors = {str(graph.value(one, RDF.type)): one for one in graph.objects(target, URIRef(OA + "hasSelector"))}
    position = selectors[OA + "TextPositionSelector"]
    start, end = (graph.value(position, URIRef(OA + name)).toPython() for name in ("start", "end"))  # type: ignore[union-attr]
    assert text[start:end] == row["text"]
    words = {name: str(graph.value(selectors[OA + "TextQuoteSelector"], URIRef(OA + name))) for name in _QUOTE}
    assert "".join(words[name] for name in _QUOTE) in text


_QUOTE = ("prefix", "exact", "suffix")


def test_no_claim_is_rated(cli: Cli, project: Path, tmp_path: Path) -> None:
    text = written(cli, project / "datapackage", tmp_path / "claims.jsonld")
    assert re.search(r"claimreview|rating|itemreviewed|truth|\breview", text, re.IGNORECASE) is None
    graph = graph_of(text)
    assert not [name for name in {*graph.predicates(), *graph.objects(None, RDF.type)} if "review" in str(name).lower()]


def test_an_edition_without_words_points_by_place_alone(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    for sidecar in (project / "raw").rglob("*.meta.yaml"):
        sidecar.write_text(sidecar.read_text().replace("redistribution: full_text", "redistribution: offsets_only"))
    assert cli("build", "--project", project).code == 0
    assert cli("edition", "--project", project, "--into", tmp_path / "public").code == 0
    text = written(cli, tmp_path / "public", tmp_path / "claims.jsonld")
    graph = graph_of(text)
    assert (None, RDF.type, URIRef(OA + "TextPositionSelector")) in graph
    assert (None, RDF.type, URIRef(OA + "TextQuoteSelector")) not in graph
    assert (None, URIRef(SCHEMA + "text"), None) not in graph
    for row in rows(project, "claims"):
        assert row["text"] not in text


def test_the_whole_is_written_as_a_stream(project: Path) -> None:
    read: list[str] = []

    def stream(table: str, columns: tuple[str, ...]) -> Any:
        for row in rows(project, table):
            read.append(table)
            yield {name: row[name] for name in columns}

    pieces = claims_json_ld({"name": "x"}, "0.1.0", stream)
    assert next(pieces).startswith('{"@context"')
    assert read == []
    assert json.loads("".join(['{"@context": {}, "@graph": [', *pieces]))["@graph"]


def test_claims_in_another_order_than_documents_are_refused(project: Path) -> None:
    def strange(table: str, columns: tuple[str, ...]) -> Any:
        for row in rows(project, table):
            yield {name: row[name] for name in columns} | ({"document_id": "z"} if table == "claims" else {})

    with pytest.raises(PackageError, match="another order"):
        list(claims_json_ld({"name": "x"}, "0.1.0", strange))


def test_there_is_one_document_on_standard_output(cli: Cli, project: Path) -> None:
    run = cli("describe", "claims", "--project", project)
    assert run.code == 0
    assert json.loads(run.out)["@graph"]
