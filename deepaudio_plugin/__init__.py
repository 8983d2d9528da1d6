"""The host side of DeepAudio for editors: read a timeline, plan, render, write tracks back.

Importing this package is cheap on purpose: it runs inside editing hosts, so every
name below loads its module at first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deepaudio_plugin.core.errors import DeepAudioError
    from deepaudio_plugin.core.options import RenderOptions
    from deepaudio_plugin.project.api import RenderResult, WrittenReport, plan, render, report
    from deepaudio_plugin.project.batch import render_all

__version__ = "0.1.0"

_HOMES = {
    "DeepAudioError": "deepaudio_plugin.core.errors",
    "RenderOptions": "deepaudio_plugin.core.options",
    "RenderResult": "deepaudio_plugin.project.api",
    "WrittenReport": "deepaudio_plugin.project.api",
    "plan": "deepaudio_plugin.project.api",
    "render": "deepaudio_plugin.project.api",
    "render_all": "deepaudio_plugin.project.batch",
    "report": "deepaudio_plugin.project.api",
}

__all__ = [
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


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
