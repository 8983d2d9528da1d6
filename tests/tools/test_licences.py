"""Licences of what is installed with DeepAudio: none that would bind everything to the GPL."""

from __future__ import annotations

from email.message import Message
from types import SimpleNamespace

import pytest

from tools.installed import installed
from tools.licences import judge, licence_of, main, stated_by

LICENCES = {name: licence_of(made) for name, made in installed().items()}


def test_what_is_installed_is_known():
    """The walk reaches what is needed by what is needed, and extras only when asked."""
    assert {"av", "torch", "numpy", "pyside6-addons", "shiboken6", "opentimelineio"} <= set(
        LICENCES
    )
    assert "deepaudio-editors" not in LICENCES
    assert "pytest" not in LICENCES
    assert "otio-aaf-adapter" in installed(("formats",))


@pytest.mark.parametrize("name", sorted(LICENCES))
def test_no_distribution_is_gpl_only_or_without_a_licence(name: str):
    licence = LICENCES[name]
    assert not licence.is_refused, licence


def test_qt_is_taken_under_the_lgpl():
    assert LICENCES["pyside6-essentials"].verdict == "weak copyleft"
    assert "LGPL" in LICENCES["pyside6-essentials"].stated


def test_libraries_inside_wheels_are_named():
    """docs/security.md says what they mean; a wheel that has no GPL encoders any more is news."""
    made = installed()["av"]
    has_encoders = any(file.name.startswith("libx264") for file in made.files or ())
    assert has_encoders == any("x264" in what for what in LICENCES["av"].bundled)


def test_the_tool_prints_every_distribution_and_passes(capsys):
    assert main() == 0
    told = capsys.readouterr().out
    for licence in LICENCES.values():
        assert f"{licence.name} " in told
    assert "none" in told.splitlines()[-1]


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [
        ("MIT", "free"),
        ("Apache-2.0 AND Apache-2.0 WITH LLVM-exception AND MIT", "free"),
        ("GPL-3.0-only", "GPL only"),
        ("AGPL-3.0-or-later", "GPL only"),
        ("GNU General Public License v3 (GPLv3)", "GPL only"),
        ("(GNU General Public License v3 (GPLv3))", "GPL only"),
        ("GNU Lesser General Public License v3 (LGPLv3)", "weak copyleft"),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", "weak copyleft"),
        ("MIT OR GPL-2.0-only", "free"),
        ("MIT AND GPL-2.0-only", "GPL only"),
        ("MIT AND (GPL-2.0-only OR BSD-3-Clause)", "free"),
        ("(MIT OR Zlib) AND GPL-2.0-only", "GPL only"),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", "weak copyleft"),
        ("MPL-2.0 AND MIT", "weak copyleft"),
        ("(Mozilla Public License 2.0 (MPL 2.0))", "weak copyleft"),
        ("", "not stated"),
    ],
)
def test_verdicts(stated: str, verdict: str):
    assert judge(stated) == verdict


def test_where_a_licence_is_stated():
    """The expression counts before classifiers, and those before a text."""

    def metadata(**fields: str) -> Message:
        made = Message()
        for name, value in fields.items():
            made[name.replace("_", "-")] = value
        return made

    def stated(**fields: str) -> str:
        return stated_by(SimpleNamespace(metadata=metadata(**fields)))

    classifier = "License :: OSI Approved :: GNU General Public License v3 (GPLv3)"
    assert stated(License_Expression="MIT", Classifier=classifier) == "MIT"
    assert judge(stated(License="Some words of a lawyer", Classifier=classifier)) == "GPL only"
    assert stated(License="LGPL-3.0-only OR GPL-2.0-only") == "LGPL-3.0-only OR GPL-2.0-only"
    assert stated(License="3-Clause BSD License") == "3-Clause BSD License"
    assert stated(Classifier="License :: OSI Approved") == ""
