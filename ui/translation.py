"""The interface in the person's language, where there is a translation."""

from __future__ import annotations

from importlib.resources import as_file, files

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

LANGUAGE = "language"
"""The preference: a code, or "" for the system's language."""

_OURS = "deepaudio-translator"
_CODE = "language"


def languages() -> tuple[str, ...]:
    """Codes of the languages that the interface speaks, English first."""
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
    """The code of the language that the interface speaks now; "" before any was chosen."""
    own = app.findChildren(QTranslator, _OURS)
    return str(own[-1].property(_CODE)) if own else ""


def install_translation(
    app: QCoreApplication, language: str = "", *, with_dialogs: bool = True
) -> str:
    """Speak `language`, or the system's if it is empty; returns the code spoken.

    What is on the screen changes at once. English where there is no translation. Inside a host
    leave out `with_dialogs`: Qt's own dialogs are the host's, in the host's language.
    """
    wanted = (language or QLocale.system().name()).split("_")[0].lower()
    if wanted not in languages():
        wanted = "en"
    former = app.findChildren(QTranslator, _OURS)
    if with_dialogs and wanted != "en":
        _install_qt(app, wanted)
    _install_ours(app, wanted)
    for translator in former:
        app.removeTranslator(translator)
        translator.setParent(None)
    return wanted


def _install_ours(app: QCoreApplication, language: str) -> None:
    """Texts; in English only plurals, everything else is written in it."""
    ours = _named(app, language)
    file = files("deepaudio_resources") / "translations" / f"deepaudio_{language}.qm"
    if file.is_file():
        with as_file(file) as path:  # from memory, each Qt wants it otherwise
            if ours.load(str(path)):
                app.installTranslator(ours)


def _install_qt(app: QCoreApplication, language: str) -> None:
    """The words of Qt's own dialogs."""
    qt = _named(app, language)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if qt.load(QLocale(language), "qtbase", "_", folder):
        app.installTranslator(qt)


def _named(app: QCoreApplication, language: str) -> QTranslator:
    translator = QTranslator(app)
    translator.setObjectName(_OURS)
    translator.setProperty(_CODE, language)
    return translator
