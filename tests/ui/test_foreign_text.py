"""Whatever files, editors and engines say: it is shown as it is written, and does nothing.

The whole window is walked with hostile text in every text of every fact: tooltips, labels,
cells, titles, menus, dialogs, and what screen readers are told.
"""

from __future__ import annotations

import ast
import dataclasses
import itertools
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from deepaudio_ui.panels.lines_menu import LinesMenu
from deepaudio_ui.panels.write_dialog import WriteDialog
from deepaudio_ui.shells.companion import start_companion
from deepaudio_ui.shells.message_window import show_message
from deepaudio_ui.shells.window import MainWindow
from deepaudio_ui.theme.plain_text import PlainLabel, escaped, plain, plain_box
from deepaudio_ui.timeline import headers, pointed_view, view
from deepaudio_ui.timeline.descriptions import spoken, tooltip
from PySide6 import QtGui
from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPoint,
    Qt,
    QTimer,
)
from PySide6.QtGui import QAccessible, QAction, QHelpEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import PlannedFile, WeightsView
from tests.helpers.backend_stub import (
    LINES,
    SHOTS,
    SOUNDS,
    StubBackend,
    demo_facts,
    model_engine,
    settle,
)
from tests.helpers.demo_window import demo_window
from tests.helpers.hostile_text import ACTING, HOSTILE, WORD, spoiled

FILE_NAME = "<b>Hostile<b>\x1b]0;title\x07\u202e"
UI = Path(__file__).parents[2] / "ui"
ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.WhatsThisRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
GUESSED = ("tooltip", "status tip", "what's this", "label")
"""Where Qt guesses whether a text is rich."""


def is_rich(text: str) -> bool:
    return bool(QtGui.Qt.mightBeRichText(text))


Told = Iterator[tuple[str, str]]
"""What kind of text it is, and the text."""


def told_by(root: QWidget) -> Told:
    """Every text that a widget and all in it may show or have read out."""
    widgets = [root, *root.findChildren(QWidget)]
    for widget in widgets:
        yield from _told_by_widget(widget)
    for action in {a for w in widgets for a in w.actions()} | set(root.findChildren(QAction)):
        yield "action", action.text()
        yield "tooltip", action.toolTip()
        yield "status tip", action.statusTip()
        yield "what's this", action.whatsThis()


def _told_by_widget(widget: QWidget) -> Told:
    yield "tooltip", widget.toolTip()
    yield "status tip", widget.statusTip()
    yield "what's this", widget.whatsThis()
    yield "title", widget.windowTitle()
    yield "reader", widget.accessibleName()
    yield "reader", widget.accessibleDescription()
    face = QAccessible.queryAccessibleInterface(widget)
    if face is not None and not isinstance(widget, (QLineEdit, QPlainTextEdit)):
        yield "reader", face.text(QAccessible.Text.Name)
        yield "reader", face.text(QAccessible.Text.Description)
        yield "reader", face.text(QAccessible.Text.Help)
    if isinstance(widget, QLabel):
        rich = widget.textFormat() != Qt.TextFormat.PlainText
        yield "label" if rich else "plain label", widget.text()
    if isinstance(widget, QAbstractButton):
        yield "button", widget.text()
    if isinstance(widget, (QGroupBox, QMenu)):
        yield "title", widget.title()
    if isinstance(widget, (QLineEdit, QPlainTextEdit)):
        yield "hint", widget.placeholderText()
    if isinstance(widget, QPlainTextEdit) and widget.isReadOnly():
        yield "details", widget.toPlainText()
    if isinstance(widget, QTabWidget):
        for index in range(widget.count()):
            yield "title", widget.tabText(index)
            yield "tooltip", widget.tabToolTip(index)
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _told_by_model(widget.model())
    if isinstance(widget, QComboBox):
        yield from _told_by_model(widget.model())


