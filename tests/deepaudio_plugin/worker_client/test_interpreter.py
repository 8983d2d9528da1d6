"""The environment of a worker: the user's, without what a host or a library would make of it."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

from deepaudio_plugin.core.privacy import NO_TELEMETRY
from deepaudio_plugin.worker_client.interpreter import HOST_VARIABLES, worker_environment
from tests.helpers.blender_extension import extension

BRIDGE = Path(__file__).parents[3] / "resources/hosts/shared/deepaudio_outside.py"


def stripped_by_bridges() -> set[str]:
    """What the start-up files of hosts leave out; they run in the host's own Python."""
    for node in ast.parse(BRIDGE.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_OWN_VARIABLES":
            names = ast.literal_eval(ast.unparse(node.value).replace("*", ""))
            return {name for group in names for name in group}
    raise AssertionError("it has no list any more")


def test_what_a_host_sets_for_its_own_python_is_left_out():
    parent = dict.fromkeys(HOST_VARIABLES, "x") | {"LANG": "C"}
    environment = worker_environment(parent)
    assert not set(HOST_VARIABLES) & set(environment)
    assert environment["LANG"] == "C"


def test_every_list_of_what_a_host_sets_is_the_same():
    python = {name for name in stripped_by_bridges() if "PY" in name and "QT" not in name}
    assert python == set(HOST_VARIABLES)
    assert set(extension("outside")._OWN_VARIABLES) == set(HOST_VARIABLES)


def test_no_library_of_the_worker_may_send_anything():
    environment = worker_environment({"ORT_DISABLE_TELEMETRY": "0"})
    assert NO_TELEMETRY.items() <= environment.items()


def test_a_process_of_the_model_side_sets_it_for_itself():
    code = "import deepaudio, os; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    bare = {name: value for name, value in os.environ.items() if name not in NO_TELEMETRY}
    told = subprocess.run([sys.executable, "-c", code], env=bare, capture_output=True, check=True)
    assert told.stdout.split() == [b"1"]
