"""The modules of the Blender extension that need no Blender, for tests without one."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).parents[2] / "resources" / "hosts" / "blender" / "deepaudio"
_NAME = "blender_extension_under_test"


def extension(module: str) -> ModuleType:
    """One module of the extension; the package itself imports nothing of Blender's."""
    if _NAME not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            _NAME, FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
        )
        assert spec is not None and spec.loader is not None
        package = importlib.util.module_from_spec(spec)
        sys.modules[_NAME] = package
        spec.loader.exec_module(package)
    return importlib.import_module(f"{_NAME}.{module}")
