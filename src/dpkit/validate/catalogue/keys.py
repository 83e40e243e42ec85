"""DP5xx: primary, unique and foreign keys, cycles."""

from dpkit.validate.rule import Rule

_REBUILD = "Build the package again; where a fresh build shows it too, it is a bug of dpkit."

KEY_RULES: tuple[Rule, ...] = (
    Rule(
        code="DP501",
        severity="error",
        name="primary-key",
        summary="No two rows of a table share the primary key.",
        why="A key that means two rows cannot be cited or joined.",
        bad="Two documents called `note-12`.",
        good="Documents called `note-12` and `note-13`.",
        mend="Give the documents or curated entities different ids.",
        scope="keys",
    ),
    Rule(
        code="DP502",
        severity="error",
        name="foreign-key",
        summary="A key that points at another row points at one that exists.",
        why="A dangling key loses rows in every join, in silence.",
        bad="claims.speaker_id is `ent_x`, and no entity is called so.",
        good="claims.speaker_id is the entity_id of a row of entities.",
        mend="Where the key comes from curation (parent), add the entity it names; else build again.",
        scope="keys",
    ),
    Rule(
        code="DP503",
        severity="error",
        name="unique-key",
        summary="No two rows share the values of a unique key; rows with a missing value are left out.",
        why="Two rows for one thing are counted twice: rows of one table never share span and kind.",
        bad="Two mentions of kind name at 10–14 of one document.",
        good="One mention of kind name at 10–14.",
        mend=_REBUILD,
        scope="keys",
    ),
    Rule(
        code="DP504",
        severity="error",
        name="cycle",
        summary="No row comes back to itself over `parent_entity_id` or `continues_claim_id`.",
        why="Whoever walks up the chain would walk forever.",
        bad="A is part of B, B is part of A.",
        good="A is part of B, B is part of nothing.",
        mend="Correct `parent` in the curation file.",
        scope="keys",
    ),
    Rule(
        code="DP505",
        severity="error",
        name="same-document",
        summary="Rows that belong to a document point at rows of the same document.",
        why="A claim whose paragraph stands in another document has two origins, one of them false.",
        bad="A claim of document A in a paragraph of document B.",
        good="A claim and its paragraph in document A.",
        mend=_REBUILD,
        scope="keys",
    ),
    Rule(
        code="DP506",
        severity="error",
        name="continues-earlier",
        summary="A claim continues an earlier claim.",
        why="The chain gives the order in which the parts of one utterance are read.",
        bad="Claim 3 continues claim 4.",
        good="Claim 4 continues claim 3.",
        mend=_REBUILD,
    ),
)
