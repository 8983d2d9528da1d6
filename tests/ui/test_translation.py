"""Every text of the interface in a second language, and nothing of it cut."""

from __future__ import annotations

import ast
import dataclasses
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from deepaudio_ui import translation
from deepaudio_ui.actions import COMMANDS, Actions
from deepaudio_ui.panels.elided import Elided
from deepaudio_ui.shells.window import MainWindow
from deepaudio_ui.state.host_words import BRING_IN
from deepaudio_ui.state.preferences import Preferences
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTabWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from deepaudio_plugin.hosts import registry
from tests.helpers.backend_stub import (
    LINES,
    SHOTS,
    StubBackend,
    demo_facts,
    model_engine,
)
from tests.helpers.demo_window import demo_window

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "resources" / "translations"
_HOLE = re.compile(r"\{\w*\}|%n|%s")


@dataclasses.dataclass(frozen=True)
class Message:
    """A text and what stands for it in another language."""

    context: str
    source: str
    comment: str
    forms: tuple[str, ...]
    finished: bool

    @property
    def key(self) -> tuple[str, str, str]:
        return self.context, self.source, self.comment


def messages_of(path: Path) -> list[Message]:
    found = []
    for context in ET.parse(path).getroot().findall("context"):
        name = context.findtext("name", "")
        for message in context.findall("message"):
            told = message.find("translation")
            assert told is not None
            forms = tuple(form.text or "" for form in told.findall("numerusform"))
            found.append(
                Message(
                    name, message.findtext("source", ""), message.findtext("comment", ""),
                    forms or (told.text or "",), told.get("type") is None,
                )
            )  # fmt: skip
    return found


GERMAN = messages_of(FOLDER / "deepaudio_de.ts")
ENGLISH = messages_of(FOLDER / "deepaudio_en.ts")


def tool(name: str) -> str:
    found = shutil.which(name) or str(Path(sys.executable).parent / name)
    assert Path(found).exists(), f"{name} comes with PySide6"
    return found


