"""DeepAudio in Nuke Studio and Hiero 13.2 and later: a menu, and a panel where there is PySide6.

Nuke 16 and later bring PySide6 and Python 3.11: there the panel is docked. Before, with
PySide2, the window opens beside the host. Nothing heavy is imported before one of the
menu's commands is chosen.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import weakref
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[1]
PANEL_ID = "org.deepaudio.panel"
PANEL_WIDGET = "__import__('deepaudio_nuke').panel_widget"

_panel: Any = None  # a weak reference


def add_menu() -> None:
    """Add the menu “DeepAudio”, and the panel to the list of panels where there is one."""
    import hiero.ui

    menu = hiero.ui.menuBar().addMenu("DeepAudio")
    commands = [("Open window with this sequence", open_window), ("Bring tracks in", bring_in)]
    if panel_possible():
        commands.insert(0, ("Panel", open_panel))
        panels = _nuke_panels()
        if panels is not None:
            panels.registerWidgetAsPanel(PANEL_WIDGET, "DeepAudio", PANEL_ID)
    for title, command in commands:
        menu.addAction(title).triggered.connect(lambda *_, command=command: command())


def panel_possible() -> bool:
    """Whether this host's Python can show the panel: PySide6, from Nuke 16 on."""
    return sys.version_info >= (3, 10) and importlib.util.find_spec("PySide6") is not None


def host() -> Any:
    """The bridge to the host around us."""
    from .bridge import NukeHost

    return NukeHost()


def open_window() -> None:
    """Send the open sequence to a window beside the host."""
    _menu_commands().open_window()


def bring_in() -> None:
    """Import the written timeline as a new sequence."""
    _menu_commands().bring_in()


def open_panel() -> None:
    """Show the docked panel; when it is there already, bring it to the front."""
    import hiero.ui

    panel = _panel() if _panel is not None else None
    panels = _nuke_panels()
    if panel is not None:
        panel.show()
        panel.raise_()
    elif panels is not None:
        import nuke

        docked = panels.registerWidgetAsPanel(PANEL_WIDGET, "DeepAudio", PANEL_ID, True)
        docked.addToPane(nuke.getPaneFor("Properties.1"))
    else:  # Hiero without Nuke's panels
        window = panel_widget()
        hiero.ui.windowManager().addWindow(window)
        hiero.ui.windowManager().showWindow(window)


def panel_widget() -> Any:
    """A new panel, for the host to dock. Imports PySide6 and our interface."""
    global _panel  # noqa: PLW0603 - the host keeps the widget, we only find it again
    packages = str(HOME / "packages")
    if packages not in sys.path:
        sys.path.append(packages)
    import deepaudio_outside as outside

    docked = importlib.import_module("deepaudio_ui.shells.docked")
    panel = docked.DockedPanel(host(), outside.interpreter(HOME))
    _panel = weakref.ref(panel)
    return panel


def _menu_commands() -> Any:
    from deepaudio_menu import MenuCommands

    return MenuCommands(host(), HOME, _show_message)


def _show_message(message: str) -> None:
    import hiero.ui

    binding = "PySide6" if importlib.util.find_spec("PySide6") else "PySide2"
    core = importlib.import_module(binding + ".QtCore")
    widgets = importlib.import_module(binding + ".QtWidgets")
    box = widgets.QMessageBox(hiero.ui.mainWindow())
    box.setWindowTitle("DeepAudio")
    box.setText(message)
    box.setTextFormat(core.Qt.TextFormat.PlainText)  # names of a project are in it
    box.exec() if binding == "PySide6" else box.exec_()


def _nuke_panels() -> Any:
    """Nuke's own panels; None in a Hiero that has none."""
    try:
        from nukescripts import panels
    except ImportError:
        return None
    return panels
