"""Start-up files run in a host's Python: they import what is there, and nothing else."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TREES = Path(__file__).parents[3] / "resources" / "hosts"
SHARED = {path.stem for path in (TREES / "shared").glob("*.py")}
PANEL = {"PySide6", "PySide2", "deepaudio_ui"}  # where the host brings Qt, and our copied packages
ALLOWED = {
    "shared": SHARED,
    "blender": {"bpy"},
    "nuke": SHARED | PANEL | {"deepaudio_nuke", "hiero", "nuke", "nukescripts", "opentimelineio"},
    "openrv": SHARED | PANEL | {"deepaudio_openrv", "rv"},
    "resolve": SHARED | {"deepaudio_resolve"},
}
DYNAMIC = ("import_module", "__import__", "find_spec")


def imported(path: Path) -> Iterator[str]:
    """The top packages that a file imports by absolute name, also inside functions and by a call.

    The name of a call is often put together; then its constant beginning counts.
    """
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).split(".")[0]
        elif isinstance(node, ast.Call):
            function = node.func
            name = getattr(function, "attr", getattr(function, "id", ""))
            constants = [a.value for a in node.args if isinstance(a, ast.Constant)]
            if name in DYNAMIC and constants:
                yield str(constants[0]).split(".")[0]


@pytest.mark.parametrize("tree", sorted(path.name for path in TREES.iterdir() if path.is_dir()))
def test_start_up_files_import_the_standard_library_their_host_and_each_other(tree: str) -> None:
    files = sorted((TREES / tree).rglob("*.py"))
    assert files
    foreign = {
        (path.name, name)
        for path in files
        for name in imported(path)
        if name not in sys.stdlib_module_names and name not in ALLOWED[tree]
    }
    assert foreign == set()


def test_an_import_of_something_else_is_found(tmp_path: Path) -> None:
    path = tmp_path / "start_up.py"
    path.write_text(
        "import os\ndef late():\n    from numpy.linalg import norm\n"
        "    importlib.import_module('deepaudio_plugin.cli')\n"
    )
    assert set(imported(path)) == {"os", "numpy", "deepaudio_plugin"}
