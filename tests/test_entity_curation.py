"""Decisions about entities: edits that people can review, redirects that explain follows, suggestions and no merges."""

from pathlib import Path

import pytest

from command_line import Cli, cli_of, new_project
from dpkit.api import open_package
from dpkit.errors import UsageError
from dpkit.inputs.curation import read_entities
from dpkit.inputs.curation_edit import with_alias, without_alias
from dpkit.model import CuratedAlias

FILES = {
    "a.txt": b"Minister Adela Birk met the Ministry of Tides of Norway. Birk thanked the Ministry of Tides of Norway.",
    "b.txt": b"A. Birk met the Ministry of the Tides of Norway. President Tor Berg did not.",
}


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


@pytest.fixture
def project(cli: Cli, tmp_path: Path) -> Path:
    made = new_project(tmp_path, FILES, '[extract]\ntagger = "none"\n')
    assert cli("build", "--project", made).code == 0
    return made


def ids(project: Path) -> dict[str, str]:
    rows = open_package(project / "datapackage").table("entities").to_pylist()
    return {row["name"]: row["entity_id"] for row in rows}


def test_entities_are_listed_with_their_forms(cli: Cli, project: Path) -> None:
    found = cli("entities", "list", "birk", "--project", project, "--format", "json").document()["entities"]
    assert found[0]["name"] == "Adela Birk"
    assert set(found[0]["forms"]) == {"Adela Birk", "Birk"}
    assert found[0]["mentions"] == 2
    assert not found[0]["curated"]
    text = cli("entities", "list", "--project", project).out
    assert "Adela Birk" in text
    assert "Tor Berg" in text


def test_what_may_be_one_is_suggested_and_never_merged(cli: Cli, project: Path) -> None:
    pairs = cli("entities", "suggest", "--project", project, "--format", "json").document()["suggestions"]
    names = {name: key for key, name in ids(project).items()}
    shown = {frozenset((names[pair["kept"]], names[pair["gone"]])) for pair in pairs}
    assert frozenset(("Adela Birk", "A. Birk")) in shown
    assert not any("Tor Berg" in pair for pair in shown)
    assert {"Adela Birk", "A. Birk"} <= set(ids(project))


def test_adopted_and_merged_with_redirects_that_explain_follows(cli: Cli, project: Path) -> None:
    known = ids(project)
    adela, other = known["Adela Birk"], known["A. Birk"]
    arguments = ("--id", "no-birk", "--wikidata", "Q1", "--project", project)
    assert cli("entities", "adopt", adela, *arguments).code == 0
    listed = (project / "curation" / "entities.yaml").read_text()
    assert '"Birk"' not in listed  # alone it may be another Birk in the next document
    assert cli("build", "--project", project).code == 0
    reason = "the minutes say so"
    assert cli("entities", "merge", other, "no-birk", "--reason", reason, "--project", project).code == 0
    assert cli("build", "--project", project).code == 0
    assert "A. Birk" not in ids(project)
    (entity,) = [
        r for r in open_package(project / "datapackage").table("entities").to_pylist() if r["entity_id"] == "no-birk"
    ]
    assert (entity["name"], entity["wikidata_id"], entity["status"]) == ("Adela Birk", "Q1", "reviewed")
    for former in (adela, other):
        run = cli("explain", former, "--project", project)
        assert run.code == 0
        assert f"{former} is a former id of this row" in run.out
    ledger = (project / "curation" / "ledger" / "redirects.yaml").read_text()
    assert reason in ledger
    assert cli("check", "--project", project).code == 0


def test_a_redirect_to_nothing_is_an_error(cli: Cli, project: Path) -> None:
    (project / "curation" / "ledger").mkdir(parents=True)
    (project / "curation" / "ledger" / "redirects.yaml").write_text("- {from: ent_a, to: nobody}\n")
    run = cli("build", "--project", project, "--format", "json")
    assert run.code == 1
    assert "DP218" in run.codes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["adopt", "ent_none", "--id", "x"], "the package has no such entity"),
        (["merge", "ent_none", "no-birk"], "the authority list has no such entity"),
        (["alias", "no-birk", "Birk"], "has no such entity"),
        (["alias", "no-birk", "Birk", "--kind", "nick"], "one of full"),
    ],
)
def test_what_is_not_there_is_said(cli: Cli, project: Path, arguments: list[str], words: str) -> None:
    run = cli("entities", *arguments, "--project", project)
    assert run.code == 2
    assert words in run.err
    assert not (project / "curation").exists()


