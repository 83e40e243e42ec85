"""DP6xx: sources, rights, speakers, provenance."""

from dpkit.validate.rule import Rule

SOURCE_RULES: tuple[Rule, ...] = (
    Rule(
        code="DP601",
        severity="warning",
        name="source-unresolved",
        summary="The source links that a text announces have targets.",
        why="The first-hand publication is the best evidence; a lost link should be found again by a person.",
        bad="The text says `Source link`, and its target was lost when the text was copied.",
        good="A sources row with relation original and a URL.",
        mend="Write the address, once a person has found it, as source.original_url in the sidecar.",
    ),
    Rule(
        code="DP602",
        severity="warning",
        name="rights-unknown",
        summary="The rights in each text are known.",
        why="Without them a public edition holds offsets and labels, but no words.",
        bad="license is unknown.",
        good="license is CC-BY-4.0, or a LicenseRef- with a note.",
        mend="Write rights.license, rights.holder and rights.redistribution in the sidecar.",
    ),
    Rule(
        code="DP603",
        severity="warning",
        name="origin-unknown",
        summary="Each document says from which page its bytes were taken.",
        why="Provenance ends at a file on somebody's disk otherwise.",
        bad="A document without a sources row of relation captured_from.",
        good="A sources row with relation captured_from and the URL of the page.",
        mend="Write source.url in the sidecar.",
    ),
    Rule(
        code="DP604",
        severity="error",
        name="speaker-mention",
        summary="The mention that a claim gives for its speaker names that speaker.",
        why="It is the evidence for who said it.",
        bad="speaker_id is Kazakhstan's ministry, the mention names the CSTO.",
        good="speaker_id and the mention's entity_id are the same.",
        mend="Correct the entity in curation; where it is right there, it is a bug of dpkit.",
    ),
    Rule(
        code="DP605",
        severity="warning",
        name="speaker-not-mentioned",
        summary="A speaker that the text is said to name is mentioned in the document.",
        why="A reader who looks for the name finds none.",
        bad="speaker_basis is same_sentence, and no mention of the document names the speaker.",
        good="speaker_basis is same_sentence, and a mention names the speaker.",
        mend="Add the form that the text uses to the entity's aliases in curation.",
    ),
)
