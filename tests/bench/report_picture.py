"""`python -m tests.bench.report_picture [OUT.png]`: the report of the demo, as a browser shows it.

One line is imported as a recording with other words than were wanted, so that there is something
to report. Without arguments the picture of the documentation is made.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--disable-gpu --log-level=3")

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

import deepaudio_plugin
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.project.api import ProjectRun
from tests.bench.film import DEMO

PICTURE = DEMO.parent / "pictures" / "report.png"
SIZE = (1100, 1580)
_DRAWN_MS = 1500  # after loading, until everything is on the screen
_WANTED, _SAID = "The wind took it, and the door too.", "The wind took took it, and the gate."


def main(arguments: list[str]) -> int:
    """Render, report, and photograph."""
    target = Path(arguments[0]) if arguments else PICTURE
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DEEPAUDIO_LIBRARY"] = str(Path(folder) / "takes")
        photograph(_report(Path(folder)), target)
    print(target)
    return 0


def _report(folder: Path) -> Path:
    demo = folder / "demo"
    shutil.copytree(DEMO, demo, ignore=shutil.ignore_patterns("source", "demo.deepaudio*"))
    timeline, subtitles = demo / "demo.otio", demo / "demo.srt"
    options: dict[str, Any] = {"subtitles": (subtitles,), "cast": (("JON", "baritone"),)}
    text = subtitles.read_text("utf-8")
    assert _WANTED in text
    subtitles.write_text(text.replace(_WANTED, _SAID), encoding="utf-8")
    deepaudio_plugin.render(timeline, tracks=("speech",), check=False, **options)
    wrong = deepaudio_plugin.report(timeline, **options).report.of("speech")[2].take
    assert wrong is not None
    subtitles.write_text(text, encoding="utf-8")
    deepaudio_plugin.render(timeline, **options)
    with ProjectRun(timeline, RenderOptions(**options), tuple(options)) as run:
        run.plan()
        run.import_recording("3", Path(wrong.path))
    return deepaudio_plugin.report(timeline, check=True, **options).places.page


def photograph(page: Path, target: Path, size: tuple[int, int] = SIZE) -> None:
    """Take a picture of a page, its problems only, as a browser of this size shows it."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    view = QWebEngineView()
    view.resize(*size)

    def take() -> None:
        view.grab().save(str(target))
        app.quit()

    def loaded() -> None:
        view.page().runJavaScript("document.querySelector('[value=problems]').click()")
        QTimer.singleShot(_DRAWN_MS, take)

    view.loadFinished.connect(lambda _well: loaded())
    view.load(QUrl.fromLocalFile(str(page)))
    view.show()
    app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
