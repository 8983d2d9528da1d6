"""Formats have versions, and older ones one way to the newest."""

from __future__ import annotations

import pytest

from deepaudio_plugin.core.errors import ProtocolError
from deepaudio_plugin.core.formats import FORMATS, Format, NewerFormatError

THREE = Format(
    "things",
    3,
    {
        1: lambda body: {**body, "name": body["title"]},
        2: lambda body: {"name": body["name"].upper()},
    },
)


def test_a_body_of_this_version_is_read_as_it_is() -> None:
    assert THREE.upgraded(THREE.stamped({"name": "A"})) == {"name": "A"}


@pytest.mark.parametrize(
    "body", [{"version": 1, "title": "a"}, {"version": 2, "name": "a"}, {"version": 3, "name": "A"}]
)
def test_older_bodies_go_through_every_step_from_theirs(body: dict) -> None:
    before = dict(body)
    assert THREE.upgraded(body) == {"name": "A"}
    assert body == before


def test_a_newer_body_is_left_alone() -> None:
    with pytest.raises(NewerFormatError, match="things: format 4 is newer than 3"):
        THREE.upgraded({"version": 4})


@pytest.mark.parametrize("version", [None, 0, -1, "1", True, 1.0])
def test_a_body_without_a_version_is_refused(version: object) -> None:
    with pytest.raises(ProtocolError, match="version"):
        THREE.upgraded({"version": version})


@pytest.mark.parametrize("kept", FORMATS, ids=lambda kept: kept.name)
def test_there_is_a_step_from_every_version_before(kept: Format) -> None:
    assert sorted(kept.steps) == list(range(1, kept.version))
