"""What keeps the libraries under us from sending anything. Standard library only.

See docs/privacy.md: nothing leaves the machine but what `deepaudio models pull` asks for.
"""

from __future__ import annotations

import os

NO_TELEMETRY = {
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime: only its environment, before the import, does it
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "RAY_USAGE_STATS_ENABLED": "0",  # Ray: a cluster that we start or join reports nothing of it
}
"""Environment of every process of ours, and of those that they start."""


def switch_telemetry_off() -> None:
    """Set `NO_TELEMETRY` in this process, before any library that would read it is imported."""
    os.environ.update(NO_TELEMETRY)