def _told_by_model(model: QAbstractItemModel) -> Told:
    kinds = dict(zip(ROLES, ("cell", "tooltip", "status tip", "what's this", "reader", "reader"),
                     strict=True))  # fmt: skip
    is_list = isinstance(model, QAbstractListModel)  # whose columns are nobody's business
    columns = 1 if is_list else model.columnCount(QModelIndex())
    for role, kind in kinds.items():
        for row in range(model.rowCount(QModelIndex())):
            for column in range(columns):
                yield kind, str(model.index(row, column).data(role) or "")
        for column in range(columns):
            title = model.headerData(column, Qt.Orientation.Horizontal, role)
            yield kind, str(title or "")


def look_at(*roots: QWidget) -> Counter[str]:
    """Walk everything; how many hostile texts of each kind were met, all of them harmless."""
    met: Counter[str] = Counter()
    for root in roots:
        for kind, text in told_by(root):
            acting = ACTING.search(text)
            assert acting is None, f"{kind} with {acting}: {text!r}"
            assert kind not in GUESSED or not is_rich(text), f"{kind} would be rich: {text!r}"
            met[kind] += WORD in text
    return met


# -- the window -------------------------------------------------------------------------------


@pytest.fixture
def window(stub: StubBackend, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    made = demo_window(stub, tmp_path, qtbot)
    stub.publish(*spoiled(demo_facts(tmp_path)))
    film = tmp_path / f"{FILE_NAME}.otio"
    film.touch()
    made.panel.context.preferences.add_recent(str(film))
    yield made
    made.panel.shut_down()


def walk(window: MainWindow, qtbot: QtBot) -> Counter[str]:
    """With every tab in front once."""
    met: Counter[str] = Counter()
    for tabs in window.findChildren(QTabWidget):
        for index in range(tabs.count()):
            tabs.setCurrentIndex(index)
            qtbot.wait(60)  # models gather facts
            met += look_at(window)
    return met


@pytest.mark.parametrize("width", [360, 1360])
def test_nothing_in_the_window_is_rich_or_acts(
    window: MainWindow, stub: StubBackend, qtbot: QtBot, width: int
):
    window.resize(width, 860)
    stub.publish(
        spoiled(messages.Queue(2, 1, 5, 2, 0.6, stage="sampling")),
        spoiled(messages.PlanUpdated(can_undo="the text", can_redo="the cast")),
    )
    met = Counter[str]()
    for refs in ([SHOTS[4]], [SHOTS[0], SHOTS[8]], [LINES[1]], [SOUNDS[0]], [SHOTS[8]]):
        window.panel.context.selection.select(refs)
        met += walk(window, qtbot)
    for kind in ("tooltip", "status tip", "cell", "plain label", "title", "reader", "hint"):
        assert met[kind], f"no hostile text was met in: {kind}"
    stub.publish(messages.EngineStatus(spoiled(model_engine("small_16k"))))
    met = walk(window, qtbot)
    assert met["cell"]
    dead = dataclasses.replace(
        model_engine(), worker_alive=False, ready=False, state="gone", hint="why"
    )
    stub.publish(messages.EngineStatus(spoiled(dead)))
    walk(window, qtbot)


def test_notices_are_plain(window: MainWindow, stub: StubBackend, qtbot: QtBot):
    problem = messages.ProblemFound("A2", "lost", "relink", details="more")
    refused = messages.Refused("7", "bad", "no", "where", "hint", "details")
    written = messages.TimelineWritten("/o", "/m", "/p", "/b", 3, ("note", "and another"))
    for fact in (problem, messages.Problems((problem, problem)), refused, written):
        stub.publish(spoiled(fact))
        assert look_at(window)["plain label"]
    window.panel.context.notices.refused(spoiled(refused))
    assert look_at(window)["details"]
    stub.die(HOSTILE)
    look_at(window)


def test_the_welcome_page_and_the_menus_name_files_as_they_are(
    window: MainWindow, stub: StubBackend
):
    window.panel.opener.close()
    settle()
    met = look_at(window)
    assert met["action"]
    assert met["button"]


def test_a_companion_is_plain(window: MainWindow, tmp_path: Path):
    folder = tmp_path / FILE_NAME
    folder.mkdir()
    companion = start_companion(window, folder, "")
    settle()
    assert look_at(window)["tooltip"]
    companion.deleteLater()


def test_a_menu_over_lines_is_plain(window: MainWindow):
    context = window.panel.context
    cue = context.state.cues.get(LINES[0])
    spelling = window.panel.workspace.panels.lines.spelling
    menu = LinesMenu(context, [cue], [cue.speaker], spelling, window)
    look_at(menu)


# -- dialogs ----------------------------------------------------------------------------------


def planned(order: messages.Order) -> list[messages.Fact]:
    files = (PlannedFile("track", "/films/x.otio", True), PlannedFile("sound"))
    return [spoiled(messages.WritePlanned(order.id, "/films/o.otio", files, ("a note",)))]


def offered(order: messages.Order) -> list[messages.Fact]:
    view = WeightsView("small", "Small", 10, 20, False, ("CC-BY-NC-4.0: this",), "advice")
    return [spoiled(messages.Weights((view,)))]


@pytest.mark.parametrize("name", ["write", "real_model", "shortcuts", "about"])
def test_dialogs_are_plain(window: MainWindow, stub: StubBackend, name: str):
    stub.answer(messages.PlanWrite, planned)
    stub.answer(messages.ListWeights, offered)
    window.panel.context.actions[name].trigger()
    settle()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    assert sum(look_at(dialog).values()) or name == "shortcuts"
    stub.publish(spoiled(messages.PullProgress("small", "file", 1, 2)))
    stub.publish(spoiled(messages.PullProgress("small", "file", 1, 2, True, "went wrong")))
    look_at(dialog)
    dialog.close()


def test_the_result_of_a_write_is_plain(window: MainWindow, stub: StubBackend, qtbot: QtBot):
    written = messages.TimelineWritten("/o", "/m", "/p", "/b", 3, ("a note",), stems=("/s",))
    stub.answer(messages.PlanWrite, planned)
    stub.answer(messages.Write, lambda order: [spoiled(written)])
    window.panel.context.actions["write"].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, WriteDialog)
    qtbot.waitUntil(dialog._write.isEnabled)
    dialog._write.click()
    qtbot.waitUntil(dialog._result.isVisible)
    met = look_at(dialog)
    assert met["plain label"]
    assert met["cell"]
    dialog.close()


