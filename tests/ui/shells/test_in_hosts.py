"""The panel as hosts load it: from the packages that were copied, and from nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import in_host

_LOAD = """
import json, sys
home, site = sys.argv[1:]
sys.path[:] = [p for p in sys.path if "site-packages" not in p]
sys.path.append(home + "/packages")
sys.meta_path[:] = [f for f in sys.meta_path if "editable" not in repr(f).lower()]
class OnlyQt:  # what a host brings of its own
    def find_spec(name, path=None, target=None):
        from importlib.machinery import PathFinder
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            return PathFinder.find_spec(name, path or [site])
sys.meta_path.append(OnlyQt)
from PySide6.QtWidgets import QApplication
app = QApplication([])
from deepaudio_ui.shells.docked import DockedPanel
class Host:
    name, version = "nuke", "16"
panel = DockedPanel(Host(), sys.executable)
panel.panel.start()
import deepaudio_ui, deepaudio_plugin
has_otio = "opentimelineio" in sys.modules
print(json.dumps([deepaudio_ui.__file__, deepaudio_plugin.__file__, has_otio]))
panel.close()
"""


@pytest.mark.slow
@pytest.mark.parametrize("host", ["nuke", "openrv"])
def test_the_copied_panel_runs_on_the_hosts_qt_alone(host, tmp_path):
    import PySide6

    home = in_host.installed(host, tmp_path) / "deepaudio"
    site = Path(PySide6.__file__).parents[1]
    ran = subprocess.run(
        [sys.executable, "-c", _LOAD, str(home), str(site)],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)},
    )
    assert ran.returncode == 0, ran.stderr
    ui, plugin, has_otio = json.loads(ran.stdout.splitlines()[-1])
    assert ui.startswith(str(home / "packages"))
    assert plugin.startswith(str(home / "packages"))
    assert not has_otio
