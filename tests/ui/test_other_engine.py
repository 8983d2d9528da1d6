"""An engine of another distribution in the window: real backend, real worker, its own fields."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from deepaudio_plugin.worker_client.interpreter import PATH_VARIABLE
from tests.helpers.installed import install
from tests.helpers.person import Person
from tests.helpers.project import make_project

SOURCE = Path(__file__).parents[1] / "helpers" / "other_engine"

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "pa_context_connect", "HW decoder", "RHI", "FFmpeg"
)


@pytest.fixture
def person(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    site = install(SOURCE, tmp_path / "site")
    monkeypatch.setenv(PATH_VARIABLE, f"{site}:{Path(__file__).parents[2]}")
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "takes"))
    monkeypatch.setenv("DEEPAUDIO_VIEWING_CACHE", str(tmp_path / "viewing"))
    somebody = Person(tmp_path, qtbot)
    yield somebody
    somebody.leave()


def test_it_is_chosen_set_up_and_heard(person: Person, tmp_path: Path):
    project = make_project(tmp_path / "film", shots=1)
    person.open(project.timeline, project.subtitles)
    person.wait(lambda: any(c.name == "duet" for c in engine_of(person).choices))
    panel = person.panels.generate
    box = next(b for b in panel.findChildren(QComboBox) if b.accessibleName() == "Engine")
    box.setCurrentIndex(box.findText("Duet"))
    box.activated.emit(box.currentIndex())
    person.wait(lambda: engine_of(person).name == "duet")
    person.answered()

    fields = {b.accessibleName(): b for b in panel.findChildren(QDoubleSpinBox)}
    width = fields["Stereo width"]
    assert width.value() == 0.75
    width.setValue(0.5)
    width.editingFinished.emit()
    person.wait(lambda: person.state.settings["engine_settings"] == {"duet": {"width": 0.5}})
    person.answered()

    person.context.link.order(messages.Generate, scope="all")
    person.wait(lambda: person.states() == {"ready"})
    for job in person.state.jobs.all():
        [take] = person.rendered(job.ref)
        sound, rate = soundfile.read(take.path)
        assert (rate, sound.shape[1]) == (48_000, 2)
    line = person.line("Who is there")
    [take] = person.rendered(line.ref)
    sound, _ = soundfile.read(take.path)
    left, right = abs(sound).max(axis=0)
    assert min(left, right) / max(left, right) == pytest.approx(0.5, abs=0.01)


def engine_of(person: Person):
    engine = person.state.engine
    assert engine is not None
    return engine