@pytest.mark.parametrize("name", ["write", "real_model"])
def test_dialogs_that_are_refused_are_plain(window: MainWindow, stub: StubBackend, name: str):
    for kind in (messages.PlanWrite, messages.ListWeights):
        stub.refuse(kind, "bad", HOSTILE, HOSTILE)
    window.panel.context.actions[name].trigger()
    settle()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    assert look_at(dialog)["plain label"]
    dialog.close()


@pytest.mark.parametrize("source", ["file", "clip"])
def test_the_voice_dialog_is_plain(window: MainWindow, source: str):
    cast = window.panel.workspace.panels.cast
    window.panel.context.selection.select([LINES[2]])
    cast.ask_for_recording(HOSTILE + "ANNA", source)
    assert cast.dialog is not None
    assert look_at(cast.dialog)["title"]
    cast.dialog._show_problem(HOSTILE)
    look_at(cast.dialog)
    cast.dialog.close()


def test_a_message_in_a_window_of_its_own_is_plain(qapp: QApplication):
    seen: list[Counter[str]] = []

    def look() -> None:
        (box,) = [w for w in qapp.topLevelWidgets() if isinstance(w, QMessageBox)]
        seen.append(look_at(box))
        box.accept()

    QTimer.singleShot(0, look)
    show_message(HOSTILE)
    assert seen[0]["plain label"]


# -- tooltips that are drawn as they are asked for ------------------------------------------------


