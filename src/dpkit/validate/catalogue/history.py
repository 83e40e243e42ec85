"""DP83x: the history of a dataset, its releases, redirects and withdrawals."""

from dpkit.validate.rule import Rule

HISTORY_RULES: tuple[Rule, ...] = (
    Rule(
        code="DP830",
        severity="error",
        name="id-vanished",
        summary="Every id of the last release is still there, or leads to what took its place, or has a tombstone.",
        why="Whoever cites an id must find what has become of it.",
        bad="A document of release 0.1.0 is no more among the raw files.",
        good="A row that was reworded: the release itself pairs it with its former self.",
        mend="Write a line into curation/ledger/redirects.yaml, or run `dpkit release --retire REASON`.",
        scope="project",
    ),
    Rule(
        code="DP831",
        severity="error",
        name="withdrawn-document",
        summary="A document that was withdrawn does not come back.",
        why="Somebody had a right to have it taken away.",
        bad="The raw file of a withdrawn document was copied back from a backup.",
        good="The raw file is gone; the tombstone is what is left.",
        mend="Remove the raw file and its sidecar, or give a new document an id of its own.",
        scope="project",
    ),
    Rule(
        code="DP832",
        severity="warning",
        name="release-not-kept",
        summary="The last release is kept, as it was released.",
        why="Without it nobody can see whether an id was lost since, and the release cannot be opened again.",
        bad="The folder releases/ was not committed.",
        good="releases/0.1.0/SHA256SUMS and the files that it lists.",
        mend="Restore releases/ from git or a copy.",
        scope="project",
    ),
    Rule(
        code="DP833",
        severity="error",
        name="redirect-broken",
        summary="A redirect of the package leads to a row, or on to another redirect.",
        why="Whoever cites a former id must find what has become of it.",
        bad="new_id is an id that no table has.",
        good="new_id is the id of a paragraph.",
        mend="Build the package again; where it stays, write a line into curation/ledger/redirects.yaml.",
        scope="package",
    ),
)