LIST = """# Ours.
- id: one
  name: Ministry of Tides   # as it calls itself
  type: organisation
  aliases:
    - Tides Ministry   # in letters
    - {text: MoT, kind: acronym}
# Another.
- id: two
  name: Norland
  type: place

- id: three
  name: Berg
  type: person
  aliases: [Tor Berg]
"""


@pytest.mark.parametrize(
    ("entity", "line", "after"),
    [
        ("one", '    - {text: "The \\"Tides\\"", kind: "short", language: "en"}', "    - {text: MoT, kind: acronym}"),
        ("two", '  aliases:\n    - {text: "The \\"Tides\\"", kind: "short", language: "en"}', "  type: place"),
        ("three", None, None),
    ],
)
def test_an_alias_is_added_and_all_else_stays(entity: str, line: str | None, after: str | None) -> None:
    alias = CuratedAlias(text='The "Tides"', kind="short", language="en")
    edited = with_alias(LIST.encode(), "entities.yaml", entity, alias).decode()
    authority, findings = read_entities(edited.encode(), "entities.yaml")
    assert findings == ()
    (target,) = [one for one in authority.entities if one.id == entity]
    assert target.aliases[-1] == alias
    if line is not None:
        assert edited.replace(f"{line}\n", "", 1) == LIST
        assert f"{after}\n{line}\n" in edited
    else:
        assert edited.count("\n") == LIST.count("\n")


@pytest.mark.parametrize("source", ["- {id: one, name: N, type: place}\n", "[{id: one, name: N, type: place}]\n"])
def test_what_cannot_be_edited_is_left_alone(source: str) -> None:
    with pytest.raises(UsageError, match="by hand"):
        with_alias(source.encode(), "entities.yaml", "one", CuratedAlias(text="x"))


def curated(cli: Cli, project: Path, *edits: tuple[str, ...]) -> None:
    """Edits of the lists, one after the other, each followed by a build."""
    for edit in edits:
        run = cli("entities", *edit, "--project", project)
        assert run.code == 0, run.err
        assert cli("build", "--project", project).code == 0


def test_a_search_knows_spellings_accents_and_what_nothing_names(cli: Cli, project: Path) -> None:
    (project / "curation").mkdir(exist_ok=True)
    (project / "curation" / "entities.yaml").write_text(
        "- {id: no-ord, name: Café Ørd, type: place, wikidata: Q77, aliases: [Sea House]}\n"
    )
    for words, name in (
        ("adela", "Adela Birk"),
        ("addela brik", "Adela Birk"),
        ("cafe", "Café Ørd"),
        ("Q77", "Café Ørd"),
    ):
        found = cli("entities", "search", words, "--project", project, "--format", "json").document()["entities"]
        assert found[0]["name"] == name, words
    assert cli("entities", "search", "sea house", "--project", project).out.startswith("* no-ord")
    assert "0 entities" in cli("entities", "search", "zeppelin", "--project", project).out


def test_the_file_of_suggestions_keeps_decisions_and_only_a_yes_is_carried_out(cli: Cli, project: Path) -> None:
    path = project / "curation" / "suggestions.yaml"
    assert cli("entities", "suggest", "--write", "--project", project).code == 0
    first = path.read_text()
    assert cli("entities", "suggest", "--write", "--project", project).code == 0
    assert path.read_text() == first
    assert "0 accepted" in cli("entities", "accept", "--project", project).out
    known = ids(project)
    kept, gone = known["Adela Birk"], known["A. Birk"]
    path.write_text(first.replace(f'gone: "{gone}"\n', f'gone: "{gone}"\n  same: yes\n'))
    assert cli("build", "--project", project).code == 0
    assert "1 accepted" in cli("entities", "accept", "--project", project).out
    assert cli("build", "--project", project).code == 0
    after = ids(project)
    assert after["Adela Birk"] == kept  # accepting keeps the id
    assert "A. Birk" not in after
    assert cli("explain", gone, "--project", project).code == 0
    assert "0 accepted" in cli("entities", "accept", "--project", project).out


def test_a_pair_that_a_person_told_apart_is_not_suggested_again(cli: Cli, project: Path) -> None:
    path = project / "curation" / "suggestions.yaml"
    assert cli("entities", "suggest", "--write", "--project", project).code == 0
    path.write_text(path.read_text().replace("  reason:", "  same: no\n  reason:"))
    assert cli("entities", "suggest", "--project", project, "--format", "json").document()["suggestions"] == []
    before = path.read_text().count("same: no")
    assert cli("entities", "suggest", "--write", "--project", project).code == 0
    assert path.read_text().count("same: no") == before > 0


