"""Real players, driven without a screen. Each makes a WAV of a written timeline.

melt      `apt-get install --no-install-recommends melt`; plays .kdenlive
Blender   a Python with `bpy==4.5.*` and numpy<2: see `tests.hosts.blender`
GES       `apt-get install gir1.2-ges-1.0 python3-gi gstreamer1.0-plugins-good
          gstreamer1.0-libav`; plays .xges
"""

from __future__ import annotations

import contextlib
import functools
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.hosts.blender import bpy_python

HERE = Path(__file__).parent
_TIMEOUT_S = 300
_MELT_STARTS = 5
_GES = "import gi; gi.require_version('GES', '1.0'); from gi.repository import GES"
_WAV_HEADER = 100  # bytes: more is sound
_MELT_TIMEOUT_S = 20  # a mixdown takes about a second


def melt(project: Path, last_frame: int, first_frame: int = 0) -> Path:
    """The mixdown of MLT for a .kdenlive project, its frames from the first to the last."""
    sound = ["ar=48000", "ac=2", "acodec=pcm_s16le", "vn=1"]
    return _melted(project, last_frame, first_frame, "melt.wav", sound)


def melt_pictures(project: Path, last_frame: int, size: tuple[int, int]) -> Path:
    """The pictures of MLT for a .kdenlive project, so wide and so high, without sound."""
    picture = ["vcodec=ffv1", "pix_fmt=gray", "s={}x{}".format(*size), "an=1"]
    return _melted(project, last_frame, 0, "melt.mkv", picture)


def _melted(project: Path, last: int, first: int, name: str, settings: list[str]) -> Path:
    if shutil.which("melt") is None:
        pytest.skip("melt is not installed: apt-get install --no-install-recommends melt")
    # melt reads its own arguments as URLs, so they have plain names.
    plain, out = project.with_name("project.kdenlive"), project.with_name(name)
    shutil.copyfile(project, plain)
    # The project's black track may be far longer than the film, so the end is given.
    span = [f"in={first}", f"out={last}"]
    command = ["melt", plain, *span, "-consumer", f"avformat:{out}", *settings, "real_time=0"]
    for start in range(1, _MELT_STARTS + 1):
        # Once in about fifteen times melt 7.12 hangs at its start, or ends with an empty file.
        with contextlib.suppress(subprocess.TimeoutExpired):
            _run(*command, timeout_s=_MELT_TIMEOUT_S if start < _MELT_STARTS else _TIMEOUT_S)
            if out.exists() and out.stat().st_size > _WAV_HEADER:
                return out
    raise AssertionError(f"melt hung or wrote nothing {_MELT_STARTS} times")


def blender(timeline: Path) -> Path:
    """The mixdown of Blender's video sequencer."""
    python = bpy_python()
    if python is None:
        pytest.skip("bpy is not installed: run `make bpy`, or set DEEPAUDIO_BPY_PYTHON")
    out = timeline.with_suffix(".blender.wav")
    _run(python, HERE / "in_blender.py", timeline, out)
    return out


def ges(project: Path, *, long: bool = False) -> Path:
    """The mixdown of the GStreamer Editing Services for an .xges project.

    A long one is in mono: two hours are 700 MB, to be deleted.
    """
    if not _has_ges():
        pytest.skip("GES is not installed: apt-get install gir1.2-ges-1.0 python3-gi …")
    out = project.with_suffix(".ges.wav")
    channels = 1 if long else 2
    _run("/usr/bin/python3", HERE / "in_ges.py", project.as_uri(), out.as_uri(), channels)
    return out


def versions() -> dict[str, str]:
    """Which melt and which GES play here; skips where one is missing."""
    if shutil.which("melt") is None or not _has_ges():
        pytest.skip("melt or GES is not installed")
    told = subprocess.run(["melt", "--version"], check=False, capture_output=True, text=True)
    said = (told.stdout + told.stderr).split()
    ask = f"{_GES}; GES.init(); print('.'.join(map(str, GES.version())))"
    done = subprocess.run(["/usr/bin/python3", "-c", ask], check=True, capture_output=True)
    return {"melt": said[said.index("melt") + 1], "GES": done.stdout.decode().strip()}


@functools.cache
def _has_ges() -> bool:
    return Path("/usr/bin/python3").exists() and _runs("/usr/bin/python3", _GES)


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