@pytest.fixture
def window(stub: StubBackend, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window with the demo open, something in the queue and a message."""
    made = demo_window(stub, tmp_path, qtbot)
    stub.publish(messages.Queue(2, 1, 5, 2, 0.6, eta_s=75.0, stage="speech: step 3 of 25"))
    made.panel.context.selection.select([LINES[0]])
    yield made
    made.panel.shut_down()


# -- the files ------------------------------------------------------------------------------


@pytest.mark.parametrize("found", [GERMAN, ENGLISH], ids=["de", "en"])
def test_nothing_is_left_to_translate(found: list[Message]):
    assert found
    assert not [m.key for m in found if not m.finished or not all(m.forms)]


@pytest.mark.parametrize(("language", "more"), [("de", ()), ("en", ("-pluralonly",))])
def test_every_text_of_the_sources_is_there(language: str, more: tuple[str, ...], tmp_path: Path):
    copy = tmp_path / "copy.ts"
    shutil.copy(FOLDER / f"deepaudio_{language}.ts", copy)
    sources = sorted(str(path) for path in (ROOT / "ui").rglob("*.py"))
    subprocess.run(
        [tool("pyside6-lupdate"), "-no-obsolete", "-locations", "none", *more, *sources,
         "-ts", str(copy)],
        check=True, capture_output=True,
    )  # fmt: skip
    kept = {m.key for m in messages_of(FOLDER / f"deepaudio_{language}.ts")}
    assert {m.key for m in messages_of(copy)} == kept, "run `make translations`"


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_is_compiled_is_what_is_written(language: str, tmp_path: Path):
    made = tmp_path / "made.qm"
    subprocess.run(
        [tool("pyside6-lrelease"), "-silent", str(FOLDER / f"deepaudio_{language}.ts"),
         "-qm", str(made)],
        check=True, capture_output=True,
    )  # fmt: skip
    kept = FOLDER / f"deepaudio_{language}.qm"
    assert made.read_bytes() == kept.read_bytes(), "run `make translations`"


@pytest.mark.parametrize("found", [GERMAN, ENGLISH], ids=["de", "en"])
def test_what_is_filled_in_is_filled_in_there_too(found: list[Message]):
    for message in found:
        for form in message.forms:
            assert sorted(_HOLE.findall(form)) == sorted(_HOLE.findall(message.source)), message
            assert form.count("\n") == message.source.count("\n"), message


def test_spaces_ellipses_and_keys_stay():
    for message in GERMAN:
        for form in message.forms:
            assert form[:1].isspace() == message.source[:1].isspace(), message
            assert form.endswith("…") == message.source.endswith("…"), message
            assert form.count("&") == message.source.count("&"), message


def test_every_tr_is_one_that_is_found():
    """A text inside an f-string, or tr on something else than self, would stay English."""
    for path in (ROOT / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            inside = ast.walk(node) if isinstance(node, ast.JoinedStr) else iter(())
            assert not [call for call in inside if _is_tr(call)], path
            if _is_tr(node):
                assert isinstance(node, ast.Call)
                assert isinstance(node.func, ast.Attribute)
                assert isinstance(node.func.value, ast.Name), path
                assert node.func.value.id == "self", path
                assert isinstance(node.args[0], ast.Constant), path


def _is_tr(node: ast.AST) -> bool:
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return is_call and node.func.attr == "tr"


# -- plurals --------------------------------------------------------------------------------


def test_english_counts_as_people_do(qapp: QApplication):
    translate = qapp.translate
    assert translate("CastDelegate", "%n line(s)", None, 1) == "1 line"
    assert translate("CastDelegate", "%n line(s)", None, 3) == "3 lines"
    assert translate("GeneratePanel", "Generate %n clip(s)", None, 0) == "Generate 0 clips"


def test_german_counts_as_people_do(qapp: QApplication):
    translation.install_translation(qapp, "de")
    assert qapp.translate("CastDelegate", "%n line(s)", None, 1) == "1 Zeile"
    assert qapp.translate("CastDelegate", "%n line(s)", None, 3) == "3 Zeilen"


def test_no_bracketed_plural_reaches_the_screen():
    assert not [m.key for m in [*GERMAN, *ENGLISH] if any("(s)" in form for form in m.forms)]


# -- choosing -------------------------------------------------------------------------------


def test_languages_name_themselves():
    assert [translation.name_of(code) for code in translation.languages()] == [
        "English",
        "Deutsch",
    ]


def test_a_language_that_is_not_there_is_english(qapp: QApplication):
    assert translation.install_translation(qapp, "tlh") == "en"
    assert translation.install_translation(qapp, "de_AT") == "de"
    assert translation.spoken(qapp) == "de"


def language_menu(window: MainWindow) -> QMenu:
    names = ("Language", "Sprache")
    return next(menu for menu in window.findChildren(QMenu) if menu.title() in names)


def test_a_language_is_chosen_in_the_menu_and_remembered(window: MainWindow, qtbot: QtBot):
    menu = language_menu(window)
    assert [action.text() for action in menu.actions()] == ["System language", "English", "Deutsch"]
    menu.actions()[2].trigger()
    qtbot.waitUntil(lambda: window.menuBar().actions()[0].text() == "&Datei")
    assert window.panel.context.preferences.get(translation.LANGUAGE) == "de"
    assert [a.text() for a in language_menu(window).actions() if a.isChecked()] == ["Deutsch"]
    language_menu(window).actions()[1].trigger()
    qtbot.waitUntil(lambda: window.menuBar().actions()[0].text() == "&File")


# -- the window -----------------------------------------------------------------------------


def words_of(widget: QWidget) -> Iterator[str]:
    """Everything that a widget shows or says, of itself."""
    yield from (widget.toolTip(), widget.accessibleName(), widget.windowTitle())
    if isinstance(widget, (QLabel, QAbstractButton)):
        yield widget.text()
    if isinstance(widget, (QLineEdit, QPlainTextEdit)):
        yield widget.placeholderText()
    if isinstance(widget, QTabBar):
        yield from (widget.tabText(index) for index in range(widget.count()))
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(index) for index in range(widget.count()))
    if isinstance(widget, QAbstractSpinBox):
        yield widget.specialValueText()
        yield widget.text()
    if isinstance(widget, QHeaderView) and widget.model() is not None:
        for section in range(widget.count()):
            yield str(widget.model().headerData(section, widget.orientation()) or "")
    if isinstance(widget, QMenu):
        yield widget.title()
        yield from (action.text() for action in widget.actions())


def plain(words: str) -> str:
    return words.replace("&", "").rstrip("…").strip().lower()


def said_in(window: QWidget, foreign: set[str]) -> set[str]:
    """What of `foreign` the window shows or says: whole texts, and sentences inside others."""
    told = {
        plain(part)
        for widget in (window, *window.findChildren(QWidget))
        for words in words_of(widget)
        for part in (words, *re.split(r"[\n·:()]", words))
        if part.strip()
    }
    return told & foreign


def until_none(qtbot: QtBot, found: Callable[[], set[str] | list[str]]) -> None:
    """Until nothing is found any more: a window lays itself out anew in its own time."""

    def none() -> None:
        assert not found()

    qtbot.waitUntil(none)


def only_in(here: list[str], there: list[str]) -> set[str]:
    others = {plain(words) for words in there}
    return {plain(words) for words in here if plain(words) and not _HOLE.search(words)} - others


ONLY_ENGLISH = only_in([m.source for m in GERMAN], [form for m in GERMAN for form in m.forms])
ONLY_GERMAN = only_in([form for m in GERMAN for form in m.forms], [m.source for m in GERMAN])


@pytest.mark.parametrize("width", [360, 1360])
def test_a_window_follows_the_language(
    window: MainWindow, qapp: QApplication, qtbot: QtBot, width: int
):
    window.resize(width, 860)
    assert not said_in(window, ONLY_GERMAN)
    assert said_in(window, ONLY_ENGLISH)
    translation.install_translation(qapp, "de")
    until_none(qtbot, lambda: said_in(window, ONLY_ENGLISH))
    assert said_in(window, ONLY_GERMAN)
    translation.install_translation(qapp, "en")
    until_none(qtbot, lambda: said_in(window, ONLY_GERMAN))


def test_a_german_window_has_no_english(
    stub: StubBackend, qapp: QApplication, qtbot: QtBot, tmp_path: Path
):
    translation.install_translation(qapp, "de")
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(stub, Preferences(settings))
    qtbot.addWidget(window)
    window.panel.start()
    window.show()
    assert not said_in(window, ONLY_ENGLISH)
    stub.publish(*demo_facts(tmp_path))
    window.panel.context.selection.select([SHOTS[2]])
    assert not said_in(window, ONLY_ENGLISH)
    window.panel.shut_down()


@pytest.mark.parametrize("name", ["write", "real_model", "shortcuts", "about"])
def test_german_dialogs_have_no_english(
    window: MainWindow, qapp: QApplication, qtbot: QtBot, name: str
):
    translation.install_translation(qapp, "de")
    window.panel.context.actions[name].trigger()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert not said_in(dialog, ONLY_ENGLISH)
    dialog.close()


def test_menus_have_one_letter_for_each(window: MainWindow, qapp: QApplication, qtbot: QtBot):
    for language, foreign in (("en", ONLY_GERMAN), ("de", ONLY_ENGLISH)):
        translation.install_translation(qapp, language)
        until_none(qtbot, partial(said_in, window, foreign))
        bars: list[list[QAction]] = [window.menuBar().actions()]
        bars += [menu.actions() for menu in window.findChildren(QMenu)]
        for actions in bars:
            letters = re.findall(r"&(\w)", " ".join(a.text() for a in actions).lower())
            assert len(letters) == len(set(letters)), letters
        assert all("&" in action.text() for action in bars[0])


def test_no_key_means_two_things(qapp: QApplication):
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))
    actions = Actions()
    for command in COMMANDS:
        if command.keys:
            assert "(" in actions[command.name].toolTip()


# -- nothing is cut -------------------------------------------------------------------------


def cut(widget: QWidget) -> str:
    """Why a person cannot read all that a widget shows; "" when they can."""
    metrics = widget.fontMetrics()
    if isinstance(widget, QLabel):
        return "" if isinstance(widget, Elided) else _cut_label(widget)
    if isinstance(widget, QToolButton):
        if widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly or not widget.text():
            return ""
        panel = widget.width() - (widget.iconSize().width() if not widget.icon().isNull() else 0)
        return "button" if metrics.horizontalAdvance(widget.text()) > panel else ""
    if isinstance(widget, QAbstractButton):
        return "button" if widget.text() and widget.width() < widget.sizeHint().width() else ""
    if isinstance(widget, QTabBar):
        for index in range(widget.count()):
            tab = widget.tabRect(index)
            if metrics.horizontalAdvance(widget.tabText(index)) > tab.width():
                return f"tab {widget.tabText(index)}"
            if not widget.rect().contains(tab):
                return f"tab {widget.tabText(index)} is out of sight"
    panel, words = widget.width(), ""
    if isinstance(widget, QComboBox):
        panel, words = panel - metrics.height(), widget.currentText()
    elif isinstance(widget, QLineEdit):
        words = widget.placeholderText()
    return "field" if metrics.horizontalAdvance(words) > panel else ""


def _cut_label(label: QLabel) -> str:
    if label.wordWrap():
        return "label" if label.heightForWidth(label.width()) > label.height() + 1 else ""
    return "label" if label.text() and label.sizeHint().width() > label.width() + 1 else ""


def all_cut(window: QWidget) -> list[str]:
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        why = cut(widget)
        edge = widget.mapTo(window, widget.rect().topRight()).x()
        if isinstance(widget, (QLabel, QAbstractButton)) and edge >= window.width():
            why = why or "beyond the edge"
        if why:
            found.append(f"{why}: {list(words_of(widget))}")
    return found


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [360, 1360])
def test_nothing_is_cut(
    window: MainWindow, qapp: QApplication, qtbot: QtBot, language: str, width: int
):
    translation.install_translation(qapp, language)
    panel = window.panel
    panel.setParent(None)  # as in a dock: a window's menu may ask for more
    qtbot.addWidget(panel)
    panel.resize(width, 900)
    panel.show()
    for tabs in panel.findChildren(QTabWidget):
        for index in range(tabs.count()):
            tabs.setCurrentIndex(index)
            until_none(qtbot, lambda: all_cut(panel))
            assert panel.width() == width
    panel.opener.close()
    until_none(qtbot, lambda: all_cut(panel))


@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_of_the_real_model_is_cut(
    window: MainWindow, stub: StubBackend, qapp: QApplication, qtbot: QtBot, language: str
):
    translation.install_translation(qapp, language)
    stub.publish(
        messages.EngineStatus(
            dataclasses.replace(
                model_engine("large_44k", "small_16k"), device="cuda:0", memory_mb=24_000.0
            )
        )
    )  # fmt: skip
    panel = window.panel
    panel.setParent(None)
    qtbot.addWidget(panel)
    panel.resize(360, 1100)
    panel.show()
    for tabs in panel.findChildren(QTabWidget):
        tabs.setCurrentWidget(panel.workspace.panels.generate)
    until_none(qtbot, lambda: all_cut(panel))


def test_what_to_do_in_our_hosts_is_there_for_translators_as_the_hosts_say_it():
    assert set(BRING_IN) == {host.bring_in for host in registry.hosts() if host.bring_in}