def test_what_was_merged_is_split_again_and_its_former_id_leads_to_it(cli: Cli, project: Path) -> None:
    known = ids(project)
    adela, other = known["Adela Birk"], known["A. Birk"]
    curated(cli, project, ("adopt", adela, "--id", "no-birk"), ("merge", other, "no-birk"))
    curated(cli, project, ("split", "no-birk", "A. Birk", "--id", "no-agnes-birk"))
    after = ids(project)
    assert after["A. Birk"] == "no-agnes-birk"
    assert after["Adela Birk"] == "no-birk"
    assert "no-agnes-birk" in cli("explain", other, "--project", project).out
    assert "no-birk" in cli("explain", adela, "--project", project).out
    assert cli("check", "--project", project).code == 0


def test_one_name_of_two_people_is_split_by_document(cli: Cli, tmp_path: Path) -> None:
    files = {"a.txt": b"President Anna Berg spoke. Berg left.", "b.txt": b"Minister Anna Berg spoke. Berg left."}
    made = new_project(tmp_path, files, '[extract]\ntagger = "none"\n')
    assert cli("build", "--project", made).code == 0
    rows = open_package(made / "datapackage").table("mentions").to_pylist()
    (one,) = {row["entity_id"] for row in rows}
    document = max(row["document_id"] for row in rows)
    arguments = ("split", one, "Anna Berg", "--id", "berg-minister", "--document", document)
    run = cli("entities", *arguments, "--project", made)
    assert run.code == 2
    assert "--name" in run.err
    curated(cli, made, (*arguments, "--name", "Anna Berg (minister)"))
    rows = open_package(made / "datapackage").table("mentions").to_pylist()
    assert {row["entity_id"] for row in rows if row["document_id"] == document} == {"berg-minister"}
    assert {row["entity_id"] for row in rows if row["document_id"] != document} == {one}


def test_a_renamed_entity_leads_on_and_its_parts_keep_it(cli: Cli, project: Path) -> None:
    known = ids(project)
    curated(cli, project, ("adopt", known["Adela Birk"], "--id", "no-birk"))
    listed = project / "curation" / "entities.yaml"
    listed.write_text(
        f"# Ours.\n{listed.read_text()}- {{id: office, name: Birk Office, type: organisation, parent: no-birk}}\n"
    )
    curated(cli, project, ("rename", "no-birk", "no-adela-birk"))
    assert listed.read_text().startswith("# Ours.\n- id: no-adela-birk\n")
    assert "parent: no-adela-birk" in listed.read_text()
    for former in ("no-birk", known["Adela Birk"]):
        assert "no-adela-birk" in cli("explain", former, "--project", project).out
    assert cli("entities", "rename", "nobody", "x", "--project", project).code == 2


SURNAMES = {"a.txt": b"Minister Birk spoke. Birk left.", "b.txt": b"President Birk wrote to the Ministry of Tides."}


def mentions(project: Path) -> dict[tuple[str, str], str]:
    rows = open_package(project / "datapackage").table("mentions").to_pylist()
    return {(row["document_id"], row["text"]): row["entity_id"] for row in rows}


def test_a_surname_that_is_adopted_goes_on_to_hold_in_its_document_alone(cli: Cli, tmp_path: Path) -> None:
    made = new_project(tmp_path, SURNAMES, '[extract]\ntagger = "none"\n')
    assert cli("build", "--project", made).code == 0
    before = mentions(made)
    (first, one), (second, other) = sorted((key, who) for (key, words), who in before.items() if words == "Birk")
    assert one != other
    run = cli("entities", "adopt", one, "--id", "no-birk", "--project", made)
    assert run.code == 2
    assert f"in {first} alone" in run.err
    assert "--name" in run.err
    assert not (made / "curation" / "entities.yaml").exists()
    curated(cli, made, ("adopt", one, "--id", "no-birk", "--name", "Adela Birk"))
    after = mentions(made)
    assert after[first, "Birk"] == "no-birk"
    assert after[second, "Birk"] == other
    curated(cli, made, ("merge", other, "no-birk"))
    assert mentions(made)[second, "Birk"] == "no-birk"
    assert (made / "curation" / "entities.yaml").read_text().count("document:") == 2
    assert cli("check", "--project", made).code == 0


def test_a_body_that_is_adopted_takes_no_bare_form_with_it(cli: Cli, tmp_path: Path) -> None:
    files = {
        "a.txt": b"The Ministry of Tides of Norway spoke. The Ministry of Tides left.",
        "b.txt": b"The Ministry of Tides of Sweden spoke.",
    }
    made = new_project(tmp_path, files, '[extract]\ntagger = "none"\n')
    assert cli("build", "--project", made).code == 0
    before = mentions(made)
    (norway,) = {who for (_, words), who in before.items() if words == "Ministry of Tides"}
    curated(cli, made, ("adopt", norway, "--id", "no-tides"))
    assert '"Ministry of Tides"' not in (made / "curation" / "entities.yaml").read_text()
    after = mentions(made)
    assert {words for (_, words), who in after.items() if who == "no-tides"} == {
        "Ministry of Tides of Norway",
        "Ministry of Tides",
    }


