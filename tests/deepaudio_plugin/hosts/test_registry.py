import sys

import pytest

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.hosts import registry
from deepaudio_plugin.hosts.finding import System


@pytest.fixture
def other_package(tmp_path, monkeypatch):
    """A package of others with two entry points, one of them broken."""
    (tmp_path / "my_host.py").write_text(
        "from deepaudio_plugin.hosts.base import HostInstall\n"
        "class Running:\n    name, version = 'myhost', '1'\n"
        "INSTALL = HostInstall('myhost', 'My Host', 'files', (), connect=Running)\n"
    )
    info = tmp_path / "my_package-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my-package\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "[deepaudio.hosts]\n"
        "myhost = my_host:INSTALL\nbroken = my_host:MISSING\nodd = my_host:Running\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("my_host", None)


def test_every_host_has_a_name_of_its_own_and_says_what_to_click():
    hosts = registry.hosts()
    assert len({install.name for install in hosts}) == len(hosts) == 7
    assert all(install.title and install.click for install in hosts)


@pytest.mark.parametrize("platform", ["linux", "macos", "windows"])
def test_every_pattern_of_every_host_can_be_filled_in(platform, tmp_path):
    system = System(platform=platform, home=tmp_path, root=tmp_path, environ={})
    for install in registry.hosts():
        patterns = [
            *install.well_known.get(platform, ()),
            *install.traces.get(platform, ()),
            *filter(None, [install.folder.get(platform)]),
        ]
        assert all("{" not in str(system.expand(pattern, "1.2")) for pattern in patterns)
        assert install.launcher or not install.installs


def test_a_host_is_found_by_name_in_any_case():
    assert registry.host(" Blender ").title == "Blender"


def test_an_unknown_host_is_answered_with_the_known_ones():
    with pytest.raises(UsageError) as refused:
        registry.host("flame")
    assert "blender, nuke" in refused.value.hint


@pytest.mark.usefixtures("other_package")
def test_another_package_adds_its_host_by_entry_point():
    assert registry.host("myhost").title == "My Host"
    assert registry.running_host().name == "myhost"


@pytest.mark.usefixtures("other_package")
def test_a_bridge_that_does_not_load_is_reported_and_the_rest_works():
    faults = registry.broken()
    assert len(faults) == 2
    assert any("broken (my_host:MISSING): AttributeError" in fault for fault in faults)
    assert any("odd (my_host:Running): is no HostInstall" in fault for fault in faults)


def test_outside_every_host_there_is_no_running_one():
    assert registry.running_host() is None
