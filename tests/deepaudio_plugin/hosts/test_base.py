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
    host = base.Host("x", "X", "window", oldest="4.2")
    assert host.objection("4.1.9") == "X 4.1.9 is too old: 4.2 or later is needed"
    assert host.objection("4.2") == host.objection("") == ""
