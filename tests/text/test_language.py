"""Languages of texts and of single paragraphs: English, Russian, Kazakh and Ukrainian told apart, short ones too."""

import time

import pytest

from dpkit.text.language import language_of, paragraph_languages

SENTENCES = {
    "en": "The ministry said that the ships had left the harbour and that they would be back on Friday.",
    "ru": "Министерство сообщило, что корабли вышли из гавани и что они вернутся к пятнице.",
    "uk": "Міністерство повідомило, що кораблі вийшли з гавані й що вони повернуться до п'ятниці.",
    "kk": "Министрлік кемелердің айлақтан шыққанын және олардың жұмаға дейін қайтып келетінін хабарлады.",
    "de": "Das Ministerium teilte mit, dass die Schiffe den Hafen verlassen haben und am Freitag zurückkehren werden.",
    "fr": "Le ministère a annoncé que les navires avaient quitté le port et qu'ils seraient de retour vendredi.",
    "sr": "Министарство је саопштило да су бродови напустили луку и да ће се вратити до петка, рекао је портпарол.",
    "zh": "外交部发言人表示，船只已于星期一晚间离开港口，预计将于星期五返回，我们将继续保障航行安全。",
}


@pytest.mark.parametrize("tag", SENTENCES)
def test_one_sentence_tells_its_language(tag: str) -> None:
    assert language_of(SENTENCES[tag]) == tag


@pytest.mark.parametrize("base", SENTENCES)
def test_paragraphs_of_a_mixed_document_keep_their_own(base: str) -> None:
    assert paragraph_languages(list(SENTENCES.values()), base) == list(SENTENCES)


@pytest.mark.parametrize(
    ("text", "base", "tag"),
    [
        ("Якобы будет нападать.", "uk", "ru"),
        ("Слава Україні!", "ru", "uk"),
        ("Біз қайтып келеміз", "ru", "kk"),
        ("Дереккөз: үкімет", "en", "kk"),
        ("Мы вернёмся", "en", "ru"),
        ("Источник", "ru", "ru"),
        ("Источник", "uk", "uk"),
        ("Мәтін бойынша", "kk", "kk"),
        ("Мы вернёмся", "kk", "kk"),
        ("Ми повернемось", "uk", "uk"),
        ("Source link", "ru", "ru"),
        ("Ранняя вясна", "be", "be"),
        ("10.01.2022", "uk", "uk"),
        ("Љубљана", "en", "en"),
    ],
)
def test_short_paragraph_has_the_language_of_its_document_unless_its_letters_differ(
    text: str, base: str, tag: str
) -> None:
    assert paragraph_languages([text], base) == [tag]


def test_long_list_of_names_says_nothing_about_its_language() -> None:
    names = "Ann Lee, Bo Ray, Cem Ak, Dag Vik, Eva Sol, Finn Moe, Gro Dal, Hans Rud, Ida Lie, Jon Berg, Kai Lund"
    assert paragraph_languages([names], "en") == ["en"]


def test_region_of_a_document_language_is_kept() -> None:
    assert paragraph_languages([SENTENCES["en"], SENTENCES["ru"]], "en-GB") == ["en-GB", "ru"]


@pytest.mark.parametrize("text", ["", "10.01.2022", "x", "— — —", "https://example.org/a/b/c/d/e/f/g/h/i"])
def test_too_few_words_have_no_language(text: str) -> None:
    assert language_of(text) == "und"


@pytest.mark.parametrize("piece", ["a", "www.", "a@", "қ", "і ", "://", "1 "])
def test_time_is_bounded_on_long_text(piece: str) -> None:
    started = time.process_time()
    text = piece * (2_000_000 // len(piece))
    language_of(text)
    paragraph_languages([text], "en")
    assert time.process_time() - started < 5
