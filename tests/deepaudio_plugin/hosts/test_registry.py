import subprocess
import sys

import pytest

from deepaudio_plugin.core.errors import HostError, UsageError
from deepaudio_plugin.hosts import registry
from deepaudio_plugin.hosts.installing.finding import System


def test_every_host_has_a_name_and_a_dialect_of_its_own():
    hosts = registry.hosts()
    assert len({host.name for host in hosts}) == len(hosts) == 8
    assert len({host.dialect for host in hosts}) == 8
    assert registry.target_names() == tuple(host.name for host in hosts)


def test_every_program_says_what_to_click_and_how_tracks_are_brought_in():
    programs = registry.programs()
    assert {host.name for host in registry.hosts()} - {host.name for host in programs} == {
        "generic"
    }
    assert all(host.title and host.click and host.bring_in for host in programs)


@pytest.mark.parametrize("platform", ["linux", "macos", "windows"])
def test_every_pattern_of_every_host_can_be_filled_in(platform, tmp_path):
    system = System(platform=platform, home=tmp_path, root=tmp_path, environ={})
    for host in registry.hosts():
        patterns = [
            *host.well_known.get(platform, ()),
            *host.traces.get(platform, ()),
            *filter(None, [host.folder.get(platform)]),
        ]
        assert all("{" not in str(system.expand(pattern, "1.2")) for pattern in patterns)
        assert host.launcher or not host.installs


def test_a_host_is_found_by_name_in_any_case():
    assert registry.program(" Blender ").title == "Blender"


@pytest.mark.parametrize("look_up", [registry.program, registry.target, registry.dialect])
def test_an_unknown_host_is_answered_with_the_known_ones(look_up):
    with pytest.raises(UsageError) as refused:
        look_up("flame")
    assert "kdenlive, nuke" in refused.value.hint


@pytest.mark.parametrize("name", registry.target_names())
def test_every_dialect_is_loaded_once(name):
    assert registry.dialect(name) is registry.dialect(name)


def test_a_dialect_that_does_not_load_is_an_error_with_a_way_on(monkeypatch):
    torn = registry.Host(name="torn", title="Torn", dialect="no_such_module:Torn")
    monkeypatch.setattr(registry, "_entry_points", lambda: ([torn], ()))
    with pytest.raises(HostError, match="the dialect of Torn does not load") as refused:
        registry.dialect("torn")
    assert "--for generic" in refused.value.hint


def test_the_descriptions_load_nothing_but_the_standard_library():
    code = (
        "import sys, deepaudio_plugin.hosts.registry as r; r.hosts(); "
        "print([n for n in ('opentimelineio', 'PySide6', 'platformdirs') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
