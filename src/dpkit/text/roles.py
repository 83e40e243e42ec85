"""What each paragraph is for: title, lead, heading, body, list item, signature, furniture …, each by a named rule."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dpkit.model import Block, Role
from dpkit.text import forms
from dpkit.text.boilerplate import BoilerplateRules, PhraseRule, words_of
from dpkit.text.paragraphs import Span, is_same_block

RoleAndRule = tuple[Role, str]
Hits = tuple[PhraseRule, ...]

MIN_LEAD_CHARS = 40
MAX_LEAD_CHARS = 900
TITLE_SEARCH = 12
"""A title stands among the first paragraphs; further down its words are a repetition."""
TITLE_SHARE = 0.75
"""Share of equal words at which a line counts as the known title (archives correct and shorten their titles)."""
SIGNATURE_LINES = 4
MAX_AFTER_END = 3
"""So few paragraphs after an end mark are a note on the issuer; more are a letter or a text that is enclosed."""
MAX_ITEM_CHARS = 400
MIN_RUN = 3
"""So many lines in a row that are no sentences are a list or a table rather than headings."""

_OPENING_MARKS = '"“«„”'


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The paragraphs of a document and what is known of them before their roles."""

    text: str
    spans: Sequence[Span]
    quoted: Sequence[bool]
    """Whether a paragraph stands wholly in a quotation."""
    title: str | None
    publisher: str | None


@dataclass(slots=True, kw_only=True)
class _Draft:
    """Roles while they are being found; None is still open."""

    page: Page
    texts: list[str]
    roles: list[RoleAndRule | None]
    head: int = 0
    """The first paragraph of text; before it lies the head of the page."""
    tail: int = 0
    """The first paragraph after the last one of text."""
    hits: list[Hits] = field(default_factory=list)

    def is_open(self, number: int) -> bool:
        return 0 <= number < len(self.roles) and self.roles[number] is None

    def is_furniture(self, number: int) -> bool:
        role = self.roles[number] if 0 <= number < len(self.roles) else None
        return role is not None and role[0] in ("boilerplate", "source_link")


def find_roles(page: Page, rules: BoilerplateRules, blocks: Sequence[Block | None]) -> list[RoleAndRule]:
    """The role of each paragraph and the rule that gave it: first what markup says, then furniture, then form."""
    texts = [page.text[start:end] for start, end in page.spans]
    draft = _Draft(page=page, texts=texts, roles=[_of_markup(block) for block in blocks])
    _mark_strong(draft, rules)
    _mark_weak(draft)
    _mark_block_mates(draft)
    _mark_title(draft)
    _mark_forms(draft)
    _mark_edges(draft)
    _mark_after_end(draft)
    _mark_between(draft)
    _mark_lists(draft)
    _mark_headings(draft)
    _mark_lead(draft)
    return [role or ("body", "body.rest") for role in draft.roles]


def _of_markup(block: Block | None) -> RoleAndRule | None:
    return (block.role, block.rule or "markup.block") if block is not None and block.role is not None else None


def _mark_strong(draft: _Draft, rules: BoilerplateRules) -> None:
    """Lines of signs, and the phrases of strong rules, anywhere but in a quotation."""
    for number, text in enumerate(draft.texts):
        is_candidate = draft.is_open(number) and not draft.page.quoted[number]
        draft.hits.append(rules.match(text, draft.page.publisher) if is_candidate else ())
        if is_candidate and forms.is_sign_line(text):
            draft.roles[number] = ("boilerplate", "boilerplate.signs")
        elif draft.hits[number] and draft.hits[number][0].strength == "strong":
            draft.roles[number] = _named(draft.hits[number][0])
    prose = [n for n, text in enumerate(draft.texts) if not draft.hits[n] and draft.is_open(n) and forms.is_prose(text)]
    draft.head = prose[0] if prose else len(draft.texts)
    links = [
        n for n, role in enumerate(draft.roles) if role is not None and role[0] == "source_link" and n > draft.head
    ]
    draft.tail = min([prose[-1] + 1 if prose else 0, *links])


def _named(rule: PhraseRule) -> RoleAndRule:
    return rule.role, f"{rule.role}.{rule.id}"


def _mark_weak(draft: _Draft) -> None:
    for number, found in enumerate(draft.hits):
        if found and draft.is_open(number):
            fitting = next((rule for rule in found if _holds(draft, rule, number)), None)
            draft.roles[number] = _named(fitting) if fitting else None


def _holds(draft: _Draft, rule: PhraseRule, number: int) -> bool:
    """Whether a weak rule may speak here: in its zone, or beside furniture."""
    in_head = rule.zone in ("head", "edges") and number < draft.head
    in_tail = rule.zone in ("tail", "edges") and number >= draft.tail
    beside = draft.is_furniture(number - 1) or draft.is_furniture(number + 1)
    return rule.zone == "anywhere" or rule.strength == "strong" or in_head or in_tail or beside


