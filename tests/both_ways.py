"""For each code that raw files and sidecars can give: the files that break its rule, and the same files put right.

Every case lies in a folder of its own below `raw/`, so that one reading of all wrong cases and one of all right ones
tell for each code whether it is found there, and whether it is silent here.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

WORDS = "The Ministry of Tides opened the bridge on 3 May 2021."
SIDECAR = (
    "id: {id}\ntype: statement\nlanguage: en\nissuer: Ministry of Tides\npublisher: tides.example\n"
    "issued_on: 2021-05-03\nsource: {{url: 'https://tides.example/{id}'}}\nrights: {{license: CC-BY-4.0}}\n"
)
Files = dict[str, bytes]
PAGE = (
    "<!doctype html><html lang=en><head><meta charset={charset}>{head}</head>"
    "<body><article>{body}</article></body></html>"
)
LONG = "".join(f"<p>{WORDS} Part {number} of the statement was read out to the newspapers.</p>" for number in range(9))

LETTERS = LONG.replace("newspapers", "газетам «Мост» и «Берег»")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Files that break a rule, and what they are when they keep it."""

    bad: Files
    good: Files
    make_bad: Callable[[Path], None] | None = None
    """What no bytes can say: links, names."""


def _with(more: str, *, without: str = "") -> Files:
    """A text with a sidecar, some lines of it other."""
    lines = [line for line in SIDECAR.format(id="x").splitlines() if not without or not line.startswith(without)]
    return {"x.txt": WORDS.encode(), "x.txt.meta.yaml": "\n".join([*lines, *([more] if more else []), ""]).encode()}


def _file(name: str, data: bytes | str) -> Files:
    return {name: data.encode() if isinstance(data, str) else data}


def _page(body: str = LONG, head: str = "", charset: str = "utf-8") -> Files:
    return _file("x.html", PAGE.format(body=body, head=head, charset=charset))


def _said(files: Files, sidecar: str) -> Files:
    (name,) = files
    return {**files, f"{name}.meta.yaml": sidecar.encode()}


def _link(folder: Path) -> None:
    (folder / "x.txt").symlink_to("/etc/hostname")


def _line_break(folder: Path) -> None:
    (folder / "a\nb.txt").write_text(WORDS)


def _docx(data: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("word/document.xml", data)
    return held.getvalue()


_DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
    f"{WORDS}</w:t></w:r></w:p></w:body></w:document>"
)


def _warc(kind: str, body: str, *, cut: int = 0) -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:6d0b2bd0-0000-4000-8000-000000000001>\r\n"
        "WARC-Date: 2021-05-03T00:00:00Z\r\nWARC-Target-URI: https://tides.example/x\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    data = f"{head}{http}\r\n\r\n".encode()
    return data[: len(data) - cut] if cut else data


def _anywhere(one: str, two: str) -> Files:
    """Two documents, by the ids that their sidecars give."""
    return {
        "a.txt": WORDS.encode(), "a.txt.meta.yaml": SIDECAR.format(id=one).encode(),
        "b.txt": WORDS.encode(), "b.txt.meta.yaml": SIDECAR.format(id=two).encode(),
    }  # fmt: skip


_WHOLE = _with("", without="id")
_RECORD = '{"id": "one", "text": "Prices fell."}\n'
_DEFAULTS = {"x.txt": WORDS.encode(), "x.txt.meta.yaml": b"title: T\n"}
_WARC_PAGE = PAGE.format(body=LONG, head="", charset="utf-8")

