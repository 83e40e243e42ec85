"""Sentence segmentation: the golden rules' behaviours with sentences of our own, and those of statements."""

import time

import pytest

from dpkit.text.sentences import sentence_spans

# A bar stands where a sentence ends; the text is the parts joined with one space.
ENGLISH = [
    "The house stands.|My name is Aida.",
    "Who came?|Nobody did.",
    "Here it is!|We found it.",
    "The report is by Anna B. Miller.",
    "See the table on p. 12.",
    "Was Daniel and co. invited?",
    "They sold it to Moore, Hill & Co. at night.",
    "Ask Daniel and co.|They will know.",
    "They sold it to Moore, Hill & Co.|It was cheap.",
    "We climbed Mt. Elbrus in spring.",
    "St. Mary's Hall is on 9th st. near the park.",
    "This was Adam Jr.'s chair.",
    "She toured the U.S.A. in spring.",
    "He lives in the E.U.|How about them?",
    "He lives in the U.S.|How about them?",
    "They work for the U.S. Senate in Ohio.",
    "He stayed in the U.S. for 9 years.",
    "At 6 a.m. Mr. Brown left the town. He came home at 7 P.M. Mrs. Brown was asleep.".replace(". He", ".|He").replace(
        "P.M. Mrs", "P.M.|Mrs"
    ),
    "It costs $20.00 in the shop.",
    "It costs $20.00.|Nobody pays.",
    "She paints (She studied for 3 years as a sculptor.) in the old mill.",
    "Write to Ann.Lee@example.org.|She will answer.",
    "The page is https://www.example.org/a.b/new.html.|Please read it.",
    "He turned round, 'It is late.' he said.",
    'He turned round, "It is late." he said.',
    'He turned round, "It is late."|He closed the door behind them.',
    "Hello!!|It has been a while.",
    "Hello??|Is somebody there?",
    "Hello!?|Is it you?",
    "Hello?!|Is it you?",
    "1.) One thing|2.) Another thing",
    "1) One thing.|2) Another thing.",
    "1. One thing|2. Another thing",
    "• 9. One thing|• 10. Another thing",
    "a. One thing|b. Another thing|c. A last thing",
    "It was a long \nday in the fields.",
    "The mark is at N°. 1026.253.5.|There it lies.",
    "He works at Yahoo! in the sales team.",
    "We are a good pair, you and I.|Have you met Paul I. Stone there?",
    "She holds that, living so, “the rules of the world will seem less hard. . . .”",
    '"Moore [...] took the view of two ladders [...]" (Hill 12).',
    "Leave words out and mark it with dots, then end the sentence with a period . . . .|Another sentence.",
    "They never said that....|She closed the door.",
    "They weren’t really ... well, what they say...see . . . what it is, the point is . . . They didn’t know.",
]
STATEMENTS = [
    "WASHINGTON, D.C. – Today, Rep. Ann Lee (D-Calif.) spoke.|The bill passed.",
    "Washington, D.C.   Today, Sen. Lee spoke.",
    "“We will stay,” said President K. Tokayev.|“We are ready.”",
    "“Why?” asked the minister.|Nobody answered.",
    "“It is done.” said Ms. Lee.",
    "The law took effect on Jan. 6 in every state.|Thank you.",
    "It met at 10 a.m. Monday in Room 3.",
    "They fought al-Qaeda.|It was long.",
]
RUSSIAN = [
    "Об этом сообщил министр, т.е. глава ведомства.|Решение принято.",
    "Встреча прошла в г. Алматы.|Она была долгой.",
    "Закон принят в 2022 г.|Президент подписал его.",
    "Об этом заявил К. Токаев.|Он выступил в Астане.",
    "«Мы готовы!» — сказал он.|Все согласились.",
]
KAZAKH = [
    "Жиынға министр, әкімдер, т.б. қатысты.|Олар келісті.",
    "Заң 2022 ж. қабылданды.|Ол күшіне енді.",
    "«Біз дайынбыз!» — деді ол.|Бәрі келісті.",
]


def sentences(text: str, language: str = "en") -> list[str]:
    """The sentences as text."""
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text), language)]


@pytest.mark.parametrize("marked", ENGLISH)
def test_golden_behaviours(marked: str) -> None:
    parts = marked.split("|")
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize("marked", STATEMENTS)
def test_statements(marked: str) -> None:
    parts = marked.split("|")
    text = marked.replace("|", " ")
    assert sentences(text) == parts


def test_a_lost_space_after_a_whole_word_still_ends_a_sentence() -> None:
    assert sentences("He left the army.Then he came back.") == ["He left the army.", "Then he came back."]
    assert sentences("See www.example.org for it.") == ["See www.example.org for it."]


@pytest.mark.parametrize(("marked", "language"), [(m, "ru") for m in RUSSIAN] + [(m, "kk") for m in KAZAKH])
def test_cyrillic(marked: str, language: str) -> None:
    parts = marked.split("|")
    assert sentences(" ".join(parts), language) == parts


def test_a_wrong_way_mark_at_the_end_belongs_to_the_last_sentence() -> None:
    assert sentences("We met. A day of mourning was declared. “") == ["We met.", "A day of mourning was declared. “"]


def test_an_end_mark_of_a_release_is_no_part_of_its_last_sentence() -> None:
    assert sentences("We will go on. ###") == ["We will go on.", "###"]


def test_spans_tile_the_paragraph_and_stay_inside_it() -> None:
    text = "Out. In one. In two!  In “three.” Out."
    start, end = 5, len(text) - 5
    spans = sentence_spans(text, start, end, "en")
    covered = {at for first, last in spans for at in range(first, last)}
    assert all(at in covered for at in range(start, end) if not text[at].isspace())
    assert all(text[first:last] == text[first:last].strip() for first, last in spans)
    assert all(start <= first < last <= end for first, last in spans)


def test_nothing_but_white_space_has_no_sentence() -> None:
    assert sentence_spans(" \n ", 0, 3, "en") == ()
    assert sentence_spans("", 0, 0, "und") == ()


HOSTILE = [
    ".", ". ", ".) ", "a. ", "A. ", "U.S. ", "? ", '."', "\n • a", "1. a 2. ", "• ", ".“", "aaa.Aaaa", "[1]", ".[1",
    "x", "… ", " ", "\n", "- ",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    began = time.process_time()
    sentence_spans(text, 0, len(text), "en")
    assert time.process_time() - began < 2.0
