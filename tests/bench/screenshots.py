"""`make screenshots`: the panel in its main states, light and dark, window and panel width.

The demo film, the real backend, the real worker and the sketch engine; nothing is drawn that
the product does not draw.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from deepaudio_ui.shells.window import MainWindow
from deepaudio_ui.state.preferences import Preferences
from PySide6.QtCore import QSettings
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from deepaudio_plugin.backend import messages

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "resources" / "demo"
PICTURES = ROOT / "resources" / "pictures"
WINDOW = (1360, 860)
PANEL = (360, 760)
_PATIENCE_S = 180.0
_IN_README = {"ready-window-dark": "window-dark", "ready-panel-light": "panel-light"}


def main(argv: list[str] | None = None) -> int:
    """Make the pictures; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "bench-output" / "screenshots")
    parser.add_argument("--readme", action="store_true", help="also renew the README's pictures")
    parser.add_argument("--until", default="", help="the last picture that is wanted")
    args = parser.parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DEEPAUDIO_LIBRARY"] = str(Path(folder) / "takes")
        os.environ["DEEPAUDIO_VIEWING_CACHE"] = str(Path(folder) / "viewing")
        app = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(app, QApplication)
        app.setStyle("Fusion")
        _Session(app, Path(folder), args.out, args.until).run()
    if args.readme:
        for taken, name in _IN_README.items():
            shutil.copyfile(args.out / f"{taken}.png", PICTURES / f"{name}.png")
    return 0


class _EnoughError(Exception):
    """The last picture is taken."""


class _Session:
    """A person's way through the demo, with a camera."""

    def __init__(self, app: QApplication, folder: Path, out: Path, until: str) -> None:
        self._app, self._out, self._until = app, out, until
        self._demo = folder / "demo"
        shutil.copytree(
            DEMO, self._demo, ignore=shutil.ignore_patterns("source", "demo.deepaudio*")
        )
        settings = QSettings(str(folder / "preferences.ini"), QSettings.Format.IniFormat)
        app.setPalette(light())
        self._window = MainWindow(preferences=Preferences(settings))
        self._window.resize(*WINDOW)
        self._window.show()
        self._shown: QWidget = self._window
        self._panel = self._window.panel
        self._context = self._panel.context

    def run(self) -> None:
        try:
            self._visit()
        except _EnoughError:
            pass
        finally:
            self._panel.shut_down()
            self._window.close()
            self._pump(0.2)

    def _visit(self) -> None:
        context, state = self._context, self._context.state
        self._panel.start()
        self._wait(lambda: state.engine is not None and state.engine.ready)
        self._take("welcome")
        self._panel.open(self._demo / "demo.otio", [self._demo / "demo.srt"])
        self._wait(lambda: state.is_loaded)
        self._pump(3.0)  # thumbnails
        context.selection.select([state.cues.all()[1].ref])
        self._take("planned")
        context.link.order(messages.CastVoice, speaker="JON", voice="baritone")
        context.link.order(messages.Generate, scope="all")
        self._wait(lambda: state.queue.done >= 4 and state.queue.running > 0)
        self._take("rendering")
        self._wait(lambda: bool(state.jobs.all()) and _all_ready(self))
        line = next(cue for cue in state.cues.all() if cue.speaker == "JON")
        context.selection.select([line.ref])
        context.playhead.move(line.start + line.frames // 2)
        context.actions["another_take"].trigger()
        self._wait(lambda: len(_rendered(self, line.ref)) == 2)
        context.actions["play"].trigger()
        self._pump(4.0)
        context.actions["stop"].trigger()
        self._pump(1.0)
        while self._panel.workspace.message_bar.notices:  # as on a machine without sound
            self._panel.workspace.message_bar.dismiss()
        self._everywhere("ready")

    def _everywhere(self, name: str) -> None:
        """Light and dark, in the window and docked as a host docks it."""
        for theme, palette in (("light", light()), ("dark", dark())):
            self._app.setPalette(palette)
            self._pump(1.0)
            self._take(f"{name}-window-{theme}")
        self._panel.setParent(None)
        self._shown = self._panel
        self._panel.resize(*PANEL)
        self._panel.show()
        for theme, palette in (("light", light()), ("dark", dark())):
            self._app.setPalette(palette)
            self._pump(1.0)
            self._take(f"{name}-panel-{theme}")

    def _take(self, name: str) -> None:
        self._pump(0.3)
        path = self._out / f"{name}.png"
        self._shown.grab().save(str(path))
        print(path)
        if name == self._until:
            raise _EnoughError

    def _wait(self, happened: Callable[[], bool]) -> None:
        end = time.monotonic() + _PATIENCE_S
        while not happened():
            if time.monotonic() > end:
                raise TimeoutError("the panel did not get there")
            self._pump(0.02)

    def _pump(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while True:
            self._app.processEvents()
            if time.monotonic() >= end:
                return
            time.sleep(0.005)


def _all_ready(session: _Session) -> bool:
    return all(job.state in ("ready", "impossible") for job in session._context.state.jobs.all())


def _rendered(session: _Session, ref: str) -> list[object]:
    job = session._context.state.jobs.get(ref)
    return [take for take in job.takes if take.path] if job else []


def light() -> QPalette:
    """A light host's palette."""
    return _palette("#f3f4f6", "#1d2126", "#ffffff", "#e9ebee", "#2a6fb5", "#ffffff")


def dark() -> QPalette:
    """A dark host's palette, as editing programs have."""
    return _palette("#232629", "#e6e8ea", "#1c1e21", "#2e3236", "#3577b5", "#ffffff")


def _palette(
    window: str, text: str, base: str, button: str, highlight: str, on_highlight: str
) -> QPalette:
    palette = QPalette(QColor(button), QColor(window))
    role = QPalette.ColorRole
    for one, colour in (
        (role.WindowText, text), (role.Text, text), (role.ButtonText, text), (role.Base, base),
        (role.Highlight, highlight), (role.HighlightedText, on_highlight),
    ):  # fmt: skip
        palette.setColor(QPalette.ColorGroup.Active, one, QColor(colour))
        palette.setColor(QPalette.ColorGroup.Inactive, one, QColor(colour))
    faint = QColor(text)
    faint.setAlpha(120)
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, faint)
    palette.setColor(role.PlaceholderText, faint)
    return palette


if __name__ == "__main__":
    sys.exit(main())
