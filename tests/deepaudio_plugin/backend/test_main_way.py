"""The main way through a backend, with the real worker and the sketch engine, on the demo."""

from __future__ import annotations

import os
import shutil
import wave
from pathlib import Path

import deepaudio_resources
import opentimelineio as otio
import pytest

from deepaudio_plugin.backend import messages
from deepaudio_plugin.core.heard_file import HeardFile
from deepaudio_plugin.core.reel_file import ReelFile
from deepaudio_plugin.planning import recording_pictures
from tests.helpers.panel import Panel, of
from tests.helpers.project import make_project
from tests.helpers.signals import sine
from tests.helpers.sounding_film import write_sounding_film

DEMO = Path(deepaudio_resources.__path__[0]) / "demo"


@pytest.fixture
def demo(tmp_path):
    folder = tmp_path / "demo"
    shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns("source", "demo.deepaudio*"))
    return folder


@pytest.fixture
def panel():
    with Panel() as panel:
        yield panel


@pytest.fixture
def panel_of_its_own():
    """One whose backend is a process, as a window has it."""
    with Panel(process=True) as panel:
        yield panel


@pytest.mark.slow
def test_a_cut_is_opened_decided_about_rendered_written_and_opened_again(demo, panel_of_its_own):
    panel = panel_of_its_own
    told = panel.open(demo / "demo.otio", demo / "demo.srt")
    panel.until_engine(lambda engine: engine.ready)
    kinds = [type(fact) for fact in told]
    order = (messages.Opened, messages.Tracks, messages.Clips, messages.Shots, messages.Cues)
    assert [kinds.index(kind) for kind in order] == sorted(kinds.index(kind) for kind in order)
    line, shot = panel.line("Of course it rains tonight."), panel.shot("street")

    panel.carried(messages.EditLine, line, text="Rooms 24/7.")
    assert panel.jobs[line].spoken == "Rooms twenty-four seven."
    panel.carried(messages.EditLine, line, text="Good evening.", speaker="JON")
    assert panel.jobs[line].spoken == ""
    panel.carried(messages.EditShots, (shot,), prompt="heavy rain")
    panel.carried(messages.CastVoice, "JON", "bass")
    assert panel.jobs[line].voice == "bass"
    assert panel.jobs[shot].prompt.startswith("heavy rain")

    panel.carried(messages.Generate, scope="all")
    facts = panel.until_idle()
    assert {job.state for job in panel.jobs.values()} == {"ready"}
    states = {job.state for fact in of(messages.Jobs, facts) for job in fact.jobs}
    assert states == {"rendering", "ready"}
    assert len(of(messages.Queue, facts)) <= 200

    panel.carried(messages.AskTake, (line,))
    panel.carried(messages.Generate, (line,))
    panel.until_idle()
    first, second = panel.jobs[line].takes
    assert first.chosen and second.path and not second.chosen
    panel.carried(messages.ChooseTake, line, second.key)
    panel.carried(messages.RateTake, line, second.key, 4)
    assert [(t.chosen, t.rating) for t in panel.jobs[line].takes] == [(False, 0), (True, 4)]

    planned = of(messages.WritePlanned, panel.carried(messages.PlanWrite))[0]
    assert any("DeepAudio Speech, 6 clips" in file.what for file in planned.files)
    assert not Path(planned.output).exists()
    written = of(messages.TimelineWritten, panel.carried(messages.Write))[0]
    assert written.output == planned.output
    clip = clip_at(written.output, "JON: Good evening.")
    assert clip.metadata["deepaudio"]["text"] == "Good evening."
    assert str(second.seed) in str(clip.media_reference.metadata["deepaudio"])

    panel.carried(messages.UndoWrite)
    assert not Path(written.output).exists()

    with Panel(process=True) as again:
        panel.carried(messages.CloseTimeline)
        again.open(demo / "demo.otio")
        if again.jobs != panel.jobs:  # planned anew when its worker is there
            again.until(lambda _fact: again.jobs == panel.jobs)
        assert again.cues == panel.cues


