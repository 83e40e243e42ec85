"""Plain lines read without a parser: exactly what the parser makes of them, or nothing."""

from hypothesis import example, given
from hypothesis import strategies as st

from dpkit.inputs.plain_lines import plain_entries
from dpkit.inputs.yaml import read_yaml

_KEYS = st.sampled_from(["id", "title", "source", "url", "null", "n1", "a_b", "Id", "1", ""])
_VALUES = st.one_of(
    st.text(alphabet=" :#-?{}[],&*!|>%@'\"\\~aZ0./éЯ–“…\t\x85\xa0\u2028\ufeff", max_size=8),
    st.sampled_from(
        [
            "a",
            "null",
            "~",
            '"a: b"',
            '""',
            "'x'",
            "00123",
            "2024-01-31",
            "http://a.example/b?c#d",
            "[a]",
            "|",
            "---",
            "x:",
        ]
    ),
)
_LINES = st.builds(
    "{}{}:{}{}".format,
    st.sampled_from(["", "", "  ", " ", "   "]),
    _KEYS,
    st.sampled_from([" ", " ", "", "  "]),
    _VALUES,
)
_OTHER = st.sampled_from(["", "---", "...", "# a", "- a", "  more words", "%YAML 1.1"])


@given(
    st.lists(st.one_of(_LINES, _LINES, _LINES, _OTHER), max_size=6), st.sampled_from(["\n", "\n", "", "\n\n", "\r\n"])
)
@example(["source:", "  url: a", "title: b"], "\n")
@example(["source:", "  url:", "  url: b"], "\n")
@example(["id: a", "  b: c"], "\n")
@example(["null: null", 'a: "~"', "b: ~"], "\n")
def test_what_is_taken_is_what_the_parser_gives(lines: list[str], end: str) -> None:
    text = "\n".join(lines) + end
    found = plain_entries(text, "a.yaml")
    if found is not None:
        assert (found, ()) == read_yaml(text.encode(), "a.yaml")


def test_a_sidecar_as_people_write_it_is_taken() -> None:
    text = 'id: 2022-01-05\ntitle: "Rallies: an address"\nissuer: Office of the President – Қазақстан\n'
    text += (
        "published_on: 2022-01-05\nsource:\n  url: https://a.example/en/1?x=2\nrights:\n  license: CC-BY-4.0\nnote:\n"
    )
    assert plain_entries(text, "a.yaml") is not None
