"""`python -m deepaudio_plugin.farm ADDRESS`: a worker that is a farm, speaking on its pipes."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from types import FrameType

from deepaudio_plugin.core.errors import DeepAudioError, FarmError
from deepaudio_plugin.core.ipc.channel import Channel, take_over_standard_streams
from deepaudio_plugin.core.logs import log_to_stderr
from deepaudio_plugin.core.protocol import Hello
from deepaudio_plugin.worker_client.driver import failure_of

_JOINING_S = 50.0  # less than whoever asks waits for an answer, beside what hosts may take


def main() -> None:
    """Serve until standard input ends, then let go of the hosts."""
    options = _options()
    channel = take_over_standard_streams()
    log_to_stderr()
    code = 0
    try:
        _serve(channel, options)
    except (SystemExit, KeyboardInterrupt):
        code = 130
    except DeepAudioError as error:
        channel.send(failure_of(Hello().id, error))
    sys.stderr.flush()
    os._exit(code)  # a thread of Ray's must not keep the process alive


def _serve(channel: Channel, options: argparse.Namespace) -> None:
    from deepaudio_plugin.farm.bridge import Bridge
    from deepaudio_plugin.farm.cluster import RayCluster, no_cluster

    def give_up() -> None:
        error = no_cluster(options.address, f"nothing came of it within {_JOINING_S:g} s")
        channel.send(failure_of(Hello().id, error))
        os._exit(1)

    late = threading.Timer(_JOINING_S, give_up)  # Ray's own patience has no end
    late.daemon = True
    late.start()
    cluster = RayCluster(options.address, options.map, _command_there())
    late.cancel()
    signal.signal(signal.SIGTERM, _leave)  # after Ray has set its own
    Bridge(channel, cluster, wait_s=options.wait, seats=options.workers).serve()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deepaudio_plugin.farm", description=__doc__)
    parser.add_argument("address", help="auto, local, ray://HOST:10001 or HOST:6379")
    parser.add_argument("--map", action="append", default=[], help="FROM=TO")
    parser.add_argument("--wait", type=float, default=60.0, help="seconds for hosts to answer")
    parser.add_argument("--workers", type=int, default=0, help="how many; 0: one a GPU, or CPU")
    return parser.parse_args()


def _command_there() -> list[str]:
    """`DEEPAUDIO_FARM_COMMAND`: the workers' command line on hosts, as a JSON list."""
    text = os.environ.get("DEEPAUDIO_FARM_COMMAND", "")
    if not text:
        return []
    try:
        return [str(word) for word in json.loads(text)]
    except (ValueError, TypeError) as error:
        raise FarmError(
            f"DEEPAUDIO_FARM_COMMAND is no JSON list: {text!r:.80}",
            hint='Write it like ["/opt/deepaudio/bin/python", "-m", "deepaudio.worker"].',
        ) from error


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit


if __name__ == "__main__":
    main()
