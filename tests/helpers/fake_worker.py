"""A worker that does no work and can be told how to fail. Run as a script.

Jobs whose text holds a fault's name show it: "die", "die-once", "hang", "hang-once",
"ignore-cancel", "slow", "endless", "still" (alive without progress), "fail", "garbage",
"half-line", "huge-line", "stray", "full", "chatter" (until it is ended); of its take
"elsewhere", "linked", "no-take", "rubbish", "shortened"; or is a fault's name: "broken-line",
"unlike-line", "oversize-line". Switches are for the process. Where a render's folder exists, a
take of a moment's silence is written there.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import sys
import threading
import time
import wave
from pathlib import Path

from deepaudio_plugin.core import protocol
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.protocol import (
    Accepted,
    Cancel,
    Cancelled,
    Check,
    Checked,
    Compress,
    Done,
    Failed,
    Fuse,
    Heartbeat,
    Hello,
    Progress,
    Ready,
    RecordedLine,
    Remark,
    RenderRequest,
    Signed,
    SignFiles,
    Take,
)

parser = argparse.ArgumentParser()
parser.add_argument("--die-at-start", action="store_true")
parser.add_argument("--start-delay", type=float, default=0.0)
parser.add_argument("--begin-when", type=Path, help="begins when this file is there")
parser.add_argument("--version", default=protocol.VERSION)
parser.add_argument("--future-ready", action="store_true", help="a Ready only version 2 reads")
parser.add_argument("--silent", action="store_true", help="answers nothing after Ready")
parser.add_argument("--mute", action="store_true", help="answers nothing at all")
parser.add_argument("--garbage", action="store_true", help="prints before it says anything")
parser.add_argument("--stay", action="store_true", help="does not leave when stdin closes")
parser.add_argument("--parallel", type=int, default=2)
parser.add_argument("--heartbeats", action="store_true", help="whatever becomes of its jobs")
parser.add_argument("--idle", action="store_true", help="accepts jobs and begins with none")
parser.add_argument("--die-before-work", action="store_true", help="dies with all jobs queued")
parser.add_argument("--engine", default="fake", help="the name of its engine")
parser.add_argument("--engine-version", default="", help="of its engine")
parser.add_argument("--notes", type=Path, help="folder where it notes its starts and jobs")
parser.add_argument("--nap", type=float, default=0.0, help="seconds that every job takes")
parser.add_argument("--samples", type=int, default=4800, help="how long its takes are")
parser.add_argument("--remark", default="", help="something to know, with the first job")
parser.add_argument("--say", default="", help="a text in everything that it says")
options = parser.parse_args()

lock = threading.Lock()
cancelled: set[str] = set()
out = sys.stdout.buffer


BROKEN = {
    "broken-line": b'{"kind":"done","id":"%s","path":"\xff',
    "unlike-line": b'{"kind":"done","id":"%s","path":17}',
    "oversize-line": b'{"kind":"done","id":"%s","path":"' + b"x" * (2 << 20) + b'"}',
}


def send(event) -> None:
    write(protocol.encode(event))


def write(data: bytes) -> None:
    with lock:
        out.write(data)
        out.flush()


def note(name: str) -> bool:
    """Leave a mark; True if it was there already."""
    if options.notes is None:
        return False
    path = options.notes / name.replace("/", "_")
    known = path.exists()
    with path.open("a") as file:
        file.write(f"{os.getpid()}\n")
    return known


def die() -> None:
    print("Segmentation fault (pretended)", file=sys.stderr, flush=True)
    os._exit(11)


def work(request) -> None:
    """One job; its text says how it goes."""
    text = getattr(request, "text", "")
    name = request.id.rpartition("/")[2]
    send(Progress(request.id, f"work{options.say}", 0.0))
    if options.say:
        print(options.say, file=sys.stderr, flush=True)
    note(f"job-{name}")
    note(f"key-{getattr(request, 'key', '')}")
    time.sleep(options.nap)
    if "die-once" in text:
        if not note(f"died-{name}"):
            die()
    elif "die" in text:
        die()
    if "hang" in text and not ("hang-once" in text and note(f"hung-{name}")):
        time.sleep(3600)
    if "slow" in text or "endless" in text:
        for _ in itertools.count() if "endless" in text else range(100):
            time.sleep(0.02)
            if request.id in cancelled and "ignore-cancel" not in text:
                send(Cancelled(request.id))
                return
    while "still" in text:
        send(Heartbeat(1.0, 1))
        time.sleep(1.0)
    if "garbage" in text:
        write(b'libfoo: warning: something\n{"kind": 3}\n\xff\xfe\n\n')
    if "huge-line" in text:
        write(b"x" * (3 << 20) + b"\n")
    if text in BROKEN:
        write(BROKEN[text] % request.id.encode() + b"\n")
        return
    while "chatter" in text:
        send(Progress("nobody/asked", "work", 0.5))
        write(b"libfoo: still here\n")
        time.sleep(0.01)
    if "half-line" in text:
        write(b'{"kind":"done","id":')
        die()
    if "stray" in text:
        send(Done("nobody/asked"))
        write(b'{"kind":"news","id":"x"}\n')
    if "fail" in text:
        message, hint = f"no such language{options.say}", f"Speak English.{options.say}"
        send(Failed(request.id, "language", message, hint=hint))
        return
    warnings = (options.say,) if options.say else ()
    if "full" in text:
        send(Failed(request.id, "disk-full", "the disk is full", hint="Free some space."))
        return
    if isinstance(request, Fuse):
        text = request.out_path
        write_silence(Path(text))
    if isinstance(request, Compress):
        text = f"{request.out_path}.mp3"
        Path(text).write_bytes(b"ID3 or so")
    if isinstance(request, SignFiles):
        send(Signed(request.id, tuple(map(sign, request.claims))))
        return
    if isinstance(request, Check):
        send(Checked(request.id, {}))
        return
    send(Done(request.id, take=write_take(request), path=text, warnings=warnings))


def sign(claim) -> str:
    """Have the file where it is to be, without a signature."""
    if claim.unsigned:
        shutil.copyfile(claim.unsigned, claim.path)
    return ""


def write_take(request):
    """A take, where there is a folder for one."""
    if isinstance(request, RecordedLine):
        path = Path(request.out_dir) / f"{request.key}.wav"
        write_silence(path)
        return Take(request.key, str(path), 4800, 1, 0, 4800, -23.0, -3.0)
    if not isinstance(request, RenderRequest) or not Path(request.out_dir).is_dir():
        return None
    path = Path(request.out_dir) / f"{request.key}.wav"
    length = options.samples
    if "no-take" in request.text:
        return None
    if "elsewhere" in request.text or "linked" in request.text:
        other = Path(request.out_dir).parents[2] / "theirs.wav"
        write_silence(other)
        if "linked" in request.text:
            path.symlink_to(other)
        else:
            path = other
    elif "rubbish" in request.text:
        path.write_bytes(b"RIFF or so" * 2000)
    else:
        write_silence(path, length)
        length = 480_000 if "shortened" in request.text else length
    return Take(request.key, str(path), length, 1, 0, length, None, -120.0, seed=request.seed)


def write_silence(path: Path, samples: int = 4800) -> None:
    """A tenth of a second, or as long as is said."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(3)
        file.setframerate(48_000)
        file.writeframes(bytes(3 * samples))


