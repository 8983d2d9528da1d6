"""Nothing is sent: no process of ours looks up a name or opens a connection.

Commands and the window's session run under `strace`, which sees every socket of every child.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Collection
from pathlib import Path

from tests.helpers.project import make_project
from tests.torture.promises import Promise
from tests.torture.scene import ROOT, Mode, Scene, environment

BUSY_S = 90.0
_CALL = re.compile(r"(connect|sendto|sendmsg|bind)\(.*(AF_INET6?|sin_addr|sin6_addr)")
_SESSION = """
import sys, time
from pathlib import Path
from deepaudio_plugin.backend import messages
from tests.helpers.panel import Panel

with Panel(Path(sys.argv[1]).with_suffix(".log"), process=True) as panel:
    panel.open(sys.argv[1])
    end = time.monotonic() + float(sys.argv[2])
    seed = 0
    while seed < 1 or time.monotonic() < end:
        panel.carried(messages.Set, {"seed": seed})
        panel.carried(messages.Generate, scope="all")
        panel.until_idle()
        seed += 1
"""


def available() -> str:
    """Why nothing can be traced here, "" where it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    probe = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False)
    return "" if probe.returncode == 0 else "this system lets nobody trace processes"


def measure(folder: Path, busy_s: float = BUSY_S, only: Collection[str] = ()) -> list[Promise]:
    """A render, a session of the window's backend, `doctor`, `engines` and a plan, all traced."""
    promise = Promise(
        f"a render, a plan, `doctor`, the window, a session whose worker is busy {busy_s:.0f} s",
        "no process looks up a name, connects or sends; no vendor's files in the user's folders",
    )
    if why := available():
        promise.measured = f"not run: {why}"
        return [promise]
    ours = [sys.executable, "-m", "deepaudio_plugin.cli.main"]
    commands = {
        "render": [*ours, "render", "cut.otio"],
        "plan": [*ours, "plan", "cut.otio"],
        "doctor": [*ours, "doctor"],
        "engines": [*ours, "engines"],
        "the window": [
            *(sys.executable, "-m", "tests.bench.screenshots", "--until", "planned"),
            *("--out", str(folder / "pictures")),
        ],
        "a busy worker": [sys.executable, "-c", _SESSION, "cut.otio", str(busy_s)],
    }
    for name, command in commands.items():
        if only and name not in only:
            continue
        promise.case(_traced(folder / name.replace(" ", "-"), name, command))
    return [promise]


def _traced(folder: Path, name: str, command: list[str]) -> str:
    scene = Scene(folder, Mode(name))
    make_project(scene.cut)
    for variable in ("home", "tmp"):
        (folder / variable).mkdir()
    own = environment(folder, scene.mark)
    for variable in ("DEEPAUDIO_WORKER_COMMAND", "ORT_DISABLE_TELEMETRY"):
        own.pop(variable, None)  # the real worker; nothing that this process has set for itself
    own |= {"TMPDIR": str(folder / "tmp"), "QT_QPA_PLATFORM": "offscreen"}
    log = folder / "calls"
    tracer = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=%network", "-o", str(log)]
    begun = time.monotonic()
    where = ROOT if "tests.bench.screenshots" in command else scene.cut
    ran = subprocess.run(
        [*tracer, *command], cwd=where, env=own, capture_output=True, text=True, check=False
    )
    lasted = time.monotonic() - begun
    if ran.returncode not in (0, 1):
        return f"{name}: exit code {ran.returncode} after {lasted:.0f} s: {ran.stderr[-300:]}"
    sent = [line for line in log.read_text("utf-8", "replace").splitlines() if _CALL.search(line)]
    if sent:
        return f"{name}: {len(sent)} calls, such as {sent[0][:160]}"
    strange = [path.name for path in folder.rglob("*") if path.suffix in (".ses", ".db")]
    return f"{name}: left {', '.join(strange)}" if strange else ""
