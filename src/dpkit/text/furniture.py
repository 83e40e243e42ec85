"""Which paragraphs are furniture of the page rather than statement: phrases in their zones, contacts, end marks."""

from dpkit.text import forms
from dpkit.text.boilerplate import BoilerplateRules, PhraseRule
from dpkit.text.draft import Draft, RoleAndRule
from dpkit.text.paragraphs import is_same_block

MAX_AFTER_END = 3
"""So few paragraphs after an end mark are a note on the issuer; more are a letter or a text that is enclosed."""
MAX_BETWEEN_CHARS = 80


def mark_phrases(draft: Draft, rules: BoilerplateRules) -> None:
    """Give a role to what the phrase rules name: strong rules anywhere, weak ones in their zone."""
    _mark_strong(draft, rules)
    _mark_weak(draft)
    _mark_block_mates(draft)


def mark_edges(draft: Draft) -> None:
    """Give a role to lines before and after the text whose form or place shows that they are furniture."""
    _mark_contacts(draft)
    _mark_after_end(draft)
    _mark_between(draft)


def _mark_strong(draft: Draft, rules: BoilerplateRules) -> None:
    """Lines of signs, and the phrases of strong rules, anywhere but in a quotation."""
    for number, text in enumerate(draft.texts):
        is_candidate = draft.is_open(number) and not draft.page.quoted[number]
        draft.hits.append(rules.match(text, draft.page.publisher) if is_candidate else ())
        if rules.fingerprints and draft.is_open(number) and draft.page.quoted[number]:
            draft.hits[number] = rules.pinned(text, draft.page.publisher)  # what a person pinned holds in marks too
        if is_candidate and forms.is_sign_line(text):
            draft.roles[number] = ("boilerplate", "boilerplate.signs")
        elif is_candidate and forms.is_reader_hint(text):
            draft.roles[number] = ("boilerplate", "boilerplate.reader_hint")
        elif draft.hits[number] and draft.hits[number][0].strength == "strong":
            draft.roles[number] = _named(draft.hits[number][0])
    _find_edges(draft)


def _find_edges(draft: Draft) -> None:
    """Where the text begins, and where it is over: after its last prose, at a source link, at a late end mark."""
    draft.prose = list(map(forms.is_prose, draft.texts))
    prose = [n for n, is_prose in enumerate(draft.prose) if is_prose and not draft.hits[n] and draft.is_open(n)]
    draft.head = prose[0] if prose else len(draft.texts)
    links = [
        n for n, role in enumerate(draft.roles) if role is not None and role[0] == "source_link" and n > draft.head
    ]
    ends = [n for n, text in enumerate(draft.texts) if len(text) < 24 and n > draft.head and forms.is_end_mark(text)]
    if ends and sum(draft.is_open(n) for n in range(ends[-1] + 1, len(draft.texts))) <= MAX_AFTER_END:
        links.append(ends[-1])
    draft.tail = min([prose[-1] + 1 if prose else 0, *links])


def _named(rule: PhraseRule) -> RoleAndRule:
    return rule.role, f"{rule.role}.{rule.id}"


def _mark_weak(draft: Draft) -> None:
    for number, found in enumerate(draft.hits):
        if found and draft.is_open(number):
            fitting = next((rule for rule in found if _holds(draft, rule, number)), None)
            draft.roles[number] = _named(fitting) if fitting else None


def _holds(draft: Draft, rule: PhraseRule, number: int) -> bool:
    """Whether a weak rule may speak here: in its zone, or beside furniture."""
    in_head = rule.zone in ("head", "edges") and number < draft.head
    in_tail = rule.zone in ("tail", "edges") and number >= draft.tail
    beside = draft.is_furniture(number - 1) or draft.is_furniture(number + 1)
    if rule.id.endswith(".contact") and forms.is_furniture(draft.texts[number]):
        return True
    return rule.zone == "anywhere" or rule.strength == "strong" or in_head or in_tail or beside


def _mark_block_mates(draft: Draft) -> None:
    """In the tail, lines of one block of which half are furniture are furniture altogether, sentences apart."""
    first, spans = draft.tail, draft.page.spans
    for number in range(draft.tail, len(spans)):
        if number + 1 < len(spans) and is_same_block(draft.page.text, spans[number], spans[number + 1]):
            continue
        block = range(first, number + 1)
        if sum(map(draft.is_furniture, block)) * 2 >= len(block):
            for n in block:
                if draft.is_open(n) and not forms.ends_sentence(draft.texts[n]):
                    draft.roles[n] = ("boilerplate", "boilerplate.same_block")
        first = number + 1


def _mark_contacts(draft: Draft) -> None:
    """Contacts and addresses before and after the text, and every line after an end mark."""
    ended = False
    for number, text in enumerate(draft.texts):
        is_edge = number < draft.head or number >= draft.tail
        role = draft.roles[number]
        ended = is_edge and (ended or (role is not None and role[1] == "boilerplate.signs" and number > draft.head))
        if role is None and is_edge and not draft.page.quoted[number] and not draft.prose[number]:
            if forms.is_furniture(text):
                draft.roles[number] = ("boilerplate", "boilerplate.contacts")
            elif ended and not forms.ends_sentence(text):
                draft.roles[number] = ("boilerplate", "boilerplate.after_end")
            elif number and len(text) <= 40 and _is_contact(draft.roles[number - 1]) and not forms.ends_sentence(text):
                draft.roles[number] = ("boilerplate", "boilerplate.contact_name")


def _mark_after_end(draft: Draft) -> None:
    """The few paragraphs after the end mark of a release: a note on its issuer."""
    ends = [n for n, text in enumerate(draft.texts) if len(text) < 24 and n > draft.head and forms.is_end_mark(text)]
    rest = [n for n in range(ends[-1] + 1, len(draft.texts)) if draft.is_open(n)] if ends else []
    if len(rest) <= MAX_AFTER_END and not any(draft.page.quoted[n] for n in rest):
        for n in rest:
            draft.roles[n] = ("boilerplate", "boilerplate.after_end")


def _mark_between(draft: Draft) -> None:
    """One or two lines at the edges with furniture on both sides."""
    edges = [n for n in range(len(draft.texts)) if (n < draft.head or n >= draft.tail) and draft.is_open(n)]
    for n in edges:
        is_flanked = draft.is_furniture(n - 1) and (draft.is_furniture(n + 1) or draft.is_furniture(n + 2))
        is_plain = (
            len(draft.texts[n]) <= MAX_BETWEEN_CHARS
            and not forms.ends_sentence(draft.texts[n])
            and not draft.page.quoted[n]
        )
        if is_flanked and is_plain:
            draft.roles[n] = ("boilerplate", "boilerplate.between")


def _is_contact(role: RoleAndRule | None) -> bool:
    return role is not None and role[1].endswith(".contact")
