import subprocess
import sys

import deepaudio_plugin

HEAVY = ("numpy", "torch", "scipy", "av", "PySide6", "opentimelineio", "rich")


def in_a_fresh_interpreter(code):
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.strip()


def test_importing_the_host_side_loads_nothing_heavy():
    code = f"import sys, deepaudio_plugin; print([n for n in {HEAVY!r} if n in sys.modules])"
    assert in_a_fresh_interpreter(code) == "[]"


def test_a_project_needs_nothing_compiled_but_opentimelineio():
    code = (
        "import sys, deepaudio_plugin.project.api; "
        "print([n for n in ('numpy', 'torch', 'scipy', 'av', 'PySide6') if n in sys.modules])"
    )
    assert in_a_fresh_interpreter(code) == "[]"


def test_importing_loads_few_modules():
    code = "import sys; n = len(sys.modules); import deepaudio_plugin; print(len(sys.modules) - n)"
    assert int(in_a_fresh_interpreter(code)) <= 20


def test_the_public_names_are_these():
    assert deepaudio_plugin.__all__ == [
        "DeepAudioError",
        "RenderOptions",
        "RenderResult",
        "WrittenReport",
        "__version__",
        "plan",
        "render",
        "render_all",
        "report",
    ]
    assert all(hasattr(deepaudio_plugin, name) for name in deepaudio_plugin.__all__)


def test_a_name_that_is_none_is_an_attribute_error():
    assert not hasattr(deepaudio_plugin, "rendre")
