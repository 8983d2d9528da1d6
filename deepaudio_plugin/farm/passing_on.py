"""What goes to other workers and comes from them, as the farm's client has it."""

from __future__ import annotations

import dataclasses

from deepaudio_plugin.core.protocol import Progress
from deepaudio_plugin.worker_client.standstill import QUIET_S

CANCEL_GRACE_S = 3.0
"""For a worker to stop a request: less than whoever cancels waits for the answer."""

_MARGIN_S = 30.0
"""Who has the worker looks after what does not move; whoever asks the farm has more patience."""


def passed_on(event: Progress, id_: str, host: str = "") -> Progress:
    """Progress of a request of this id, with the host's name where it is at work elsewhere."""
    quiet_s = max(event.quiet_s, QUIET_S) + _MARGIN_S
    return dataclasses.replace(event, id=id_, stage=at_host(event.stage, host), quiet_s=quiet_s)


def at_host(stage: str, host: str) -> str:
    """A stage with where it is: "sound: step 3 of 25, on gpu-07"."""
    if not host:
        return stage
    return f"{stage}, on {host}" if ":" in stage else f"{stage}: on {host}"
