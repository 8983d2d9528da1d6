"""Blender with a window on a screen of its own: the panel's buttons, in the background.

Needs `blender` (Debian's will do) and `Xvfb`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("in_blender_window.py")
_TIMEOUT_S = 300

pytestmark = [pytest.mark.host, pytest.mark.slow]


@contextmanager
def screen() -> Iterator[str]:
    """A virtual screen; gives its name for DISPLAY."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x900x24"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as number:
            yield f":{number.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def press_the_buttons(folder: Path, *picture: Path) -> dict:
    """What `in_blender_window.py` wrote down."""
    for program in ("blender", "Xvfb"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: apt-get install blender xvfb")
    command = ["blender", "--factory-startup", "--app-template", "Video_Editing", "-noaudio"]
    command += ["--enable-event-simulate", "--window-geometry", "0", "0", "1600", "900"]
    with screen() as display:
        done = subprocess.run(
            [*command, "--python", SCRIPT, "--", folder, *picture],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env={
                **os.environ,
                "DISPLAY": display,
                "HOME": str(folder),
                "LIBGL_ALWAYS_SOFTWARE": "1",
                "DEEPAUDIO_PYTHON": sys.executable,
            },
            timeout=_TIMEOUT_S,
        )
    told = folder / "told.json"
    assert told.exists(), done.stdout[-2000:] + done.stderr[-2000:]
    return json.loads(told.read_text())


def test_the_panels_button_renders_in_the_background_and_undo_takes_it_back(tmp_path: Path):
    told = press_the_buttons(tmp_path)
    assert "fault" not in told, told["fault"]
    assert told["invoked"] == ["RUNNING_MODAL"]
    assert any("rendering" in status for status in told["status"]), "the window said nothing"
    assert len(told["after"]) == len(told["before"]) + 9
    assert told["undone"] == told["before"]
    assert not told["second"], "a second render was allowed beside the first"
    assert told["stopped"] == told["before"]
