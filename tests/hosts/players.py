"""Real players, driven without a screen. Each makes a WAV of a written timeline.

melt      `apt-get install --no-install-recommends melt`
Blender   a Python with `bpy==4.5.*` and numpy<2, named by DEEPAUDIO_BPY_PYTHON
GES       `apt-get install gir1.2-ges-1.0 python3-gi gstreamer1.0-plugins-good
          gstreamer1.0-libav`
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import shutil
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET
from pathlib import Path

import opentimelineio as otio
import pytest

HERE = Path(__file__).parent
_TIMEOUT_S = 120
_MELT_STARTS = 5
_WAV_HEADER = 100  # bytes: more is sound
_MELT_TIMEOUT_S = 20  # a mixdown takes about a second


def melt(timeline: Path, frames: int) -> Path:
    """The mixdown of MLT, by way of OTIO's Kdenlive adapter."""
    if shutil.which("melt") is None:
        pytest.skip("melt is not installed: apt-get install --no-install-recommends melt")
    pytest.importorskip("otio_kdenlive_adapter", reason="pip install -e '.[formats]'")
    # melt reads its own arguments as URLs, so they have plain names.
    project, out = timeline.with_name("project.kdenlive"), timeline.with_name("melt.wav")
    _convert(timeline, project)
    _add_mixes(project)
    # The adapter's black track is far longer than the film, so the end is given.
    sound = ["ar=48000", "ac=2", "acodec=pcm_s16le", "vn=1", "real_time=0"]
    command = ["melt", project, f"out={frames - 1}", "-consumer", f"avformat:{out}", *sound]
    for start in range(1, _MELT_STARTS + 1):
        # Once in about fifteen times melt 7.12 hangs at its start, or ends with an empty file.
        with contextlib.suppress(subprocess.TimeoutExpired):
            _run(*command, timeout_s=_MELT_TIMEOUT_S if start < _MELT_STARTS else _TIMEOUT_S)
            if out.exists() and out.stat().st_size > _WAV_HEADER:
                return out
    raise AssertionError(f"melt hung or wrote nothing {_MELT_STARTS} times")


def blender(timeline: Path) -> Path:
    """The mixdown of Blender's video sequencer."""
    python = _blender_python()
    if python is None:
        pytest.skip("bpy is not installed: set DEEPAUDIO_BPY_PYTHON to a Python that has it")
    out = timeline.with_suffix(".blender.wav")
    _run(python, HERE / "in_blender.py", timeline, out)
    return out


def ges(project: Path) -> Path:
    """The mixdown of the GStreamer Editing Services for an .xges project."""
    if not _has_ges():
        pytest.skip("GES is not installed: apt-get install gir1.2-ges-1.0 python3-gi …")
    out = project.with_suffix(".ges.wav")
    _run("/usr/bin/python3", HERE / "in_ges.py", project.as_uri(), out.as_uri())
    return out


def _convert(timeline: Path, project: Path) -> None:
    """As `otioconvert` does; the adapter prints that it is retired."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        read = otio.adapters.read_from_file(str(timeline))
        otio.adapters.write_to_file(read, str(project))


def _add_mixes(project: Path) -> None:
    """Let audio tracks sound together, as Kdenlive itself does when it opens the project."""
    tree = ET.parse(project)
    main = tree.getroot().findall("tractor")[-1]
    audio = {
        tractor.get("id")
        for tractor in tree.getroot().findall("tractor")
        if any(p.get("name") == "kdenlive:audio_track" for p in tractor.findall("property"))
    }
    for number, track in enumerate(main.findall("track")):
        if track.get("producer") in audio:
            mix = ET.SubElement(main, "transition")
            facts = {"a_track": "0", "b_track": str(number), "mlt_service": "mix"}
            for name, value in {**facts, "always_active": "1", "sum": "1"}.items():
                ET.SubElement(mix, "property", name=name).text = value
    tree.write(project, encoding="utf-8", xml_declaration=True)


@functools.cache
def _blender_python() -> str | None:
    for python in (os.environ.get("DEEPAUDIO_BPY_PYTHON", ""), sys.executable):
        if python and _runs(python, "import bpy"):
            return python
    return None


@functools.cache
def _has_ges() -> bool:
    check = "import gi; gi.require_version('GES', '1.0'); from gi.repository import GES"
    return Path("/usr/bin/python3").exists() and _runs("/usr/bin/python3", check)


def _runs(python: str, code: str) -> bool:
    try:
        done = subprocess.run([python, "-c", code], check=False, capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


def _run(*command: object, timeout_s: float = _TIMEOUT_S) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout_s,
    )
    assert done.returncode == 0, done.stderr[-2000:]