def _mark_block_mates(draft: _Draft) -> None:
    """In the tail, lines of one block of which at least half are furniture are furniture altogether."""
    first, spans = draft.tail, draft.page.spans
    for number in range(draft.tail, len(spans)):
        if number + 1 < len(spans) and is_same_block(draft.page.text, spans[number], spans[number + 1]):
            continue
        block = range(first, number + 1)
        if sum(map(draft.is_furniture, block)) * 2 >= len(block):
            for n in filter(draft.is_open, block):
                draft.roles[n] = ("boilerplate", "boilerplate.same_block")
        first = number + 1


def _mark_title(draft: _Draft) -> None:
    """The known title where it stands at the top; else a first line that reads like one."""
    if any(role is not None and role[0] == "title" for role in draft.roles):
        return
    known = words_of(draft.page.title) if draft.page.title else None
    for number, text in enumerate(draft.texts[:TITLE_SEARCH]):
        if (
            known
            and len(text) <= 2 * forms.MAX_TITLE_CHARS
            and draft.is_open(number)
            and _is_alike(words_of(text), known)
        ):
            draft.roles[number] = ("title", "title.known")
            return
    tops = (n for n, text in enumerate(draft.texts[:TITLE_SEARCH]) if draft.is_open(n) and not _is_preliminary(text))
    first = next(tops, None)
    if first is None or draft.page.quoted[first] or not forms.is_title_like(draft.texts[first]):
        return
    is_plausible = first == 0 or not known or len(set(words_of(draft.texts[first])) & set(known)) * 3 >= len(known)
    if is_plausible and any(map(forms.is_prose, draft.texts[first + 1 : first + 8])):
        draft.roles[first] = ("title", "title.first_line")


def _is_alike(words: Sequence[str], known: Sequence[str]) -> bool:
    """Whether a line is a title that is known, a slip of the pen apart."""
    common = len(set(words) & set(known))
    return words == known or (len(known) > 4 and common >= TITLE_SHARE * max(len(set(words)), len(set(known))))


def _is_preliminary(text: str) -> bool:
    return forms.is_dateline(text) or forms.is_furniture(text)


def _mark_forms(draft: _Draft) -> None:
    """Datelines, marked items, bylines, and the lines under a closing formula."""
    for number, text in enumerate(draft.texts):
        role = draft.roles[number]
        if role is not None and role[0] == "signature":
            _mark_signers(draft, number + 1)
        elif role is None and not draft.page.quoted[number]:
            if forms.is_dateline(text):
                draft.roles[number] = ("dateline", "dateline.date_only")
            elif forms.is_item(text):
                draft.roles[number] = ("list_item", "list_item.marker")
            elif forms.is_byline(text):
                draft.roles[number] = ("signature", "signature.byline")


def _mark_signers(draft: _Draft, first: int) -> None:
    for number in range(first, first + SIGNATURE_LINES):
        if not draft.is_open(number) or len(draft.texts[number]) > 80 or forms.ends_sentence(draft.texts[number]):
            return
        draft.roles[number] = ("signature", "signature.after_formula")


def _mark_edges(draft: _Draft) -> None:
    """Contacts and addresses before and after the text, and every line after an end mark."""
    ended = False
    for number, text in enumerate(draft.texts):
        is_edge = number < draft.head or number >= draft.tail
        role = draft.roles[number]
        ended = is_edge and (ended or (role is not None and role[1] == "boilerplate.signs" and number > draft.head))
        if role is None and is_edge and not draft.page.quoted[number] and not forms.is_prose(text):
            if forms.is_furniture(text):
                draft.roles[number] = ("boilerplate", "boilerplate.contacts")
            elif ended and not forms.ends_sentence(text):
                draft.roles[number] = ("boilerplate", "boilerplate.after_end")
            elif number and len(text) <= 40 and _is_contact(draft.roles[number - 1]) and not forms.ends_sentence(text):
                draft.roles[number] = ("boilerplate", "boilerplate.contact_name")


def _mark_after_end(draft: _Draft) -> None:
    """The few paragraphs after the end mark of a release: a note on its issuer."""
    ends = [n for n, text in enumerate(draft.texts) if len(text) < 24 and n > draft.head and forms.is_end_mark(text)]
    rest = [n for n in range(ends[-1] + 1, len(draft.texts)) if draft.is_open(n)] if ends else []
    if len(rest) <= MAX_AFTER_END and not any(draft.page.quoted[n] for n in rest):
        for n in rest:
            draft.roles[n] = ("boilerplate", "boilerplate.after_end")


