"""English lines are never refused, lines of other languages mostly are."""

import pytest

from deepaudio.engines.small_voice import language
from deepaudio.engines.small_voice import model as voice_model
from deepaudio_plugin.core.errors import LanguageError
from tests.helpers.lines import lines

SPICED = """\
Ja!
C'est la vie, my friend.
Mon Dieu!
Gracias, amigo.
Señor Martinez, por favor, sit down.
Yes, Herr Doktor.
Jean-Luc Picard of the Enterprise
Okay.
Uh, no.
A croissant and a café au lait, please.
Que sera sera
Alejandro Gonzalez Iñarritu
Et tu, Brute?
Hakuna matata
Nein! Get out!
Bon appétit, everyone.
Auf Wiedersehen, darling.
Pierre! Jacques! Marie!
Hasta la vista, baby.
Mi casa es su casa.
San Francisco, Los Angeles, Las Vegas
Gonna getcha, ain't no stoppin' me
He said 你好 to me.
Capt. Reyes vs. Lt. Cole, etc.
Captain Reyes versus Lieutenant Cole, et cetera.
Monsieur Lefebvre ordered bouillabaisse.
Madame Dubois and Monsieur Lefèvre are here.
Gunnar Björnsson, meet Åsa Lindqvist.
Dr. Heinz-Günther Lindner vs. Bohnbach, etc.
From Spicchio to San Marcello Pistoiese via Compiano D'Enza.
Rendezvous at Champs-Élysées, Gare du Nord.
She whispered, "Je t'aime, mon amour."
Et cetera, ad nauseam, quid pro quo.""".splitlines()

FOREIGN = {
    "Je ne sais pas où il est.": "French",
    "Ich habe dir gesagt, du sollst die Tür nicht öffnen.": "German",
    "¿Dónde has estado todo este tiempo?": "Spanish",
    "Dove sei stato tutto questo tempo?": "Italian",
    "Não sei o que dizer.": "Portuguese",
    "Waar ben je al die tijd geweest?": "Dutch",
    "Jag vet inte vad jag ska säga.": "Swedish",
    "Nie wiem, co powiedzieć.": "Polish",
    "Monsieur Lefebvre, je ne sais pas de quoi vous parlez.": "French",
    "ICH HABE DIR GESAGT, DU SOLLST DIE TÜR NICHT ÖFFNEN.": "German",
    "Señor Ibáñez, no sé de qué está hablando.": "Spanish",
    "你好吗": "Chinese",
    "こんにちは": "Japanese",
    "Привет, как дела?": "Cyrillic",
}


@pytest.fixture(scope="module")
def known():
    return voice_model.load("heart").known


@pytest.mark.parametrize("line", [*lines(), *SPICED])
def test_english_is_not_refused(line, known):
    language.require_english(line, known)


@pytest.mark.parametrize(("line", "name"), FOREIGN.items())
def test_another_language_is_named(line, name, known):
    with pytest.raises(LanguageError, match=name) as caught:
        language.require_english(line, known, where="cue 7 at 00:00:12:03")
    assert line in caught.value.message
    assert "DeepAudio-V1" in caught.value.hint
    assert caught.value.where == "cue 7 at 00:00:12:03"


@pytest.mark.parametrize("code", ["en", "en-US", "EN_gb", "eng", ""])
def test_declared_english_passes(code):
    language.require_declared_english("Hello.", code)


def test_a_declared_language_is_believed():
    with pytest.raises(LanguageError, match="German"):
        language.require_declared_english("Hallo!", "de-AT")
