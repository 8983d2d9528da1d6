"""Who renders: a worker on this computer, or a farm that speaks as one."""

from __future__ import annotations

import os
from collections.abc import Sequence

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.worker_client.client import WorkerClient
from deepaudio_plugin.worker_client.interpreter import farm_command

WAIT_VARIABLE = "DEEPAUDIO_FARM_WAIT_S"
WORKERS_VARIABLE = "DEEPAUDIO_FARM_WORKERS"
DEFAULT_WAIT_S = 60.0
_JOINING_S = 60.0  # that Ray may take to find the cluster, before hosts are awaited


def worker_for(farm: str = "", paths: Sequence[str] = (), *, python: str = "") -> WorkerClient:
    """A client of the farm at an address, or where there is none of a worker here.

    `paths` are folders as the farm names them, FROM=TO. Raises UsageError for variables of the
    environment that are no numbers, and WorkerStartError when there is no Python to run it.
    """
    if not farm:
        return WorkerClient(python)
    wait_s = _number(WAIT_VARIABLE, DEFAULT_WAIT_S)
    workers = int(_number(WORKERS_VARIABLE, 0))
    command = farm_command(farm, paths=paths, wait_s=wait_s, workers=workers)
    return WorkerClient(command=command, start_timeout_s=wait_s + _JOINING_S)


def _number(variable: str, default: float) -> float:
    text = os.environ.get(variable, "")
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e6:
        raise UsageError(
            f"{variable}={text!r:.40} is no number of use", hint="Give 60, or unset it."
        )
    return value