def _mark_between(draft: _Draft) -> None:
    """One or two lines at the edges with furniture on both sides."""
    edges = [n for n in range(len(draft.texts)) if (n < draft.head or n >= draft.tail) and draft.is_open(n)]
    for n in edges:
        is_flanked = draft.is_furniture(n - 1) and (draft.is_furniture(n + 1) or draft.is_furniture(n + 2))
        is_plain = not forms.ends_sentence(draft.texts[n]) and not draft.page.quoted[n]
        if is_flanked and is_plain:
            draft.roles[n] = ("boilerplate", "boilerplate.between")


def _is_contact(role: RoleAndRule | None) -> bool:
    return role is not None and role[1].endswith(".contact")


def _mark_lists(draft: _Draft) -> None:
    """Items without a mark of their own: after a colon, ending in semicolons, or lines in a row."""
    in_list = ""
    for number, text in enumerate(draft.texts):
        if not draft.is_open(number) or draft.page.quoted[number] or text[0] in _OPENING_MARKS:
            in_list = ""
        elif text[-1] == ":":
            in_list = "introduced" if forms.introduces_list(text) else "announced"
        elif in_list and len(text) <= MAX_ITEM_CHARS and _goes_on(draft, number, in_list):
            draft.roles[number] = ("list_item", "list_item.after_colon")
            in_list = in_list if forms.ends_sentence(text) else "running"
        else:
            in_list = ""
    _mark_runs(draft)


def _goes_on(draft: _Draft, number: int, state: str) -> bool:
    """Whether a paragraph is the next item of a list that a colon has opened."""
    text, before = draft.texts[number], draft.texts[number - 1]
    if text[-1] == ";" or text.endswith(("; and", "; or", ", and", ", or")) or before.endswith((";", "; and", "; or")):
        return True
    if state == "introduced":
        is_first = draft.roles[number - 1] is None
        return is_first or _shape(text) == _shape(before)
    follows = draft.texts[number + 1] if number + 1 < len(draft.texts) else ""
    return forms.is_fragment(text) and (state == "running" or (bool(follows) and forms.is_fragment(follows)))


def _shape(text: str) -> str:
    """How an item begins: items of one list begin alike."""
    first = text.split(None, 1)[0]
    return (
        "ing" if first.endswith("ing") else "lower" if first[0].islower() else "s" if first.endswith("s") else "other"
    )


def _mark_runs(draft: _Draft) -> None:
    """Lines in a row within the text that are no sentences."""
    run: list[int] = []
    for number in range(draft.head, min(draft.tail, len(draft.texts)) + 1):
        if draft.is_open(number) and number < draft.tail and forms.is_fragment(draft.texts[number]):
            run.append(number)
            continue
        for n in run if len(run) >= MIN_RUN else ():
            draft.roles[n] = ("list_item", "list_item.run")
        run = []


def _mark_headings(draft: _Draft) -> None:
    """Short lines that stand over text, and the line under a title."""
    after_title = False
    for number, text in enumerate(draft.texts):
        role = draft.roles[number]
        if role is None and not draft.page.quoted[number]:
            if after_title and forms.is_title_like(text) and draft.is_open(number + 1):
                draft.roles[number] = ("heading", "heading.subtitle")
            elif forms.is_heading_like(text) and _leads_to_text(draft, number):
                draft.roles[number] = ("heading", "heading.short_line")
        after_title = role is not None and (
            role[0] == "title" or (after_title and role[0] in ("dateline", "boilerplate"))
        )


def _leads_to_text(draft: _Draft, number: int) -> bool:
    """Whether a paragraph of text or a list follows."""
    if number + 1 >= len(draft.texts):
        return False
    role = draft.roles[number + 1]
    return (role is None and forms.ends_sentence(draft.texts[number + 1])) or (
        role is not None and role[0] == "list_item"
    )


def _mark_lead(draft: _Draft) -> None:
    """The first paragraph of text, where it opens a report in the voice of its writer and more follows."""
    open_ = [n for n, role in enumerate(draft.roles) if role is None]
    has_title = draft.page.title is not None or any(role is not None and role[0] == "title" for role in draft.roles)
    if not has_title or len(open_) < 2 or draft.page.quoted[open_[0]]:
        return
    first = next((n for n in open_[:3] if len(draft.texts[n]) >= MIN_LEAD_CHARS), open_[0])
    text = draft.texts[first]
    is_report = not forms.speaks_itself(text) and text[0] not in _OPENING_MARKS and not draft.page.quoted[first]
    if is_report and MIN_LEAD_CHARS <= len(text) <= MAX_LEAD_CHARS:
        draft.roles[first] = ("lead", "lead.first_paragraph")
