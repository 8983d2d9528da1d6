"""Gains in formats whose clips say them: the clip has the gain, and its file has none."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from deepaudio_plugin.decisions.gains import set_gain
from deepaudio_plugin.decisions.model import adjust_lines, prompt_shots
from deepaudio_plugin.output.crossfades import mix_parts
from deepaudio_plugin.output.laying import stems_for
from deepaudio_plugin.rendering.progress import Watch
from tests.helpers.finished import finish, opened


def of_reaper(path: Path) -> dict[str, float]:
    rpp = pytest.importorskip("rpp", reason="the extra [formats] is not installed")
    found = {}
    for track in rpp.loads(path.read_text("utf-8")).findall("TRACK"):
        for item in track.findall("ITEM"):
            said = {child[0]: child[1:] for child in item if isinstance(child, list)}
            found[said["NAME"][0]] = 20 * math.log10(float(said["VOLPAN"][0]))
    return found


def of_fcp7(path: Path) -> dict[str, float]:
    found = {}
    for clip in ET.parse(path).getroot().iter("clipitem"):
        level = clip.find("./filter/effect[effectid='audiolevels']/parameter[parameterid='level']")
        value = 1.0 if level is None else float(level.findtext("value", ""))
        found[clip.findtext("name", "")] = 20 * math.log10(value)
    return found


def of_fcpx(path: Path) -> dict[str, float]:
    found = {}
    for clip in ET.parse(path).getroot().iterfind(".//clip[@lane]"):
        amount = clip.find("adjust-volume")
        said = "0dB" if amount is None else amount.get("amount", "")
        found[clip.get("name", "")] = float(said.removesuffix("dB"))
    return found


FORMATS: dict[str, tuple[str, Callable[[Path], dict[str, float]]]] = {
    "rpp": ("", of_reaper),
    "xml": ("otio_fcp_adapter", of_fcp7),
    "fcpxml": ("otio_fcpx_xml_adapter", of_fcpx),
}


@pytest.mark.parametrize("kind", FORMATS)
def test_clips_have_the_gain_and_files_are_as_they_were_generated(project, library, kind):
    adapter, gains_in = FORMATS[kind]
    if adapter:
        pytest.importorskip(adapter, reason="the extra [formats] is not installed")
    output = project.timeline.with_name(f"out.{kind}")
    one = opened(project.timeline, library, subtitles=(project.subtitles,), output=output)
    finish(one)
    plain = one.writing().write(_no_worker, Watch())
    files = {path.name: path.read_bytes() for path in plain.media_folder.glob("*.wav")}
    assert not any("gains" in problem.message for problem in plain.problems)

    one.decide("gain", lambda d: set_gain(d, "speech", -6.0))
    shot = next(ref for ref, job in one.jobs.by_ref.items() if job.stem == "audio")
    shots = {shot: one.contents.shot(shot)}
    one.decide("gain", lambda d: prompt_shots(d, shots, gain_db=2.5))
    written = one.writing().write(_no_worker, Watch())
    one.close()
    found = {round(gain, 2) for gain in gains_in(written.output).values()}
    assert found >= {-6.0, 2.5}
    assert not any("\ue001" in name for name in gains_in(written.output))
    assert {path.name: path.read_bytes() for path in written.media_folder.glob("*.wav")} == files
    assert any("the clips' own" in problem.message for problem in written.problems)


@pytest.mark.parametrize(
    ("level", "told"), [("0.501187", False), ("0.25", True)], ids=["as written", "changed"]
)
def test_a_file_that_comes_back_tells_of_levels_that_are_not_ours(project, library, level, told):
    pytest.importorskip("otio_fcp_adapter", reason="the extra [formats] is not installed")
    output = project.timeline.with_name(f"{project.timeline.stem}.deepaudio.xml")
    one = opened(project.timeline, library, subtitles=(project.subtitles,), output=output)
    finish(one)
    one.decide("gain", lambda d: set_gain(d, "speech", -6.0))
    one.writing().write(_no_worker, Watch())
    one.save()
    one.close()
    exported = output.read_text("utf-8")
    assert exported.count("0.501187") == 1
    host = output.with_name("from the host.xml")
    host.write_text(exported.replace("0.501187", level), "utf-8")
    back = opened(host, library, subtitles=(project.subtitles,))
    assert back.plan.decisions.gains == {"speech": -6.0}
    notes = [problem.message for problem in back.plan.problems if "levels" in problem.message]
    back.close()
    assert any("a level of -12 dB" in note for note in notes) == told
    assert any("levels, effects or fades of yours" in note for note in notes) == told


def test_a_gain_that_hosts_cannot_say_stays_in_the_file(project, library):
    output = project.timeline.with_name("out.xml")
    one = opened(project.timeline, library, subtitles=(project.subtitles,), output=output)
    finish(one)
    one.decide("gain", lambda d: set_gain(set_gain(d, "speech", 12), "audio", 12))
    shot = next(ref for ref, job in one.jobs.by_ref.items() if job.stem == "audio")
    line = next(ref for ref, job in one.jobs.by_ref.items() if job.stem == "speech")
    cues = {line: one.contents.cue(line)}
    one.decide("gain", lambda d: adjust_lines(d, cues, {"gain_db": 3.0}))
    writing = one.writing()
    made = stems_for(output, writing.plan, writing.outcome, writing.options)
    one.close()
    loud = {s.placed.job.ref: (s.placed.file_gain_db, s.placed.clip_gain_db) for s in made}
    assert loud[line] == (15, 0)
    assert loud[shot] == (0, 12)


def test_a_mix_from_such_files_has_the_gains_of_the_clips(project, library):
    output = project.timeline.with_name("out.rpp")
    one = opened(project.timeline, library, subtitles=(project.subtitles,), output=output)
    finish(one)
    one.decide("gain", lambda d: set_gain(d, "speech", -6.0))
    writing = one.writing()
    made = stems_for(output, writing.plan, writing.outcome, writing.options)
    one.close()
    parts = mix_parts([(s.placed, Path("/media") / s.file_name) for s in made], writing.plan.shots)
    assert {(part.stem, part.gain_db) for part in parts} == {("speech", -6.0), ("audio", 0.0)}


def _no_worker():
    raise AssertionError("files that are the takes themselves need no worker")
