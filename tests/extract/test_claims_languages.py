"""Claims in Russian and Kazakh: attribution before and behind, verbs at the end, labels by endings."""

import time

import pytest

from dpkit.extract.claims import read_claims
from dpkit.model import ByteMap, Claim, Context, Layout, Names, Paragraph, Reading, Sentence
from dpkit.text.boilerplate import default_rules
from dpkit.text.layout import lay_out


def read(text: str, language: str) -> list[tuple[str, Claim]]:
    reading = Reading(text=text, byte_map=ByteMap(), reader="text", media_type="text/plain", encoding="utf-8")
    layout = lay_out(reading, language=language, publisher=None, title=None, boilerplate=default_rules())
    context = Context(document_id="d", document_type="statement", language=language)
    claims, _, _ = read_claims(layout, Names(), context, {})
    return [(text[claim.start : claim.end], claim) for claim in claims]


SAID = [
    ("ru", "Министр отметил, что мост открыт.", "мост открыт"),
    ("ru", "Мост открыт, сообщил представитель министерства.", "Мост открыт"),
    ("ru", "«Мост открыт», – сказал министр.", "Мост открыт"),
    ("ru", "По словам министра, мост открыт.", "мост открыт"),
    ("ru", "По её словам, мост открыт.", "мост открыт"),
    ("ru", "Президент поручил министру открыть мост.", "министру открыть мост"),
    ("ru", "Как отметил министр, мост открыт.", "мост открыт"),
    ("ru", "По данным полиции, мост открыт.", "мост открыт"),
    ("ru", "Директор Вальтер Кнопп обвинения отвергает.", "обвинения"),
    ("ru", "Министр: «Мост открыт».", "Мост открыт"),
    ("ru", "Компания «Мост», ссылаясь на замеры, утверждала, что мост открыт.", "мост открыт"),
    ("kk", "Министрліктің мәліметінше, көпір ашылды.", "көпір ашылды"),
    ("kk", "Министр: «Көпір ашылды», – деп мәлімдеді.", "Көпір ашылды"),
    ("kk", "Министр атап өткендей, көпір ашылды.", "көпір ашылды"),
    ("ru", "Мост открыт, как сообщили в министерстве.", "Мост открыт"),
    ("ru", "В ведомстве уточнили, что мост открыт.", "мост открыт"),
    ("ru", "Мост открыт, сообщили в МЧС.", "Мост открыт"),
    ("ru", "В ходе беседы министр подчеркнул, что мост открыт.", "мост открыт"),
    ("ru", "Министр сообщил об открытии моста.", "открытии моста"),
    ("ru", "Министр обвинил соседей в обстреле моста.", "соседей в обстреле моста"),
    ("ru", "Министр не исключил закрытия моста.", "закрытия моста"),
    ("ru", "По версии следствия, мост открыли раньше срока.", "мост открыли раньше срока"),
    ("ru", "Министр обратился к жителям с просьбой обойти мост.", "обойти мост"),
    ("kk", "Министр көпір ашылды деп мәлімдеді.", "көпір ашылды"),
    ("kk", "Көпір ашылды деп хабарлады министрлік өкілі.", "Көпір ашылды"),
    ("kk", "«Көпір ашылды», – деді министр.", "Көпір ашылды"),
    ("kk", "Министрдің айтуынша, көпір ашылды.", "көпір ашылды"),
    ("kk", "Президент министрге көпір ашуды тапсырды.", "министрге көпір ашуды"),
]


@pytest.mark.parametrize(("language", "text", "content"), SAID)
def test_what_is_said_is_found_apart_from_who_says_it(language: str, text: str, content: str) -> None:
    ((words, claim),) = read(text, language)
    assert words == content
    assert claim.attribution != "own"


