"""The real window at its limits: sizes, scales, palettes and languages, many edits, long undo."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from deepaudio_ui.translation import install_translation
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.bench.film import make_film, make_timeline
from tests.helpers.person import Person
from tests.helpers.project import Project, make_project

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "pa_context_connect", "HW decoder", "RHI", "FFmpeg"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Six shots and a line, with a library of their own."""
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "takes"))
    monkeypatch.setenv("DEEPAUDIO_VIEWING_CACHE", str(tmp_path / "viewing"))
    return make_project(tmp_path / "project", shots=6)


@pytest.fixture
def person(project: Project, tmp_path: Path, qtbot: QtBot) -> Iterator[Person]:
    somebody = Person(tmp_path, qtbot)
    somebody.open(project.timeline, project.subtitles)
    yield somebody
    somebody.leave()


@pytest.mark.parametrize("size", [(320, 400), (1200, 500), (3840, 2160), (7680, 900)])
def test_the_window_takes_any_size(person: Person, size: tuple[int, int]):

    def dragged() -> bool:  # the panels stand otherwise after the first step, as while one drags
        person.window.resize(*size)
        return (person.window.width(), person.window.height()) == size

    person.wait(dragged)
    shown = person.window.grab().toImage()
    assert (shown.width(), shown.height()) == size
    outside = [w for w in person.window.findChildren(QWidget) if _sticks_out(person, w)]
    assert not outside


def _sticks_out(person: Person, widget: QWidget) -> bool:
    """Whether a panel lies partly beyond the window."""
    if not widget.isVisible() or widget not in vars(person.panels).values():
        return False
    right = widget.mapTo(person.window, widget.rect().bottomRight())
    return right.x() > person.window.width() or right.y() > person.window.height()


@pytest.mark.slow
@pytest.mark.parametrize("scale", ["1.25", "1.5", "2"])
def test_the_window_opens_at_every_scale(scale: str, project: Project):
    code = (
        "import sys; from tests.helpers import watched_window as w; from pathlib import Path\n"
        "window = w._window(Path(sys.argv[1]).parent)\n"
        "window.resize(900, 600)\n"
        "window.panel.open(sys.argv[1])\n"
        "w._until(lambda: window.panel.context.state.is_loaded)\n"
        "picture = window.grab()\n"
        "print(picture.width(), picture.height(), picture.devicePixelRatio())\n"
        "window.close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(project.timeline)], capture_output=True, text=True,
        env={**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).parents[2], check=True,
    )  # fmt: skip
    width, height, ratio = map(float, done.stdout.split())
    assert ratio == float(scale)
    assert (width, height) == (900 * ratio, 600 * ratio)


@pytest.mark.slow
def test_palette_and_language_change_while_jobs_render(person: Person, qapp: QApplication):
    before = QPalette(qapp.palette())
    dark = QPalette(QColor("#2b2d30"), QColor("#202225"))
    generate = person.context.actions["generate"]
    person.context.actions["generate_all"].trigger()
    for _ in range(3):
        for palette, language, text in (
            (dark, "de", "Auswahl erzeugen"),
            (before, "en", "Generate selection"),
        ):
            qapp.setPalette(palette)
            install_translation(qapp, language)
            person.wait(lambda text=text: generate.text() == text)
            person.window.grab()
    person.wait(lambda: person.states() == {"ready"})
    assert generate.text() == "Generate selection"


@pytest.mark.slow
def test_a_thousand_quick_edits_end_as_the_last_says(
    person: Person, project: Project, qapp: QApplication
):
    ref = person.line("Who is there?").ref
    for n in range(1000):
        person.panels.lines.edits.edit(ref, text=f"Who is number {n}?")
        if n % 10 == 0:
            qapp.processEvents()
    person.wait(lambda: person.line("Who is there?").text == "Who is number 999?")
    person.answered()
    kept = project.timeline.with_name("cut.deepaudio.json").read_text("utf-8")
    assert "Who is number 999?" in kept


@pytest.mark.slow
def test_two_hundred_steps_are_taken_back_and_made_again(person: Person):
    ref = person.line("Who is there?").ref
    undo, redo = person.context.actions["undo"], person.context.actions["redo"]
    for n in range(200):
        person.context.link.order(messages.EditLine, ref=ref, text=f"Step {n}")
    person.answered()
    assert person.line("Who is there?").text == "Step 199"
    steps = 0
    while undo.isEnabled():
        undo.trigger()
        person.answered()
        steps += 1
    assert steps == 200
    assert person.line("Who is there?").text == "Who is there?"
    while redo.isEnabled():
        redo.trigger()
        person.answered()
    assert person.line("Who is there?").text == "Step 199"


@pytest.mark.slow
def test_a_thousand_clips_and_cues_are_all_in_the_window(tmp_path: Path, person: Person):
    make_film(tmp_path / "film.mp4", 60)
    person.open(*make_timeline(tmp_path, tmp_path / "film.mp4", 1000))
    person.wait(lambda: person.state.is_loaded and len(person.state.shots) == 1000)
    assert len(person.state.cues) == 1000


@pytest.mark.slow
def test_jobs_are_rendered_while_somebody_scrolls(person: Person):
    person.panels.timeline.position.zoom_at(0, 8.0)
    across = person.panels.timeline.horizontalScrollBar()
    down = person.panels.lines.table.verticalScrollBar()

    def rendered() -> bool:
        across.setValue((across.value() + 40) % (across.maximum() + 1))
        down.setValue((down.value() + 1) % (down.maximum() + 1))
        return person.states() == {"ready"}

    person.context.actions["generate_all"].trigger()
    person.wait(rendered)
    assert len(person.state.jobs) == 7
