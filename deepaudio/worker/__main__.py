"""`python -m deepaudio.worker`: the worker process, speaking the protocol on its pipes."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from types import FrameType

from deepaudio.worker.engines import REGISTRY, Engines, registry
from deepaudio.worker.server import Server
from deepaudio_plugin.core.ipc.channel import take_over_standard_streams
from deepaudio_plugin.core.logs import log_to_stderr


def main() -> None:
    """Serve until standard input ends, then leave without waiting for anybody."""
    options = _options()
    channel = take_over_standard_streams()
    log_to_stderr()
    signal.signal(signal.SIGTERM, _leave)
    code = 0
    try:
        Server(channel, Engines(registry(options.engines)), options.parallel).serve()
    except (SystemExit, KeyboardInterrupt):
        code = 130
    sys.stderr.flush()
    os._exit(code)  # a stage deep in native code must not keep the process alive


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deepaudio.worker", description=__doc__)
    parser.add_argument("--engines", default=REGISTRY, help="module that offers the engines")
    parser.add_argument("--parallel", type=int, help="requests worked on at once")
    return parser.parse_args()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit


if __name__ == "__main__":
    main()
