"""By keyboard alone, by ear, and with eyes that need contrast."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest
from deepaudio_ui.shells.window import MainWindow
from deepaudio_ui.theme.colours import Colours, colours_for, mixed
from deepaudio_ui.theme.icons import icon
from deepaudio_ui.timeline.glyphs import Sign, glyph
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTabWidget,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.bench.screenshots import dark, light
from tests.helpers.backend_stub import LINES, SHOTS, StubBackend
from tests.helpers.demo_window import demo_window

ROOT = Path(__file__).parents[2]
_OPERATED = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit,
    QTextBrowser,
)  # fmt: skip


@pytest.fixture
def window(stub: StubBackend, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    made = demo_window(stub, tmp_path, qtbot)
    stub.publish(messages.Queue(2, 1, 5, 2, 0.6))
    made.panel.context.selection.select([SHOTS[2]])
    with qtbot.waitActive(made):
        made.activateWindow()
    yield made
    made.panel.shut_down()


# -- by ear -----------------------------------------------------------------------------------


def spoken_name(widget: QWidget) -> str:
    face = QAccessible.queryAccessibleInterface(widget)
    return face.text(QAccessible.Text.Name).strip() if face is not None else ""


def nameless(root: QWidget) -> list[str]:
    found = []
    for widget in root.findChildren(QWidget):
        inside = widget.objectName().startswith(("qt_", "ScrollLeft", "ScrollRight"))
        part = isinstance(widget.parent(), (QComboBox, QAbstractSpinBox, QLineEdit, QTabBar))
        ours = isinstance(widget, _OPERATED) and not isinstance(widget, QHeaderView)
        if ours and not inside and not part and _holds_keys(widget) and not spoken_name(widget):
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def _holds_keys(widget: QWidget) -> bool:
    parent = widget.parent()
    popup = isinstance(parent, QWidget) and "PrivateContainer" in parent.metaObject().className()
    return not popup and not widget.isHidden()


@pytest.mark.parametrize("width", [360, 1360])
def test_everything_to_operate_has_a_name(window: MainWindow, width: int, qtbot: QtBot):
    window.panel.context.notices.warn("music.wav is not there.", details="Where it was.")
    window.resize(width, 860)
    for tabs in window.findChildren(QTabWidget):
        for index in range(tabs.count()):
            tabs.setCurrentIndex(index)
            assert not nameless(window)


@pytest.mark.parametrize("name", ["write", "real_model", "shortcuts", "about"])
def test_dialogs_name_what_they_ask_for(window: MainWindow, name: str):
    window.panel.context.actions[name].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    assert dialog.windowTitle()
    assert not nameless(dialog)
    dialog.close()


@pytest.mark.parametrize("source", ["file", "clip"])
def test_the_voice_dialog_names_what_it_asks_for(window: MainWindow, source: str, qtbot: QtBot):
    cast = window.panel.workspace.panels.cast
    cast.ask_for_recording("ANNA", source)
    assert cast.dialog is not None
    assert cast.dialog.windowTitle()
    assert not nameless(cast.dialog)
    cast.dialog.close()


def test_icons_alone_have_a_tooltip(window: MainWindow):
    for button in window.findChildren(QAbstractButton):
        ours = not button.objectName().startswith(("qt_", "Scroll"))
        if ours and not button.isHidden() and not button.text() and not button.icon().isNull():
            inside_field = isinstance(button.parent(), QLineEdit)
            assert inside_field or button.toolTip(), spoken_name(button)


# -- by keyboard ------------------------------------------------------------------------------


def places(window: MainWindow) -> dict[str, QWidget]:
    space, panels = window.panel.workspace, window.panel.workspace.panels
    return {
        "engine": space.engine_bar, "messages": space.message_bar, "lines": panels.lines,
        "cast": panels.cast, "generate": panels.generate, "queue": panels.queue,
        "viewer": panels.viewer, "takes": panels.takes, "prompts": panels.prompts,
        "timeline": panels.timeline, "strip": space.queue_strip,
    }  # fmt: skip


def visited(window: MainWindow, qtbot: QtBot) -> list[str]:
    """The places that Tab leads through, from the first until it comes round."""
    named = places(window)
    window.panel.workspace.engine_bar._generate.setFocus(Qt.FocusReason.TabFocusReason)
    first, path = QApplication.focusWidget(), []
    assert first is not None
    for _ in range(200):
        focus = QApplication.focusWidget()
        assert focus is not None
        assert focus.isVisible()
        name = next((n for n, p in named.items() if p is focus or p.isAncestorOf(focus)), "")
        if isinstance(focus, QTabBar):
            name = "tabs"
        if name and path[-1:] != [name]:
            path.append(name)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is first:
            break
    else:
        raise AssertionError(f"Tab does not come round: {path}")
    return path


def test_tab_goes_as_one_reads_in_a_wide_window(window: MainWindow, qtbot: QtBot):
    window.resize(1360, 860)
    assert visited(window, qtbot) == [
        "engine", "messages", "tabs", "lines", "viewer", "tabs", "takes", "timeline", "strip",
        "engine",
    ]  # fmt: skip


def test_tab_goes_as_one_reads_in_a_narrow_panel(window: MainWindow, qtbot: QtBot):
    window.resize(360, 860)
    assert visited(window, qtbot) == [
        "engine", "messages", "timeline", "tabs", "lines", "strip", "engine",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [360, 1360])
def test_keys_alone_reach_every_room(window: MainWindow, qtbot: QtBot, width: int):
    window.resize(width, 860)
    reached = set()
    for tabs in window.findChildren(QTabWidget):
        bar = tabs.tabBar()
        tabs.setCurrentIndex(0)
        bar.setFocus(Qt.FocusReason.TabFocusReason)
        for index in range(tabs.count()):
            assert tabs.currentIndex() == index
            reached |= set(visited(window, qtbot))
            bar.setFocus(Qt.FocusReason.TabFocusReason)
            qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert reached >= set(places(window)) - {"messages"}


def test_rows_of_a_form_are_reached_from_above(window: MainWindow, qtbot: QtBot):
    window.resize(1360, 1100)  # high enough that nothing scrolls
    panel = window.panel.workspace.panels.generate
    for tabs in window.findChildren(QTabWidget):
        tabs.setCurrentWidget(panel)
    panel._start.setFocus()
    heights = []
    while (focus := QApplication.focusWidget()) is not None and panel.isAncestorOf(focus):
        heights.append(focus.mapTo(panel, focus.rect().center()).y() // 10)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert len(heights) > 6
    assert heights == sorted(heights)


def test_enter_does_what_a_dialog_is_for(window: MainWindow, qtbot: QtBot):
    window.panel.context.actions["write"].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    assert dialog._write.isDefault()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_line_is_muted_edited_and_left_by_keys(
    window: MainWindow, stub: StubBackend, qtbot: QtBot
):
    window.resize(1360, 860)
    window.panel.context.selection.select([LINES[0]])
    table = window.panel.workspace.panels.lines.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: bool(stub.of(messages.EditLine)))
    assert stub.of(messages.EditLine)[0].muted is True
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QPlainTextEdit)
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert table.hasFocus()


# -- contrast ---------------------------------------------------------------------------------


def luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    parts = [linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF())]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def contrast(one: QColor, other: QColor) -> float:
    dark_one, light_one = sorted((luminance(one), luminance(other)))
    return (light_one + 0.05) / (dark_one + 0.05)


_BACKGROUNDS = ("background", "lane", "lane_alternate", "ruler")
_FILLS = ("picture", "existing", "cue", "speech", "audio")
_TEXTS = {
    "text": (*_BACKGROUNDS, *_FILLS, "mark"),
    "text_faint": _BACKGROUNDS,
    "failed": ("background", "lane", "lane_alternate"),
    "warning": ("background", "lane", "lane_alternate"),
    "screen_text": ("screen",),
}
"""Which text stands on which fill."""

_PALETTES = pytest.mark.parametrize("palette", [light(), dark()], ids=["light", "dark"])


@_PALETTES
def test_text_reads_on_what_it_stands_on(palette: QPalette):
    colours = colours_for(palette)
    for text, fills in _TEXTS.items():
        for fill in fills:
            found = contrast(getattr(colours, text), getattr(colours, fill))
            assert found >= 4.5, f"{text} on {fill}: {found:.2f}"


@_PALETTES
def test_text_reads_on_the_hosts_own_grounds(palette: QPalette):
    colours = colours_for(palette)
    backgrounds = (palette.window().color(), palette.base().color())
    for background in backgrounds:
        for text in (colours.text_faint, colours.failed, colours.warning):
            assert contrast(text, background) >= 4.5, (text.name(), background.name())
        for level in (colours.note, colours.warning, colours.failed):
            tinted = mixed(background, level, 0.18)
            assert contrast(palette.windowText().color(), tinted) >= 4.5
    assert contrast(palette.highlightedText().color(), palette.highlight().color()) >= 4.5


@_PALETTES
def test_marks_stand_out(palette: QPalette):
    """What is no text, as the playhead and the signs of states: 3:1."""
    colours: Colours = colours_for(palette)
    for name in ("playhead", "selection", "ready", "rendering", "planned", "changed"):
        for background in ("background", "lane"):
            assert contrast(getattr(colours, name), getattr(colours, background)) >= 3.0, name
    for fill in ("speech", "audio"):
        assert contrast(colours.waveform, getattr(colours, fill)) >= 3.0, fill


def test_every_state_has_a_shape_of_its_own(qapp: QApplication):
    """In grey, and for those who see no red and green, states are told apart all the same."""
    black = QColor("#000000")
    signs: tuple[Sign, ...] = typing.get_args(Sign)
    seen = {bytes(glyph(sign, black, 24, 1.0).toImage().constBits()) for sign in signs}
    assert len(seen) == len(signs)
    names = ("changed", "failed", "impossible", "planned", "ready", "rendering", "waiting")
    drawn = {bytes(_image(f"state-{name}").constBits()) for name in names}
    assert len(drawn) == len(names)


def _image(name: str) -> QImage:
    return icon(name).pixmap(24, 24).toImage()


# -- icons and sizes --------------------------------------------------------------------------


def test_icons_follow_the_palette(window: MainWindow, qapp: QApplication, qtbot: QtBot):
    def shades() -> set[bool]:
        found = set()
        for button in window.findChildren(QAbstractButton):
            inside = button.objectName().startswith(("qt_", "Scroll"))
            inside = inside or isinstance(button.parent(), QLineEdit)
            if not inside and not button.icon().isNull() and button.isVisible():
                image = button.icon().pixmap(16, 16).toImage()
                seen = [
                    image.pixelColor(x, y).lightness()
                    for x in range(image.width())
                    for y in range(image.height())
                    if image.pixelColor(x, y).alpha() > 200
                ]
                if seen:
                    found.add(sum(seen) / len(seen) > 128)
        return found

    before = qapp.palette()
    window.resize(1360, 860)
    qapp.setPalette(light())
    qtbot.waitUntil(lambda: shades() == {False})
    qapp.setPalette(dark())
    qtbot.waitUntil(lambda: shades() == {True})
    qapp.setPalette(before)


def test_every_icon_that_is_named_is_drawn():
    """A misspelt name would be an empty button."""
    asked = re.compile(r"(?:icon=|icon\(|tinted\()\"([a-z-]+)\"")
    for path in (ROOT / "ui").rglob("*.py"):
        for name in asked.findall(path.read_text("utf-8")):
            assert (ROOT / "resources" / "icons" / f"{name}.svg").exists(), f"{name} in {path}"


@pytest.mark.slow
@pytest.mark.parametrize("scale", ["1", "1.5", "2"])
def test_it_stands_at_every_scale(scale: str, tmp_path: Path):
    """At 200 % a narrow panel still is one, and its icons are drawn for the screen's pixels."""
    code = (
        "from pathlib import Path\n"
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\n"
        "from tests.helpers.backend_stub import StubBackend, demo_facts\n"
        "from deepaudio_ui.shells.panel import Panel\n"
        "from deepaudio_ui.state.preferences import Preferences\n"
        "from PySide6.QtCore import QSettings\n"
        "import sys\n"
        "folder = Path(sys.argv[1])\n"
        "ini = QSettings(str(folder / 'p.ini'), QSettings.Format.IniFormat)\n"
        "stub = StubBackend(folder)\n"
        "panel = Panel(stub, Preferences(ini)); panel.start(); panel.resize(320, 700)\n"
        "panel.show(); stub.publish(*demo_facts(folder)); app.processEvents()\n"
        "image = panel.grab().toImage()\n"
        "print(panel.width(), image.width())\n"
        "panel.shut_down()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True,
        cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale},
    )  # fmt: skip
    assert done.stdout.split() == ["320", str(round(320 * float(scale)))]