RAW_CASES: dict[str, Case] = {
    "DP101": Case(bad=_file("x.txt", WORDS), good=_WHOLE),
    "DP102": Case(bad=_file("x.txt.meta.yaml", "title: T\n"), good=_WHOLE),
    "DP103": Case(bad={}, good=_file("x.txt", WORDS), make_bad=_link),
    "DP104": Case(bad={"Note.txt": b"One.", "note.txt": b"Two."}, good={"note-1.txt": b"One.", "note-2.txt": b"Two."}),
    "DP105": Case(bad={}, good=_file("b.txt", WORDS), make_bad=_line_break),
    "DP106": Case(bad=_said(_file("x.txt", WORDS), "#" * 1_000_000), good=_WHOLE),
    "DP108": Case(bad={"x.txt": b"One.", "x.txt.meta.yml": b"title: T\n"}, good=_WHOLE),
    "DP120": Case(bad=_file("x.xlsx", b"\x00\x01\x02"), good=_file("x.txt", WORDS)),
    "DP121": Case(bad=_anywhere("twin", "twin"), good=_anywhere("twin-1", "twin-2")),
    "DP123": Case(
        bad=_file("x.warc", _warc("request", _WARC_PAGE)), good=_file("x.warc", _warc("response", _WARC_PAGE))
    ),
    "DP150": Case(bad=_said(_file("x.txt", b"caf\xe9"), "encoding: utf-8\n"), good=_file("x.txt", "café")),
    "DP151": Case(
        bad=_file("x.txt", "Министерство приливов открыло мост.".encode("cp1251")),
        good=_said(_file("x.txt", "Министерство приливов открыло мост.".encode("cp1251")), "encoding: windows-1251\n"),
    ),
    "DP152": Case(bad=_file("x.txt", " \n\t\n"), good=_file("x.txt", WORDS)),
    "DP169": Case(bad=_file("x.txt", "\n" * 100_000), good=_file("x.txt", "The bridge.\n" * 3)),
    "DP153": Case(bad=_file("x.txt", "The brid\0ge."), good=_file("x.txt", "The bridge.")),
    "DP154": Case(bad=_file("x.jsonl", _RECORD + '{"text": "a"\n'), good=_file("x.jsonl", _RECORD)),
    "DP155": Case(bad=_file("x.jsonl", '{"id": "a", "words": "b"}\n'), good=_file("x.jsonl", _RECORD)),
    "DP156": Case(
        bad=_file("x.jsonl", '{"text": "Prices fell.", "published_on": "soon"}\n'),
        good=_file("x.jsonl", '{"text": "Prices fell.", "published_on": "2021-05-03"}\n'),
    ),
    "DP157": Case(
        bad=_file("x.txt", "He said â€œPrices fellâ€\x9d and it wasnâ€™t â€œbadâ€\x9d."),
        good=_file("x.txt", "He said “Prices fell” and it wasn’t “bad”."),
    ),
    "DP158": Case(
        bad=_file("x.jsonl", '{"text": "Prices \\ud83d fell."}\n'),
        good=_file("x.jsonl", '{"text": "\\ud83d\\ude00"}\n')
    ),
    "DP159": Case(
        bad=_page(LONG + "<p>Ősz é мост</p>", charset="windows-1252"), good=_page(LONG + "<p>Ősz é мост</p>")
    ),
    "DP160": Case(bad=_page(LONG + "<!-- and so on"), good=_page(LONG + "<!-- and so on -->")),
    "DP161": Case(
        bad=_file("x.html", "<ul>" + "".join(f"<li><a href=/{n}>Teaser {n}</a></li>" for n in range(40)) + "</ul>"),
        good=_page(),
    ),
    "DP162": Case(
        bad=_said(_page(head='<meta property="article:published_time" content="2021-05-04T00:00:00Z">'),
                  "published_on: 2021-05-03\n"),
        good=_said(_page(head='<meta property="article:published_time" content="2021-05-03T00:00:00Z">'),
                   "published_on: 2021-05-03\n"),
    ),
    "DP163": Case(
        bad=_page(head='<script type="application/ld+json">{"@type": "NewsArticle",}</script>'),
        good=_page(head='<script type="application/ld+json">{"@type": "NewsArticle"}</script>'),
    ),
    "DP164": Case(
        bad=_page(LONG + '<p><a href="javascript:void(0)">Source link</a></p>'),
        good=_page(LONG + '<p><a href="https://tides.example/a">Source link</a></p>'),
    ),
    "DP165": Case(
        bad=_file("x.warc", _warc("response", _WARC_PAGE, cut=400)), good=_file("x.warc", _warc("response", _WARC_PAGE))
    ),
    "DP166": Case(
        bad=_file("x.docx", b"PK\x03\x04 no archive"), good=_file("x.docx", _docx(_DOCUMENT.encode()))
    ),
    "DP167": Case(
        bad=_file("x.html", _page(LETTERS)["x.html"].replace(b"opened", b"op\xc3ned", 1)), good=_page(LETTERS)
    ),
    "DP200": Case(bad=_with("title: 'open"), good=_with("title: 'closed'")),
    "DP201": Case(bad=_said(_file("x.txt", WORDS), "[" * 10_000), good=_WHOLE),
    "DP202": Case(bad=_with("note: &a text"), good=_with("note: text")),
    "DP203": Case(bad=_with("title: !!binary Tm8="), good=_with("title: No")),
    "DP204": Case(bad=_with("language: ru"), good=_with("")),
    "DP205": Case(bad=_with("---\ntitle: T"), good=_with("title: T")),
    "DP206": Case(bad=_with("licence: MIT"), good=_with("note: MIT")),
    "DP207": Case(bad=_with("title: [a, b]"), good=_with("title: a")),
    "DP208": Case(bad=_with("published_on: 2024-02-30"), good=_with("published_on: 2024-02-29")),
    "DP209": Case(
        bad=_with("source: {url: 'javascript:alert(1)'}", without="source"),
        good=_with("source: {url: 'https://tides.example/a'}", without="source"),
    ),
    "DP210": Case(
        bad=_with("source: {other_versions: [{language: en}]}", without="source"),
        good=_with("source: {other_versions: [{url: 'https://tides.example/a', language: en}]}", without="source"),
    ),
    "DP215": Case(
        bad=_with("source: {url: 'http://192.168.0.10/note'}", without="source"),
        good=_with("source: {url: 'https://tides.example/note'}", without="source"),
    ),
    "DP216": Case(bad={**_DEFAULTS, "defaults.meta.yaml": b"id: note\n"},
                  good={**_DEFAULTS, "defaults.meta.yaml": b""}),
    "DP217": Case(bad=_with("published_on: 2020-01-01"), good=_with("published_on: 2021-05-04")),
    "DP219": Case(
        bad=_with("source: {url: 'https://tides.example/press release'}", without="source"),
        good=_with("source: {url: 'https://tides.example/press%20release'}", without="source"),
    ),
    "DP231": Case(bad=_with("", without="issuer"), good=_WHOLE),
    "DP232": Case(bad=_with("", without="publisher"), good=_WHOLE),
    "DP233": Case(bad=_with("", without="issued_on"), good=_WHOLE),
}  # fmt: skip