class Tags(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(f"{tag} {attrs}" if attrs else tag)

    def handle_data(self, data):
        self.text += data


def test_a_tooltip_of_the_timeline_has_no_markup_but_its_own(window: MainWindow):
    state = window.panel.context.state
    items = [
        *state.shots.all(),
        *state.cues.all(),
        *state.jobs.all(),
        *itertools.chain.from_iterable(state.clips.values()),
    ]
    assert len(items) > 20
    for item in items:
        words = tooltip(item, state)
        page = Tags(words)
        assert page.tags <= {"qt", "b", "br"}
        assert "<b>Hostile</b>" in page.text
        assert not ACTING.search(words)
        assert not ACTING.search(spoken(item, state))


def test_tooltips_over_the_timeline(window: MainWindow, monkeypatch: pytest.MonkeyPatch):
    window.resize(1360, 860)
    shown: list[str] = []
    for module in (headers, pointed_view):
        monkeypatch.setattr(module.QToolTip, "showText", lambda _at, words, _w: shown.append(words))
    timeline = window.findChild(view.TimelineView)
    for widget in (timeline.findChild(headers.Headers), timeline.viewport()):
        for y in range(0, widget.height(), 6):
            for x in (10, widget.width() // 3, widget.width() // 2):
                at = QPoint(x, y)
                event = QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at))
                QApplication.sendEvent(widget, event)
    assert any(WORD in words for words in shown)
    for words in shown:
        assert not ACTING.search(words)
        assert not is_rich(words) or Tags(words).tags <= {"qt", "b", "br"}


# -- the helpers, and that nothing goes round them ------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("<b>x</b>", "< b>x</b>", "<img src=x>", "&lt;b&gt;", "<!doctype html>", "<?xml?><b>x"),
        *("one <a href='file:///x'>two</a>", "<qt>", "<x:y>", "</b>", "\x1b<b>", HOSTILE),
    ],
)
def test_plain_is_never_taken_for_rich(text: str, qapp: QApplication):
    assert not is_rich(plain(text))
    assert plain(text).replace("\u2060", "") == escaped_controls(text)
    label = PlainLabel()
    label.setText(text)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert not ACTING.search(label.text())
    assert Tags(escaped(text)).tags == set()
    box = plain_box(text, text)
    labels = [found for found in box.findChildren(QLabel) if found.text()]
    assert len(labels) == 2
    assert {found.textFormat() for found in labels} == {Qt.TextFormat.PlainText}


def escaped_controls(text: str) -> str:
    return ACTING.sub(lambda c: c[0].encode("unicode_escape").decode(), text)


def test_what_is_harmless_stays_as_it_is():
    for text in ("Jürgen & Söhne", "two\nlines", "5 > 4", "שלום", "\U0001f3ac", ""):
        assert plain(text) == text


_GUARDED = {"setToolTip", "setStatusTip", "setWhatsThis", "showText"}
_SAFE = {"plain", "tooltip", "tr", "translate"}


def calls_in(path: Path) -> Iterator[ast.Call]:
    return (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call))


def name_of(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_every_label_message_and_tooltip_goes_through_the_helper():
    """A new one that does not is found here before anybody writes a subtitle for it."""
    found = []
    for path in UI.rglob("*.py"):
        if path.name == "plain_text.py":
            continue
        for call in calls_in(path):
            name, place = name_of(call), f"{path.name}:{call.lineno}"
            owner = ast.unparse(call.func)
            if name in ("QLabel", "QMessageBox", "QErrorMessage", "QWhatsThis"):
                found.append(f"{place} {name}")
            if owner.startswith("QMessageBox.") or name in ("setOpenExternalLinks", "setHtml"):
                found.append(f"{place} {owner}")
            if name in _GUARDED and not _is_plain(call):
                found.append(f"{place} {ast.unparse(call)}")
    assert [line for line in found if not line.startswith("shortcuts.py")] == []


def _is_plain(call: ast.Call) -> bool:
    """Whether the text is made by the helper, or is one of ours in the person's language."""
    words = call.args[1] if name_of(call) == "showText" else call.args[0]
    options = [words.body, words.orelse] if isinstance(words, ast.IfExp) else [words]
    return all(
        isinstance(o, ast.Constant) or (isinstance(o, ast.Call) and name_of(o) in _SAFE)
        for o in options
    )
