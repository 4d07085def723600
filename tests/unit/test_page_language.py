"""The language of a page is decided from its function words; English unless another is clear."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socitm_tui.parsing.data_files import data_file
from socitm_tui.parsing.languages import language_of, load_languages
from socitm_tui.parsing.page_language import page_language, score_languages
from tests.train.date_words import build_languages


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The council has said that it will not close the library, which was to be sold."),
        ("cy", "Mae'r cyngor wedi dweud na fydd yn cau'r llyfrgell, sydd yn adeilad o'r ganrif."),
        ("ga", "Dúirt an chomhairle go bhfuil an leabharlann le hoscailt agus nach ndúnfar í."),
        ("fr", "La mairie a dit que la bibliothèque ne sera pas fermée et que tout est prêt."),
        ("de", "Die Stadt sagt, dass die Bücherei nicht geschlossen wird und das Dach neu ist."),
        ("es", "El ayuntamiento ha dicho que la biblioteca no se cierra y es para todos."),
        ("nl", "De gemeente zegt dat de bibliotheek niet wordt gesloten en het dak nieuw is."),
        ("it", "Il comune ha detto che la biblioteca non sarà chiusa e che è della città."),
        ("pt", "A câmara disse que a biblioteca não será fechada e que as obras são para todos."),
        ("da", "Kommunen siger, at biblioteket ikke bliver lukket, og taget er lagt af folk."),
        ("sv", "Kommunen säger att biblioteket inte ska stängas och att taket är nytt."),
        ("no", "Kommunen sier at biblioteket ikke blir stengt, og taket er lagt etter regn."),
        ("ru", "Библиотека не будет закрыта, и крыша уже новая, как говорят в городе."),
        ("el", "Η βιβλιοθήκη δεν θα κλείσει και η στέγη είναι νέα, όπως λένε στην πόλη."),
        ("pl", "Gmina mówi, że biblioteka nie będzie zamknięta i że dach jest już nowy."),
    ],
)  # fmt: skip
def test_a_text_shows_its_language(language: str, text: str) -> None:
    assert page_language(text) == language
    assert page_language(text.upper()) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12/03/2012",
        "Home News Contact",
        "Café de la Paix",
        "The notice says: «le bureau est fermé». The office is closed for the day.",
    ],
)
def test_what_is_not_clear_is_english(text: str) -> None:
    assert page_language(text) == "en"


@given(st.text(max_size=300))
def test_any_text_has_a_language(text: str) -> None:
    assert page_language(text) in load_languages()


def test_a_word_of_several_languages_weighs_little() -> None:
    scores = score_languages("de")
    assert len(scores) > 3
    assert all(score < 0.2 for score in scores.values())


def test_the_data_file_holds_fifteen_whole_languages() -> None:
    languages = load_languages()
    assert len(languages) == 15
    for code, language in languages.items():
        assert language.code == code
        assert len(language.months) == 12
        assert len(language.weekdays) == 7
        assert all(words for words in (*language.months, *language.weekdays))
        assert all((language.by, language.published, language.read_more, language.function))


def test_an_unknown_language_is_read_as_english() -> None:
    assert language_of("xx").code == "en"


def test_the_data_file_is_what_its_script_writes() -> None:
    text = data_file("languages.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == tomllib.loads(build_languages())