def put(folder: Path, cases: dict[str, Case], *, is_bad: bool) -> None:
    """Write the wrong or the right files of each case into its folder."""
    for code, case in cases.items():
        place = folder / code.lower()
        place.mkdir(parents=True)
        for name, data in (case.bad if is_bad else case.good).items():
            own = data.replace(b"id: x\n", f"id: {code.lower()}\n".encode())
            (place / name).write_bytes(own)
        if is_bad and case.make_bad is not None:
            case.make_bad(place)


def _pair(wrong: str, right: str, codes: str) -> dict[str, tuple[str, str]]:
    return {f"DP{code}": (wrong, right) for code in codes.split()}


_FOLDER, _LOCK, _GIT = "store/test_raw_folder.py::", "store/test_raw_lock.py::", "store/test_git_base.py::"
_SUMS, _DESCRIBED, _PACKAGE = "package/test_checksums.py::", "package/test_described.py::", "test_validate_package.py::"
_CORRECTED, _FOREIGN, _EDITION = "test_corrections.py::", "foreign/test_foreign.py::", "test_edition.py::"
_UNMATCHED = f"{_CORRECTED}test_a_correction_that_does_not_match_is_an_error"
_MATCHED = f"{_CORRECTED}test_roles_mentions_speakers_and_facts_are_set"
_SOUND = f"{_FOREIGN}test_a_sound_package_of_version_1_has_no_finding"
_WHOLE_PACKAGE = (
    f"{_DESCRIBED}test_a_package_as_dpkit_writes_it_has_no_fault_and_the_plain_descriptor_is_the_written_one"
)

