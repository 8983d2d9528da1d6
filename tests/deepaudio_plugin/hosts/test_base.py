import subprocess
import sys

import pytest

from deepaudio_plugin.hosts import base


@pytest.mark.parametrize(
    ("older", "newer"), [("4.2", "4.10"), ("16.0v2", "16.0v3"), ("25.04", "25.12.1"), ("", "1")]
)
def test_versions_are_compared_by_their_numbers(older, newer):
    assert base.version_key(older) < base.version_key(newer)


def test_a_folders_version_is_major_and_minor():
    assert base.short_version("4.5.15 LTS") == "4.5"


def test_only_a_version_known_to_be_too_old_is_objected_to():
    install = base.HostInstall("x", "X", "window", (), oldest="4.2")
    assert install.objection("4.1.9") == "X 4.1.9 is too old: 4.2 or later is needed"
    assert install.objection("4.2") == install.objection("") == ""


def test_a_host_has_only_the_methods_of_what_it_can_do():
    class Viewer:
        name, version = "viewer", "1"

        def playhead(self):
            return 3

    assert isinstance(Viewer(), base.KnowsPlayhead)
    assert not isinstance(Viewer(), base.ReceivesTracks)


def test_the_base_loads_nothing_but_the_standard_library():
    code = (
        "import sys, deepaudio_plugin.hosts.registry as r; r.running_host(); "
        "print([n for n in ('opentimelineio', 'PySide6', 'platformdirs') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
