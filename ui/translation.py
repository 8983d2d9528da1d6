"""The interface in the person's language, where there is a translation."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtCore import QByteArray, QCoreApplication, QLibraryInfo, QLocale, QTranslator


def languages() -> tuple[str, ...]:
    """Codes of the languages that the interface speaks; English needs no file."""
    folder = files("deepaudio_resources") / "translations"
    found = [item.name for item in folder.iterdir()] if folder.is_dir() else []
    codes = {name.removeprefix("deepaudio_").removesuffix(".qm") for name in found}
    return ("en", *sorted(code for code in codes if len(code) == 2))


def install_translation(app: QCoreApplication, language: str = "") -> str:
    """Speak `language`, or the system's if it is empty; returns the code spoken.

    Translators stay alive as children of `app`. English where there is no translation.
    """
    wanted = (language or QLocale.system().name()).split("_")[0].lower()
    file = files("deepaudio_resources") / "translations" / f"deepaudio_{wanted}.qm"
    if not file.is_file():
        return "en"
    content = file.read_bytes()
    ours = QTranslator(app)
    # load() keeps no copy of what it is given
    ours.setProperty("content", QByteArray(content))
    if not ours.load(content, len(content)):  # type: ignore[call-overload]
        return "en"
    qt = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if qt.load(QLocale(wanted), "qtbase", "_", folder):
        app.installTranslator(qt)  # the words of Qt's own dialogs
    app.installTranslator(ours)
    return wanted
