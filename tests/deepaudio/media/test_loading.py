"""PyAV is loaded once, however many threads begin at the same time."""

from __future__ import annotations

import subprocess
import sys

THREADS = """
import importlib, sys, threading
from deepaudio.media.loading import load_decoder

sys.setswitchinterval(1e-5)
parts = ["av.error", "av.codec.context", "av.audio.frame", "av.video.frame", "av.container",
         "av", "av.stream", "av.video.reformatter"]
together = threading.Barrier(len(parts))
loaded = []

def use(part):
    together.wait()
    load_decoder()
    loaded.append(importlib.import_module(part))

threads = [threading.Thread(target=use, args=(part,)) for part in parts]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(loaded) == len(parts)
"""


def test_threads_that_begin_together_find_a_whole_decoder():
    subprocess.run([sys.executable, "-c", THREADS], check=True)
