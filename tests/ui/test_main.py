from __future__ import annotations

import subprocess
import sys


def test_without_qt_it_says_what_to_install():
    code = (
        "import sys; sys.modules['PySide6.QtWidgets'] = None\n"
        "from deepaudio_ui.main import main; sys.exit(main([]))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 3
    assert "pip install PySide6-Essentials" in done.stderr
    assert "deepaudio render" in done.stderr


def test_help_needs_no_window():
    done = subprocess.run(
        [sys.executable, "-m", "deepaudio_ui.main", "--help"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert "TIMELINE" in done.stdout


def test_the_interface_loads_nothing_compiled_but_qt():
    """It lives in hosts' interpreters, which may have no OpenTimelineIO."""
    code = (
        "import sys, deepaudio_ui.shells.window\n"
        "heavy = {'opentimelineio', 'numpy', 'torch', 'av', 'soundfile', 'scipy', 'deepaudio'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True,
        env={**__import__("os").environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.stdout.strip() == "[]", done.stderr