def queue_worker(jobs: list, ready: threading.Condition) -> None:
    while True:
        with ready:
            while not jobs:
                ready.wait()
            request = jobs.pop(0)
        if request.id in cancelled:
            send(Cancelled(request.id))
        else:
            work(request)


def beat() -> None:
    while True:
        send(Heartbeat(1.0, 1))
        time.sleep(0.02)


def main() -> None:
    if options.die_at_start:
        print("ModuleNotFoundError: No module named 'deepaudio'", file=sys.stderr)
        sys.exit(1)
    note("started")
    time.sleep(options.start_delay)
    while options.begin_when and not options.begin_when.exists():
        time.sleep(0.02)
    if options.garbage:
        write(b"Welcome to libfoo 1.2!\n")
    if options.mute:
        time.sleep(3600)
    jobs: list = []
    ready = threading.Condition()
    if options.heartbeats:
        threading.Thread(target=beat, daemon=True).start()
    for _ in range(0 if options.idle else options.parallel):
        threading.Thread(target=queue_worker, args=(jobs, ready), daemon=True).start()
    for line in sys.stdin.buffer:
        receive(protocol.decode(line), jobs, ready)
    if options.stay:
        time.sleep(3600)
    os._exit(0)


def receive(message, jobs: list, ready: threading.Condition) -> None:
    if isinstance(message, Hello):
        if options.future_ready:
            write(b'{"kind":"ready","version":"2.0","hello":"there"}\n')
            return
        title, voices = f"Fake engine{options.say}", (f"one{options.say}", f"two{options.say}")
        engine = EngineInfo(
            *(options.engine, True, title),
            version=options.engine_version, label=title, voices=voices,
        )  # fmt: skip
        send(
            Ready(
                message.id, options.version, (engine,), options.say or "cpu",
                packages={"lib": options.say}, python=options.say, parallel=options.parallel,
            )
        )  # fmt: skip
    elif options.silent:
        return
    elif isinstance(message, Cancel):
        cancelled.add(message.id)
    else:
        send(Accepted(message.id))
        send(Heartbeat(1.0, 1))
        if options.remark:
            send(Remark(options.remark, "Look there.", where="farm"))
            options.remark = ""
        if options.die_before_work:
            die()
        with ready:
            jobs.append(message)
            ready.notify()


main()
