"""DP84x: public editions, and what readers complete them with."""

from dpkit.validate.rule import Rule

EDITION_RULES: tuple[Rule, ...] = (
    Rule(
        code="DP840",
        severity="warning",
        name="edition-rights-unknown",
        summary="A public edition is made of documents whose rights are known.",
        why="Of a text whose rights nobody stated it holds ids, places and labels, but no words.",
        bad="A document whose sidecar names no licence.",
        good="rights.license: CC-BY-4.0, or LicenseRef-… for terms of its own, with rights.redistribution.",
        mend="Write rights.license, rights.holder and rights.redistribution in the sidecar; build; make the edition.",
        scope="package",
    ),
    Rule(
        code="DP841",
        severity="error",
        name="edition-quotes",
        summary="Descriptions and reasons hold no words of a text that may not be passed on.",
        why="What people wrote goes into every edition as it is; words quoted there would be passed on after all.",
        bad="The description of the dataset quotes a sentence of a document with redistribution offsets_only.",
        good="A description in words of its own.",
        mend="Say it in other words: in dpkit.toml, or in a reason that you give.",
        scope="package",
    ),
    Rule(
        code="DP842",
        severity="error",
        name="copy-differs",
        summary="A copy that an edition is completed from has the hash of the document.",
        why="The places of an edition count into one text alone; in any other they would point at other words.",
        bad="The file of that name was saved anew, with other line ends.",
        good="The very bytes that the edition was made from, or the text itself in UTF-8.",
        mend="Find the copy with the SHA-256 that the message names; put its sidecar beside it where it had one.",
        scope="package",
    ),
    Rule(
        code="DP843",
        severity="warning",
        name="copy-missing",
        summary="Each document whose words an edition withholds has a copy to complete it from.",
        why="Without one its rows keep their places and labels and get no words.",
        bad="No file below --from has the hash of the document.",
        good="A file that has it, whatever it is called.",
        mend="Get the document from its source (table sources) and put it below the folder.",
        scope="package",
    ),
)