ELSEWHERE: dict[str, tuple[str, str]] = {
    **_pair(f"{_FOLDER}test_nothing_to_read_is_an_error",
            f"{_FOLDER}test_files_come_sorted_by_bytes_with_their_merged_facts", "100"),
    **_pair(f"{_FOLDER}test_a_file_that_cannot_be_read_is_a_finding_and_the_others_are_hashed",
            f"{_FOLDER}test_a_huge_file_is_hashed_in_pieces", "107"),
    **_pair(f"{_LOCK}test_a_changed_and_a_vanished_file_are_errors_that_name_the_command",
            f"{_LOCK}test_the_same_bytes_and_new_files_are_fine", "110 111"),
    **_pair(f"{_LOCK}test_a_lock_that_cannot_be_believed_is_a_finding_and_not_an_empty_lock",
            f"{_LOCK}test_same_content_leaves_the_file_untouched", "112"),
    **_pair(f"{_LOCK}test_changed_records_of_a_corpus_are_named",
            f"{_LOCK}test_a_corpus_file_may_grow_by_records", "114"),
    **_pair(f"{_GIT}test_a_file_and_a_lock_edited_together_are_still_found",
            f"{_GIT}test_unchanged_and_new_files_are_no_finding", "113"),
    **_pair(f"{_GIT}test_a_file_and_a_lock_edited_together_are_still_found",
            f"{_GIT}test_unchanged_and_new_files_are_no_finding", "115"),
    **_pair("shards/test_executors.py::test_a_document_that_kills_its_worker_is_named_and_fails_alone",
            "shards/test_executors.py::test_processes_give_the_same_bytes_even_where_a_worker_is_killed", "124"),
    **_pair("validate/test_byte_map.py::test_a_map_that_does_not_lead_to_the_bytes_is_a_finding",
            "validate/test_byte_map.py::test_the_map_of_a_sound_reader_is_no_finding", "168"),
    **_pair("test_entity_curation.py::test_a_redirect_to_nothing_is_an_error",
            "test_withdraw.py::test_a_withdrawn_document_does_not_come_back", "218"),
    **_pair(_UNMATCHED, _MATCHED, "240 241 242 243 244"),
    **_pair(f"{_CORRECTED}test_a_correction_of_an_unknown_document_is_an_error", _MATCHED, "245"),
    **_pair("cli/test_exceptions.py::test_an_exception_of_nothing_is_a_finding_at_its_line",
            "cli/test_exceptions.py::test_an_exception_covers_the_findings_that_it_names_and_no_others", "246"),
    **_pair("package/test_package.py::test_a_broken_descriptor_is_a_finding",
            "package/test_package.py::test_the_descriptor_obeys_the_official_schema", "701"),
    **_pair(f"{_PACKAGE}test_a_broken_descriptor_is_a_finding", f"{_PACKAGE}test_a_whole_package_has_no_error", "702"),
    **_pair(f"{_PACKAGE}test_what_the_descriptor_says_of_a_file_is_held_against_it",
            f"{_PACKAGE}test_a_whole_package_has_no_error", "703"),
    **_pair(f"{_DESCRIBED}test_a_schema_that_was_tampered_with_is_found_at_its_path", _WHOLE_PACKAGE, "704"),
    **_pair(f"{_DESCRIBED}test_a_changed_node_of_the_provenance_is_found_at_its_line", _WHOLE_PACKAGE, "705"),
    **_pair(f"{_DESCRIBED}test_a_changed_line_of_a_text_is_found_at_its_line", _WHOLE_PACKAGE, "706"),
    **_pair(f"{_SUMS}test_changed_missing_and_extra_files_are_found",
            f"{_SUMS}test_a_whole_package_has_no_finding", "801 802 803 809"),
    **_pair(f"{_SUMS}test_nothing_to_check_is_an_error", f"{_SUMS}test_a_whole_package_has_no_finding", "804 808"),
    **_pair(f"{_SUMS}test_a_bad_line_is_found_at_its_place", f"{_SUMS}test_what_is_written_is_read", "805 806 807"),
    **_pair(f"{_PACKAGE}test_a_table_with_a_flipped_bit_is_a_finding_and_the_others_are_checked",
            f"{_PACKAGE}test_a_whole_package_has_no_error", "810"),
    **_pair("test_anchors.py::test_a_stale_row_leads_to_the_raw_words_with_key_and_column",
            "cli/test_exit_codes.py::test_nothing_wrong_is_0", "821"),
    **_pair("test_release.py::test_a_removed_paragraph_waits_for_a_decision",
            "test_withdraw.py::test_the_next_release_is_a_major_one_that_names_no_words", "830"),
    **_pair("test_withdraw.py::test_a_withdrawn_document_does_not_come_back",
            "test_entity_curation.py::test_a_redirect_to_nothing_is_an_error", "831"),
    **_pair("test_release.py::test_a_kept_file_that_was_changed_is_refused",
            "test_release.py::test_a_removed_paragraph_waits_for_a_decision", "832"),
    **_pair(f"{_EDITION}test_unknown_rights_withhold_words_and_say_so",
            f"{_EDITION}test_what_may_all_be_passed_on_is_the_package_itself", "840"),
    **_pair(f"{_EDITION}test_a_description_that_quotes_a_withheld_text_stops_the_edition",
            f"{_EDITION}test_what_may_all_be_passed_on_is_the_package_itself", "841"),
    **_pair(f"{_EDITION}test_a_copy_that_differs_is_refused_and_the_rest_completed",
            f"{_EDITION}test_what_was_completed_in_part_can_be_completed_later", "842 843"),
    **_pair(f"{_FOREIGN}test_faults_of_descriptor_and_files_are_found", _SOUND, "900 901 902 903 904"),
    **_pair(f"{_FOREIGN}test_parquet_of_others_is_checked", _SOUND, "905"),
    **_pair(f"{_FOREIGN}test_each_fault_is_found_at_its_line", _SOUND, "906 907 908 909 911 913"),
    **_pair(f"{_FOREIGN}test_lines_are_counted_through_cells_with_line_breaks", _SOUND, "910"),
    **_pair(f"{_FOREIGN}test_a_pattern_that_takes_for_ever_ends_at_the_limit", _SOUND, "912"),
}  # fmt: skip
"""Codes that need a story of their own: the test that produces them, and one whose right case does not."""