LABELS = [
    ("ru", "Мы построим новый мост в этом году.", "speech_act", "commitment"),
    ("ru", "Власти должны открыть мост.", "speech_act", "directive"),
    ("ru", "Объявляю 2023 год Годом мостов.", "speech_act", "declaration"),
    ("ru", "Мы благодарим строителей за мост.", "speech_act", "expressive"),
    ("ru", "Мост не открыт.", "polarity", "negated"),
    ("ru", "Возможно, мост откроют в мае.", "certainty", "possible"),
    ("ru", "По предварительным данным, мост открыт.", "certainty", "reported"),
    ("ru", "По данным СМИ, мост открыт.", "certainty", "reported"),
    ("ru", "Приезжайте и посмотрите на мост.", "speech_act", "directive"),
    ("ru", "Ожидается, что мост откроют.", "certainty", "probable"),
    ("kk", "Бізге көпір қажет.", "speech_act", "assertion"),
    ("kk", "Біз көпірді жаппаймыз.", "speech_act", "commitment"),
    ("kk", "Көпірді жаппау ұсынылады.", "polarity", "negated"),
    ("ru", "Открыто не менее пяти мостов.", "polarity", "affirmed"),
    ("ru", "Мы готовы открыть мост.", "speech_act", "commitment"),
    ("ru", "Договор готов полностью.", "speech_act", "assertion"),
    ("ru", "Министерство осуждает закрытие моста.", "speech_act", "expressive"),
    ("ru", "Уверен, мост откроют.", "framing", "Уверен"),
    ("ru", "Отмечается, что мост открыт.", "framing", "Отмечается, что"),
    ("ru", "Следует подчеркнуть, что мост открыт.", "framing", "Следует подчеркнуть, что"),
    ("ru", "Жители получили новый мост.", "time_frame", "past"),
    ("ru", "Дома повреждены.", "time_frame", "past"),
    ("ru", "Мы продолжаем работу.", "time_frame", "present"),
    ("kk", "Адамдар зардап шекті.", "time_frame", "past"),
    ("kk", "Үкімет жұмысты жалғастырады.", "time_frame", "present"),
    ("kk", "Біз жаңа көпір саламыз.", "speech_act", "commitment"),
    ("kk", "Көпірді ашу керек.", "speech_act", "directive"),
    ("kk", "Құрылысшыларға алғыс айтамын.", "speech_act", "expressive"),
    ("kk", "Біз қиындықтан қорықпаймыз.", "polarity", "negated"),
    ("kk", "Көпір ашылмады.", "polarity", "negated"),
    ("kk", "Көпірді күн сайын табады.", "polarity", "affirmed"),
    ("kk", "Мүмкін, көпір мамырда ашылады.", "certainty", "possible"),
    ("kk", "Біз оны жақсы білеміз.", "speech_act", "assertion"),
]


@pytest.mark.parametrize(("language", "text", "label", "value"), LABELS)
def test_labels(language: str, text: str, label: str, value: str) -> None:
    ((_, claim),) = read(text, language)
    assert getattr(claim, label) == value


def test_two_assertions_of_one_russian_sentence_are_two_claims() -> None:
    words = [words for words, _ in read("Экономика выросла на 4 процента, а цены упали.", "ru")]
    assert words == ["Экономика выросла на 4 процента", "цены упали"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Дорогие соотечественники!"),
        ("ru", "Что нам мешает?"),
        ("ru", "Министерство считает необходимым отметить следующее."),
        ("kk", "Құрметті отандастар!"),
        ("kk", "Министрлік мынаны мәлімдейді."),
    ],
)
def test_greetings_questions_and_lead_ins_claim_nothing(language: str, text: str) -> None:
    assert read(text, language) == []


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize(
    "unit",
    ["сказал, что ", "по её словам ", "деп хабарлады ", "айтуынша, ", "қорықпаймыз ", "it is so that ", "бүтін оннан "],
)
def test_hostile_text_takes_linear_time(language: str, unit: str) -> None:
    text = (unit * (60_000 // len(unit))).rstrip()
    paragraph = Paragraph(start=0, end=len(text), role="body", rule="test", language=language)
    sentences = (Sentence(start=0, end=len(text), paragraph=0),)
    layout = Layout(text=text, language=language, paragraphs=(paragraph,), quotations=(), sentences=sentences)
    begun = time.process_time()
    read_claims(layout, Names(), Context(document_id="d", document_type="statement", language=language), {})
    assert time.process_time() - begun < 5


INTERRUPTED = [
    ("ru", "«Мост открыт, – сказал министр. – Поезда поедут завтра».", ["Мост открыт", "Поезда поедут завтра"]),
    ("ru", "«Мост открыт, – сказал министр, – но поезда не ходят».", ["Мост открыт", "но поезда не ходят"]),
    ("ru", "«Всё готово. Мост открыт», – сказал министр.", ["Всё готово", "Мост открыт"]),
    ("kk", "«Көпір ашылды, – деді министр. – Пойыздар ертең жүреді».", ["Көпір ашылды", "Пойыздар ертең жүреді"]),
]


@pytest.mark.parametrize(("language", "text", "contents"), INTERRUPTED)
def test_the_words_of_an_author_inside_a_quotation_are_no_part_of_it(
    language: str, text: str, contents: list[str]
) -> None:
    found = read(text, language)
    assert [words for words, _ in found] == contents
    assert {claim.attribution for _, claim in found} == {"direct"}


@pytest.mark.parametrize("text", ["МОСКВА, 14 мая. Мост открыт.", "Астана. 14 мая. ВЕСТНИК — Мост открыт."])
def test_a_dateline_of_its_own_claims_nothing(text: str) -> None:
    assert [words for words, _ in read(text, "ru")] == ["Мост открыт"]