def test_what_stays_of_a_suggestion_is_the_name_that_stands_alone(cli: Cli, tmp_path: Path) -> None:
    files = {
        "a.txt": b"Minister Adela Birk spoke.",
        "b.txt": b"A. Birk spoke. A. Birk left.",
        "c.txt": b"A. Birk sang.",
    }
    made = new_project(tmp_path, files, '[extract]\ntagger = "none"\n')
    assert cli("build", "--project", made).code == 0
    before = mentions(made)
    path = made / "curation" / "suggestions.yaml"
    assert cli("entities", "suggest", "--write", "--project", made).code == 0
    (adela,) = {who for (_, words), who in before.items() if words == "Adela Birk"}
    merged, left = sorted(document for document, words in before if words == "A. Birk")
    gone = before[merged, "A. Birk"]
    path.write_text(path.read_text().replace(f'gone: "{gone}"\n', f'gone: "{gone}"\n  same: yes\n'))
    assert "1 accepted" in cli("entities", "accept", "--project", made).out
    assert cli("build", "--project", made).code == 0
    after = mentions(made)
    assert after[merged, "A. Birk"] == adela
    assert after[left, "A. Birk"] == before[left, "A. Birk"]


def test_two_entries_of_the_list_are_merged(cli: Cli, project: Path) -> None:
    (project / "curation").mkdir(exist_ok=True)
    listed = project / "curation" / "entities.yaml"
    listed.write_text(
        "# Ours.\n- id: birk\n  name: Adela Birk\n  type: person\n# Of the minutes.\n- id: a-birk\n  name: A. Birk\n"
        "  type: person\n  wikidata: Q1\n  aliases:\n    - {text: Frau Birk, language: de}\n"
        "- {id: office, name: Birk Office, type: organisation, parent: a-birk}\n"
    )
    assert cli("build", "--project", project).code == 0
    curated(cli, project, ("merge", "a-birk", "birk", "--reason", "the minutes say so"))
    text = listed.read_text()
    authority, findings = read_entities(listed.read_bytes(), "entities.yaml")
    assert findings == ()
    assert [one.id for one in authority.entities] == ["birk", "office"]
    assert authority.entities[0].wikidata_id == "Q1"
    assert {alias.text for alias in authority.entities[0].aliases} == {"A. Birk", "Frau Birk"}
    assert authority.entities[1].parent == "birk"
    assert "# Ours." in text
    assert "# Of the minutes." in text
    assert {name: key for key, name in ids(project).items() if key == "birk"} == {}
    assert "A. Birk" not in ids(project)
    assert "birk" in cli("explain", "a-birk", "--project", project).out
    assert cli("check", "--project", project).code == 0


def test_two_entries_that_contradict_each_other_are_not_merged(cli: Cli, project: Path) -> None:
    (project / "curation").mkdir(exist_ok=True)
    listed = project / "curation" / "entities.yaml"
    text = "- {id: one, name: N, type: place, wikidata: Q1}\n- {id: two, name: M, type: place, wikidata: Q2}\n"
    listed.write_text(text)
    run = cli("entities", "merge", "two", "one", "--project", project)
    assert run.code == 2
    assert "wikidata of one is Q1, of two Q2" in run.err
    assert listed.read_text() == text


@pytest.mark.parametrize(("entity", "form"), [("one", "Tides Ministry"), ("one", "MoT"), ("three", "Tor Berg")])
def test_an_alias_is_taken_out_and_all_else_stays(entity: str, form: str) -> None:
    edited = without_alias(LIST.encode(), "entities.yaml", entity, form).decode()
    authority, findings = read_entities(edited.encode(), "entities.yaml")
    assert findings == ()
    (target,) = [one for one in authority.entities if one.id == entity]
    assert form not in [alias.text for alias in target.aliases]
    assert set(edited.splitlines()) <= {*LIST.splitlines(), "  aliases: []"}


def test_the_only_alias_goes_with_its_list() -> None:
    source = "- id: one\n  name: N\n  type: place\n  aliases:\n    - M\n"
    assert without_alias(source.encode(), "entities.yaml", "one", "M") == b"- id: one\n  name: N\n  type: place\n"
