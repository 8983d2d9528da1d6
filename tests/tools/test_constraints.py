"""constraints.txt: a tested version of all that we ask for, within what we allow."""

from __future__ import annotations

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import audit
from tools.constraints import EXTRAS, FILE, constraints

PINS = {
    canonicalize_name(pin.name): pin
    for line in FILE.read_text("utf-8").splitlines()
    if not line.startswith("#")
    for pin in [Requirement(line)]
}
PYTHON = "3.11"
"""That the pins were taken on."""


def pinned(name: str) -> str:
    (bound,) = PINS[name].specifier
    assert bound.operator == "=="
    return bound.version


def test_everything_we_ask_for_has_a_tested_version_within_its_bounds():
    tomllib = pytest.importorskip("tomllib")
    project = tomllib.loads((FILE.parent / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [*project["dependencies"]]
    for extra in EXTRAS:
        lines += project["optional-dependencies"][extra]
    for wanted in map(Requirement, lines):
        if wanted.marker is None or wanted.marker.evaluate({"python_version": PYTHON}):
            version = pinned(canonicalize_name(wanted.name))
            assert wanted.specifier.contains(version), f"{wanted} does not take {version}"


def test_pins_hold_on_their_python_only_and_name_no_build():
    for pin in PINS.values():
        assert pin.marker is not None
        assert pin.marker.evaluate({"python_version": PYTHON})
        assert not pin.marker.evaluate({"python_version": "3.10"})
        assert "+" not in str(pin.specifier)


def test_the_tool_writes_what_pip_reads():
    lines = [line for line in constraints().splitlines() if not line.startswith("#")]
    assert [Requirement(line) for line in lines]
    assert lines == sorted(lines, key=lambda line: line.partition("==")[0])


def test_what_is_asked_about_vulnerabilities_are_these_versions():
    assert str(FILE) in audit.command("--strict")
    assert audit.command("--strict")[-1] == "--strict"
