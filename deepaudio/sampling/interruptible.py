"""Networks that ask between their layers whether they are still wanted.

A step of a large flow, or the decoding of a window, may take many seconds on a CPU.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from torch import nn

from deepaudio.networks.stopping import stopping


@contextlib.contextmanager
def interruptible(network: nn.Module, check: Callable[[], None]) -> Iterator[None]:
    """Within the block, `network` calls `check` before each of its parts and where those that
    take long may be stopped; it may raise.
    """
    hooks = [
        part.register_forward_pre_hook(lambda _part, _inputs: check()) for part in network.modules()
    ]
    try:
        with stopping(check):
            yield
    finally:
        for hook in hooks:
            hook.remove()