def clip_at(path, name):
    timeline = otio.adapters.read_from_file(path)
    return next(clip for clip in timeline.find_clips() if clip.name == name)


@pytest.mark.slow
def test_what_is_seen_and_heard(tmp_path, panel):
    project = make_project(tmp_path / "cut")
    panel.open(project.timeline, project.subtitles)
    line, shot = panel.line("Who is there?"), panel.shot("shot 1")

    panel.carried(messages.ShowPictures, (shot, "shot:gone"))
    pictures = {}
    while len(pictures) < 2:
        [*_, fact] = panel.until(lambda f: isinstance(f, messages.ThumbnailMade))
        pictures[fact.ref] = fact.path
    assert pictures["shot:gone"] == ""
    assert Path(pictures[shot]).read_bytes()[:2] == b"\xff\xd8"

    panel.carried(messages.Generate, scope="all")
    panel.until_idle()
    take = panel.jobs[line].takes[0]

    panel.carried(messages.ShowPeaks, (take.key,), 64)
    [*_, peaks] = panel.until(lambda f: isinstance(f, messages.PeaksMade))
    assert len(Path(peaks.path).read_bytes()) == 128

    panel.carried(messages.LookAt, 30, 180)
    [*_, still] = panel.until(lambda f: isinstance(f, messages.StillMade))
    assert ReelFile(still.path).picture(0)[:2] == b"\xff\xd8"
    assert still.frame == 30
    while not (told := of(messages.ReelsReady, panel.facts)) or told[-1].prepared < told[-1].total:
        panel.until(lambda f: isinstance(f, messages.ReelsReady))
    assert told[0].anew and not any(fact.anew for fact in told[1:])
    reels = [reel for fact in told for reel in fact.reels]
    assert [len(ReelFile(reel.path)) for reel in reels] == [reel.frames for reel in reels]

    panel.carried(messages.ListenFrom, 0, ("film",))
    [*_, sound] = panel.until(lambda f: isinstance(f, messages.HeardReady))
    file = HeardFile(sound.path)
    loud = file.sound(panel.jobs[line].start * 2000, 48_000)
    assert any(loud)
    panel.carried(messages.ListenFrom, 0, ("film", "speech", "audio"))
    [*_, silence] = panel.until(lambda f: isinstance(f, messages.HeardReady))
    assert not any(HeardFile(silence.path).sound(0, file.num_samples))
    panel.carried(messages.ListenFrom, 0, ("film",), line, take.key)
    [*_, again] = panel.until(lambda f: isinstance(f, messages.HeardReady))
    assert again.path == sound.path

    heard = of(messages.Auditioned, panel.carried(messages.Audition, "bass", text="Hello."))[0]
    with wave.open(heard.path) as file:
        assert file.getframerate() == 48_000
    assert "no voice" in panel.refused(messages.Audition, "nobody").message
    assert "no sound" in panel.refused(messages.TakeVoiceFrom, "MARA", 0, 24, "Hello.").message


@pytest.mark.slow
def test_a_voice_is_taken_from_the_films_own_sound(tmp_path, panel):
    project = make_project(tmp_path / "cut")
    write_sounding_film(project.film, sine(4.2), codec="aac")
    panel.open(project.timeline, project.subtitles)
    panel.carried(messages.TakeVoiceFrom, "MARA", 0, 24, "Who is there?")
    voice = next(v for v in of(messages.CastViews, panel.facts)[-1].voices if v.speaker == "MARA")
    assert voice.decided and voice.recording and voice.words == "Who is there?"
    assert Path(voice.voice).is_relative_to(tmp_path)
    (part,) = recording_pictures.kept(Path(voice.voice))  # and the picture that it belongs to
    assert (part.start, part.num_samples) == (0, 48_000)
    assert Path(part.picture.path) == project.film
    if os.name == "posix":  # nobody else's to hear
        stand = [
            path.stat().st_mode & 0o777 for path in (Path(voice.voice).parent, Path(voice.voice))
        ]
        assert stand == [0o700, 0o600]
    assert "recordings" in voice.problem  # the sketch engine has its own voices
