"""A whole package: valid for everybody's tools, the same each time, harmless whatever the texts say."""

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import yaml
from frictionless import Package

from dpkit.errors import PackageError
from dpkit.package.assemble import assemble
from dpkit.package.checksums import read_sums, verify_files
from dpkit.package.descriptor import portable
from dpkit.package.hashes import content_hash
from dpkit.package.links import LISTED_AT_MOST, sources
from dpkit.package.parts import Contributor, PackageParts
from dpkit.package.profile import check_profile
from dpkit.schema import TABLES
from sample_package import FIRST, SECOND, sample_parts

HOSTILE = "</script><b>*x* [y](javascript:z) | `q` @all ::error:: ##[group] \x1b[31m \u202e\n# head\n---\nx: y"


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    return dict(assemble(sample_parts()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, files: Mapping[str, bytes]) -> Path:
    return _write(tmp_path_factory.mktemp("package"), files)


def _write(root: Path, files: Mapping[str, bytes]) -> Path:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


def _descriptor(parts: PackageParts) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(dict(assemble(parts))["datapackage.json"])
    return found


def _hostile_parts() -> PackageParts:
    parts = sample_parts(
        title=HOSTILE, description=f"{HOSTILE}\n\n{HOSTILE}", keywords=(HOSTILE,), version="1.0.0",
        contributors=(Contributor(title=HOSTILE, roles=(HOSTILE,)),),
    )  # fmt: skip
    documents = parts.tables["documents"]
    rows = [
        row | {"title": HOSTILE, "license": HOSTILE, "raw_path": "raw/a b?c#d\n.txt"} for row in documents.to_pylist()
    ]
    tables = dict(parts.tables) | {"documents": pa.Table.from_pylist(rows, schema=documents.schema)}
    return dataclasses.replace(parts, tables=tables)


# --- the files ------------------------------------------------------------------------------------------------------


def test_equal_parts_give_equal_bytes(files: Mapping[str, bytes]) -> None:
    parts = sample_parts()
    cut = {name: pa.concat_tables([table.slice(0, 1), table.slice(1)]) for name, table in parts.tables.items()}
    assert dict(assemble(dataclasses.replace(parts, tables=cut))) == files


def test_the_manifest_comes_last_and_lists_every_file(files: Mapping[str, bytes]) -> None:
    import hashlib

    assert list(files)[-1] == "SHA256SUMS"
    on_disk = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    assert verify_files(on_disk, files["SHA256SUMS"]) == ()
    assert set(read_sums(files["SHA256SUMS"])[0]) == set(files) - {"SHA256SUMS"}


def test_a_table_that_breaks_its_schema_is_refused() -> None:
    parts = sample_parts()
    missing = dict(parts.tables) | {"dates": parts.tables["dates"].drop_columns("anchor")}
    with pytest.raises(PackageError, match=r"dates.*anchor"):
        dict(assemble(dataclasses.replace(parts, tables=missing)))
    names = parts.tables["entities"]
    lossy = names.set_column(0, "entity_id", pa.array([None], pa.string()))
    with pytest.raises(PackageError, match="entities"):
        dict(assemble(dataclasses.replace(parts, tables=dict(parts.tables) | {"entities": lossy})))


# --- the descriptor -------------------------------------------------------------------------------------------------


def test_the_descriptor_obeys_the_official_schema(files: Mapping[str, bytes]) -> None:
    assert check_profile(json.loads(files["datapackage.json"])) == ()
    assert check_profile(_descriptor(_hostile_parts())) == ()


def test_a_broken_descriptor_is_a_finding() -> None:
    findings = check_profile({"resources": [{"name": "a"}], "created": 3})
    assert {finding.code for finding in findings} == {"DP701"}
    assert [finding.field for finding in findings] == ["$.created", "$.resources[0]"]


def test_the_descriptor_says_what_the_data_are(files: Mapping[str, bytes]) -> None:
    descriptor = json.loads(files["datapackage.json"])
    assert next(iter(descriptor)) == "$schema"
    assert descriptor["created"] == "2024-04-01T00:00:00Z"
    assert descriptor["contributors"] == [{"title": "Ann Author", "roles": ["curator", "publisher"]}]
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    assert "rights in each text stand in" in descriptor["licenses"][0]["title"]
    assert [source["path"] for source in descriptor["sources"]] == ["https://port.example/news?id=1"]
    hashes = read_sums(files["SHA256SUMS"])[0]
    for resource, (name, table) in zip(descriptor["resources"], sample_parts().tables.items(), strict=True):
        assert resource["name"] == name
        assert resource["hash"] == f"sha256:{hashes[resource['path']]}"
        assert resource["dpkit:rows"] == table.num_rows
        assert resource["dpkit:contentHash"] == f"sha256:{content_hash(table)}"
        assert not {"bytes", "scheme", "dialect", "encoding"} & set(resource)
        assert [field["name"] for field in resource["schema"]["fields"]] == table.column_names


def test_a_dataset_that_says_little_about_itself_is_valid() -> None:
    parts = sample_parts(title=None, description=None, licenses=(), contributors=(), keywords=(), homepage=None)
    descriptor = _descriptor(
        dataclasses.replace(parts, tables=dict(parts.tables) | {"sources": _no_rows(parts, "sources")})
    )
    assert check_profile(descriptor) == ()
    assert not {"title", "licenses", "contributors", "keywords", "sources"} & set(descriptor)


def test_portable_mends_what_frictionless_adds() -> None:
    text = {"name": "b", "path": "b.csv", "format": "csv", "scheme": "file", "bytes": 3, "encoding": "utf-8"}
    parquet = {"name": "a", "path": "a.parquet", "format": "parquet", "bytes": 3, "dialect": {}, "sources": []}
    mended = portable({"name": "n", "keywords": [], "resources": [parquet, text]})
    assert list(mended) == ["$schema", "name", "resources"]
    assert mended["resources"][0] == {"name": "a", "path": "a.parquet", "format": "parquet"}
    assert mended["resources"][1] == {key: value for key, value in text.items() if key != "scheme"}


def test_frictionless_reads_what_it_wrote(folder: Path) -> None:
    package = Package(str(folder / "datapackage.json"))
    assert package.resource_names == list(TABLES)
    assert package.get_resource("claims").schema.primary_key == ["claim_id"]


def test_links_that_are_no_web_addresses_stay_out() -> None:
    tables = _tables_with_links(["javascript:alert(1)", "https://a.example/1", "https://a.example/1", "file:///etc"])
    assert [source["path"] for source in sources(tables)] == ["https://a.example/1"]


def test_very_many_links_are_given_per_site() -> None:
    links = [f"https://a.example/{number}" for number in range(LISTED_AT_MOST)] + ["https://b.example/"]
    grouped = sources(_tables_with_links(links))
    assert [source["path"] for source in grouped] == ["https://a.example/", "https://b.example/"]
    assert grouped[0]["title"].startswith("1000 links to a.example")


# --- other people's tools -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parts", [sample_parts(), _hostile_parts()], ids=["plain", "hostile"])
def test_stock_frictionless_calls_it_valid(tmp_path: Path, parts: PackageParts) -> None:
    if (
        parts.dataset.version == "1.0.0"
    ):  # patterns of our own schema refuse such words in keys; these are not checked here
        parts = dataclasses.replace(parts, tables=sample_parts().tables)
    _write(tmp_path, dict(assemble(parts)))
    command = [str(Path(sys.executable).parent / "frictionless"), "validate", "--json", "datapackage.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert report["valid"], done.stdout
    assert report["stats"]["tasks"] == len(TABLES)
    assert done.returncode == 0


WITHOUT_DPKIT = """
import pkgutil, sys
found = pkgutil.iter_modules
pkgutil.iter_modules = lambda *given: (one for one in found(*given) if one.name != "frictionless_dpkit")
from frictionless import Package
report = Package("datapackage.json").validate()
print(report.flatten(["type", "fieldName", "note"])[:5])
sys.exit(not report.valid)
"""


def test_frictionless_calls_it_valid_where_dpkit_is_not_installed(tmp_path: Path) -> None:
    """Its own reader of Parquet goes through pandas, where a missing number is NaN."""
    _write(tmp_path, dict(assemble(sample_parts())))
    command = [sys.executable, "-c", WITHOUT_DPKIT]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_polars_pandas_and_duckdb_read_the_same(folder: Path) -> None:
    for name, table in sample_parts().tables.items():
        path = folder / "data" / f"{name}.parquet"
        assert pl.read_parquet(path).equals(pl.DataFrame(table))
        frame = pd.read_parquet(path, dtype_backend="pyarrow")
        assert len(frame) == table.num_rows
        assert [str(kind) for kind in frame.dtypes] == [_pandas_name(kind) for kind in table.schema.types]
        with duckdb.connect() as connection:
            found = connection.sql(f"SELECT * FROM '{path}'")
            assert found.columns == table.column_names
            assert [str(kind) for kind in found.types] == [_duckdb_name(kind) for kind in table.schema.types]
            assert len(found.fetchall()) == table.num_rows


def test_hugging_face_loads_every_table_with_rows_offline(folder: Path, tmp_path: Path) -> None:
    """In a process of its own: the library reads its switches when it is imported."""
    tables = sample_parts().tables
    filled = [name for name in TABLES if tables[name].num_rows]
    assert "dates" not in filled  # `datasets` cannot load a table without rows, so the card does not offer it
    (recipe,) = (code for _, code in _code_blocks((folder / "README.md").read_text()) if "load_dataset" in code)
    assert 'load_dataset("/path/to/this/folder", "documents", split="train")' in recipe
    code = (
        "import json, sys; from datasets import load_dataset; "
        "loaded = {name: load_dataset(sys.argv[1], name, split='train') for name in sys.argv[2:]}; "
        "print(json.dumps({name: [data.num_rows, data.column_names] for name, data in loaded.items()}))"
    )
    environment = os.environ | {"HF_DATASETS_OFFLINE": "1", "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    command = [sys.executable, "-c", code, str(folder), *filled]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout.strip().split("\n")[-1])
    assert loaded == {name: [tables[name].num_rows, tables[name].column_names] for name in filled}


# --- README ---------------------------------------------------------------------------------------------------------


def test_every_recipe_of_the_readme_runs(
    folder: Path, files: Mapping[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    blocks = _code_blocks(files["README.md"].decode())
    statements = {"port-1": f"{FIRST}\n\n{SECOND}"}
    assert [language for language, _ in blocks].count("sql") == 4
    for language, code in blocks:
        if language == "sql":
            rows = duckdb.sql(code).fetchall()
            assert rows or "arg_min" in code  # no mention stands in a claim here
            if "statement_text" in code:
                assert dict(rows)["port-1"] == statements["port-1"]
        elif language == "python" and "datasets" not in code:
            names: dict[str, Any] = {}
            exec(code, names)
            if "statements" in names:
                assert dict(names["statements"].rows())["port-1"] == statements["port-1"]


def test_the_front_matter_is_yaml_whatever_the_title_says() -> None:
    readme = dict(assemble(_hostile_parts()))["README.md"].decode()
    card = yaml.safe_load(readme.split("---\n")[1])
    assert card["pretty_name"] == HOSTILE
    assert card["tags"] == ["frictionless", HOSTILE]
    assert [config["config_name"] for config in card["configs"]] == [name for name in TABLES if name != "dates"]
    assert card["license"] == "other"


def test_hostile_text_stays_text_in_the_readme() -> None:
    body = dict(assemble(_hostile_parts()))["README.md"].decode().split("\n---\n", 1)[1]
    assert "\x1b" not in body
    assert "\u202e" not in body
    assert "<b>" not in body.replace("\\<b", "")
    assert "](javascript" not in body.replace("\\](", "")
    assert "@all" not in body
    assert all(line.count("|") - line.count("\\|") == 4 for line in body.split("\n") if line.startswith("| \\<"))


# --- provenance -----------------------------------------------------------------------------------------------------


def test_each_document_leads_to_its_bytes_and_those_to_their_place(files: Mapping[str, bytes]) -> None:
    nodes = {node["@id"]: node for node in json.loads(files["provenance.json"])["@graph"]}
    document = nodes["#document/port-1"]
    raw = nodes[document["prov:wasDerivedFrom"]["@id"]]
    (source,) = raw["prov:wasDerivedFrom"]
    assert nodes[source["@id"]]["prov:atLocation"] == {"@id": "https://port.example/news?id=1"}
    assert nodes[source["@id"]]["prov:generatedAtTime"]["@value"] == "2024-03-09T08:30:00Z"
    assert raw["schema:sha256"] == sample_parts().tables["documents"].column("raw_sha256")[0].as_py()
    assert document["dpkit:setAsideChars"]["@value"] == {"script": 120, "style": 30}
    assert "dpkit:setAsideChars" not in nodes["#document/port-2"]


def test_every_reference_of_the_provenance_leads_somewhere(files: Mapping[str, bytes]) -> None:
    graph = json.loads(files["provenance.json"])["@graph"]
    known = [node["@id"] for node in graph]
    assert len(known) == len(set(known))
    for node in graph:
        for name, value in node.items():
            if name.startswith("prov:") and name != "prov:atLocation":
                for reference in value if isinstance(value, list) else [value]:
                    assert "@id" not in reference or reference["@id"] in known


def test_tables_are_generated_by_this_toolkit_with_its_models(files: Mapping[str, bytes]) -> None:
    nodes = {node["@id"]: node for node in json.loads(files["provenance.json"])["@graph"]}
    assert nodes["data/claims.parquet"]["prov:wasGeneratedBy"] == {"@id": "#build"}
    agents = [agent["@id"] for agent in nodes["#build"]["prov:wasAssociatedWith"]]
    assert agents == ["#software/dpkit", "#software/pyarrow", "#model/crf-en"]
    assert nodes["#software/dpkit"]["schema:softwareVersion"] == "0.1.0"
    assert nodes["#input/dpkit.toml"]["schema:sha256"] == "a" * 64


def test_hostile_paths_stay_one_identifier() -> None:
    graph = json.loads(dict(assemble(_hostile_parts()))["provenance.json"])["@graph"]
    assert "#raw/raw/a%20b%3Fc%23d%0A.txt" in [node["@id"] for node in graph]


# --- help -----------------------------------------------------------------------------------------------------------


def _code_blocks(text: str) -> list[tuple[str, str]]:
    parts = text.split("```")[1::2]
    return [(part.split("\n", 1)[0], part.split("\n", 1)[1]) for part in parts]


def _no_rows(parts: PackageParts, table: str) -> pa.Table:
    return parts.tables[table].slice(0, 0)


def _tables_with_links(links: list[str]) -> dict[str, pa.Table]:
    documents = pa.table({"document_id": ["a"], "title": ["A"]})
    rows = {"document_id": ["a"] * len(links), "relation": ["captured_from"] * len(links), "url": links}
    return {"documents": documents, "sources": pa.table(rows)}


def _pandas_name(kind: pa.DataType) -> str:
    names = {pa.string(): "string", pa.bool_(): "bool", pa.date32(): "date32[day]", pa.float64(): "double"}
    return f"{names.get(kind, kind)}[pyarrow]"


def _duckdb_name(kind: pa.DataType) -> str:
    names = {
        pa.string(): "VARCHAR", pa.bool_(): "BOOLEAN", pa.date32(): "DATE", pa.float64(): "DOUBLE",
        pa.int32(): "INTEGER", pa.int64(): "BIGINT", pa.timestamp("ms", tz="UTC"): "TIMESTAMP WITH TIME ZONE",
    }  # fmt: skip
    return names[kind]
