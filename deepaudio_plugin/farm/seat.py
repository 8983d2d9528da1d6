"""What Ray places on a host. It travels as code, so that a host without DeepAudio can say so.

Standard library only, until it has said hello.
"""

from __future__ import annotations

import socket
from typing import Any


class Seat:
    """An actor's class: says hello, and passes calls on to the `HostedWorker` that it keeps."""

    def __init__(self) -> None:
        self._worker: Any = None

    def hello(
        self, rules: list[str], version: str, command: list[str], alone: bool
    ) -> dict[str, Any]:
        """Start the worker, another one if there is one; who this is, or why there is none.

        `command` is that of another worker than DeepAudio's, and `alone` has it render one take
        at a time: it has one core.
        """
        import ray

        node = ray.get_runtime_context().get_node_id()
        told: dict[str, Any] = {"host": socket.gethostname(), "node": node}
        self.close()
        try:
            from deepaudio_plugin.core import protocol
            from deepaudio_plugin.farm.hosted import HostedWorker
            from deepaudio_plugin.worker_client.interpreter import worker_command
        except ImportError as error:
            why = f"has no DeepAudio of this version ({error})"
            return {**told, "problem": why, "hint": "Install deepaudio-editors[farm] there."}
        try:
            words = command or [*worker_command(), *(["--parallel", "1"] if alone else [])]
            self._worker = HostedWorker(told["host"], rules, version, words)
        except Exception as error:  # whatever it is, it is told and costs this host alone
            why = getattr(error, "message", "") or f"{type(error).__name__}: {error}"
            return {**told, "problem": why, "hint": getattr(error, "hint", "")}
        return {**told, "ready": protocol.encode(self._worker.ready)}

    def give(self, attempt: str, line: bytes, needed: dict[str, int]) -> None:
        """See `HostedWorker.give`."""
        self._worker.give(attempt, line, needed)

    def stop(self, attempt: str) -> None:
        """See `HostedWorker.stop`."""
        self._worker.stop(attempt)

    def give_back(self, attempt: str) -> None:
        """See `HostedWorker.give_back`."""
        self._worker.give_back(attempt)

    def news(self, wait_s: float) -> list[tuple[str, bytes, bytes, str]]:
        """See `HostedWorker.news`."""
        return [(n.attempt, n.line, n.content, n.digest) for n in self._worker.news(wait_s)]

    def close(self) -> None:
        """End the worker."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()
