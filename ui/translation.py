"""Loads the translation of the interface."""

from __future__ import annotations

from importlib.resources import as_file, files

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

LANGUAGE = "language"
"""The preference: a code, or "" for the system's language."""

_OURS = "deepaudio-translator"
_CODE = "language"


def languages() -> tuple[str, ...]:
    """Codes of the languages with a translation, English first."""
    folder = files("deepaudio_resources") / "translations"
    found = [item.name for item in folder.iterdir()] if folder.is_dir() else []
    names = [name for name in found if name.startswith("deepaudio_") and name.endswith(".qm")]
    codes = {name.removeprefix("deepaudio_").removesuffix(".qm") for name in names}
    return ("en", *sorted(codes - {"en"}))


def name_of(language: str) -> str:
    """A language's own name, as in "Deutsch"."""
    name = QLocale(language).nativeLanguageName().split(" (")[0]
    return "English" if language == "en" else name[:1].upper() + name[1:]


def spoken(app: QCoreApplication) -> str:
    """The code of the current language; "" before one was installed."""
    own = app.findChildren(QTranslator, _OURS)
    return str(own[-1].property(_CODE)) if own else ""


def install_translation(
    app: QCoreApplication, language: str = "", *, with_dialogs: bool = True
) -> str:
    """Install `language`, or the system's if it is empty. Returns the code of the language.

    Texts on the screen change at once. Without a translation the language is English. Inside a
    host leave out `with_dialogs`: Qt's own dialogs, and how numbers are typed, stay the host's.
    """
    wanted = (language or QLocale.system().name()).split("_")[0].lower()
    if wanted not in languages():
        wanted = "en"
    former = app.findChildren(QTranslator, _OURS)
    if with_dialogs:
        _type_numbers(app, wanted)
    if with_dialogs and wanted != "en":
        _install_qt(app, wanted)
    _install_ours(app, wanted)
    for translator in former:
        app.removeTranslator(translator)
        translator.setParent(None)
    return wanted


def _type_numbers(app: QCoreApplication, language: str) -> None:
    """Have fields show and take numbers as the language writes them: 1,5 in German."""
    locale = QLocale(language)
    QLocale.setDefault(locale)
    for window in getattr(app, "topLevelWidgets", list)():
        window.setLocale(locale)


def _install_ours(app: QCoreApplication, language: str) -> None:
    """Our texts. For English only the plurals: the source texts are English."""
    ours = _named(app, language)
    file = files("deepaudio_resources") / "translations" / f"deepaudio_{language}.qm"
    if file.is_file():
        with as_file(file) as path:  # loading from memory takes other types in other Qt versions
            if ours.load(str(path)):
                app.installTranslator(ours)


def _install_qt(app: QCoreApplication, language: str) -> None:
    """The texts of Qt's own dialogs."""
    qt = _named(app, language)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if qt.load(QLocale(language), "qtbase", "_", folder):
        app.installTranslator(qt)


def _named(app: QCoreApplication, language: str) -> QTranslator:
    translator = QTranslator(app)
    translator.setObjectName(_OURS)
    translator.setProperty(_CODE, language)
    return translator
