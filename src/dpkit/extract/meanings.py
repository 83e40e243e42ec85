"""What the labels of a claim and the rules of its cues mean, in words for readers who know neither."""

from collections.abc import Mapping

from dpkit.extract.lexicon import LANGUAGES, lexicon_of

LABEL_MEANINGS: Mapping[str, Mapping[str, str]] = {
    "speaker_basis": {
        "quote_block": "the claim stands in a quotation of the speaker's",
        "same_sentence": "the sentence itself names the speaker",
        "carried": "an earlier sentence names the speaker, and this one goes on",
        "headline": "the headline names the speaker",
        "issuer": "nobody is quoted: the office that issues the document speaks",
        "publisher": "nobody is quoted: the publisher of the page speaks",
        "none": "the text does not tell who speaks",
    },
    "attribution": {
        "direct": "in the speaker's own words",
        "indirect": "in the words of somebody who reports what the speaker said or did",
        "mixed": "reported, with some of the speaker's own words in it",
        "own": "the document's own voice: it reports nobody else",
    },
    "attribution_depth": {
        "1": "the document itself says it",
        "2": "the document says that the speaker says it",
        "3": "the document says that the speaker says it, resting on a further source",
    },
    "speech_act": {
        "assertion": "says how things are, were or will be",
        "commitment": "says what the speaker's side undertakes or intends to do",
        "directive": "asks, urges or demands that others do something",
        "declaration": "makes something so by saying it: decides, appoints, proclaims",
        "expressive": "thanks, praises, condemns, regrets or wishes",
    },
    "polarity": {
        "affirmed": "says that it is so",
        "negated": "says that it is not so",
    },
    "certainty": {
        "certain": "stated without reserve",
        "probable": "stated as likely",
        "possible": "stated as something that may be",
        "reported": "rests on a further source, named or vague",
        "unspecified": "no statement of fact that could be more or less certain",
    },
    "is_evaluative": {
        "True": "in words that praise, condemn or are loaded",
        "False": "in plain words",
    },
    "time_frame": {
        "past": "about what was, by the verb of the claim",
        "present": "about what is, by the verb of the claim",
        "future": "about what is to come, by the verb of the claim",
        "none": "the verb of the claim places it in no time",
    },
}
"""For each label and value one clause; `LABEL_MEANINGS[label][str(value)]`."""

_RULES: Mapping[str, str] = {
    "lead": "The title or lead announces whose quotation follows.",
    "label": "The speaker's name stands before the words, as in a transcript.",
    "orphan": "A sentence beside the quotation names its speaker.",
    "curated": "A person decided this.",
    "any.signed": "The quotation is followed by the name of who signs it.",
    "any.framing.it": "Words before the claim that only present it.",
}


def meaning_of_label(label: str, value: str) -> str:
    """One clause on what a label's value says about the claim; empty where the label explains itself.

    >>> meaning_of_label("certainty", "possible")
    'stated as something that may be'
    """
    return LABEL_MEANINGS.get(label, {}).get(value, "")


def meaning_of_rule(rule: str) -> str:
    """One sentence on what the words found by a rule do; empty for rules that a dataset or a plug-in adds.

    >>> meaning_of_rule("en.negation")
    'Negates the predicate.'
    """
    language = rule.split(".", 1)[0]
    if rule in _RULES or language not in LANGUAGES:
        return _RULES.get(rule, "")
    return next((known.about for known in lexicon_of(language).rules if known.id == rule), "")
