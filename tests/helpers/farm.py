"""A small Ray cluster on this computer, and what its hosts leave behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

MARK = "DEEPAUDIO_FARM_TEST"
PATIENCE_S = 60.0
_MEMORY = 80 << 20  # of each node's object store: takes are small
_NOTICE = {
    "health_check_initial_delay_ms": 0,
    "health_check_period_ms": 500,
    "health_check_failure_threshold": 4,
}


class SmallCluster:
    """A head that renders nothing, and nodes of one core each. For the main thread."""

    def __init__(self, nodes: int) -> None:
        self.mark = uuid.uuid4().hex
        os.environ[MARK] = self.mark
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        from ray.cluster_utils import Cluster

        head = {
            "num_cpus": 0,
            "object_store_memory": _MEMORY,
            "include_dashboard": False,
            "_system_config": _NOTICE,
        }
        self._cluster = Cluster(initialize_head=True, head_node_args=head)
        self.address: str = self._cluster.address
        self._session = Path(self._cluster.head_node.get_session_dir_path())
        for _ in range(nodes):
            self.add()

    def add(self, cores: int = 1) -> Any:
        """Another node."""
        return self._cluster.add_node(num_cpus=cores, object_store_memory=_MEMORY)

    def kill(self, node: Any) -> None:
        """End a node as if its power were cut: all at once.

        Left to itself what it has started only notices after a while, and begins with more.
        """
        (raylet,) = node.all_processes["raylet"]
        root = psutil.Process(raylet.process.pid)
        for process in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                process.kill()
        self._cluster.remove_node(node, allow_graceful=False)

    def close(self) -> None:
        """End all of it, and have nothing left: Ray itself keeps its logs for ever."""
        self._cluster.shutdown()
        os.environ.pop(MARK, None)
        left = list(self._processes())
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(left, PATIENCE_S)
        shutil.rmtree(self._session, ignore_errors=True)
        latest = self._session.with_name("session_latest")
        if latest.is_symlink() and latest.readlink() == self._session:
            latest.unlink(missing_ok=True)

    def wait_until_idle(self) -> list[str]:
        """Command lines of actors and workers that are left after a while."""
        deadline = time.monotonic() + PATIENCE_S
        while (left := list(self._at_work())) and time.monotonic() < deadline:
            time.sleep(0.1)
        return left

    def _at_work(self) -> Iterator[str]:
        for process in self._processes():
            with contextlib.suppress(psutil.Error):
                words = " ".join(process.cmdline())
                if "ray::Seat" in words or ("worker" in words and "ray" not in words):
                    yield words

    def _processes(self) -> Iterator[psutil.Process]:
        """All that was started since this cluster began, however far removed; but not this one."""
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                if process.pid != os.getpid() and process.environ().get(MARK) == self.mark:
                    yield process
