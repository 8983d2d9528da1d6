"""The worker process as the host side sees it: start, ask, survive, stop. No Qt, no numpy."""

from deepaudio_plugin.worker_client.client import WorkerClient
from deepaudio_plugin.worker_client.interpreter import worker_command

__all__ = ["WorkerClient", "worker_command"]
