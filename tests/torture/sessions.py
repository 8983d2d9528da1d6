"""A session of the window's backend, in a process of its own: the whole of it, or killed in it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from deepaudio_plugin.backend import messages
from tests.helpers.panel import Panel, of
from tests.torture.killing import Kill, killed
from tests.torture.scene import Mode, Scene, variables_of

SESSION = Mode("a session of the window")


def whole_session(scene: Scene, variables: Mapping[str, str]) -> None:
    """Open, render all, rate a take, write. Raises AssertionError unless all of it succeeds."""
    with _begun(scene, variables) as panel:
        _work(scene, panel)
    assert of(messages.TimelineWritten, panel.facts), panel.facts[-5:]


def session_and_kill(scene: Scene, kill: Kill, seconds: float) -> tuple[str, bool]:
    """A session that is killed: what was wrong with how it went on, and if the kill had effect."""
    plan = {"process": kill.who, "call": kill.call, "at": kill.at, "then": "kill"}
    met = threading.Event()
    panel = None
    try:
        panel = _begun(scene, {}, plan if kill.call else {})

        def strike() -> None:
            if killed(panel.client.pid, kill.who):
                met.set()

        timer = threading.Timer(kill.fraction * seconds, strike)
        if not kill.call:
            timer.start()
        try:
            _work(scene, panel)
        finally:
            timer.cancel()
        return "", met.is_set() or kill.who == "worker"
    except AssertionError as error:
        died = panel is None or bool(panel.ends)
        return ("" if died else str(error)[-300:]), True
    finally:
        if panel is not None:
            panel.client.close(30.0)


def _begun(
    scene: Scene, variables: Mapping[str, str], plan: Mapping[str, Any] | None = None
) -> Panel:
    with variables_of(scene, variables, plan):
        return Panel(scene.folder / "backend.log", process=True)


def _work(scene: Scene, panel: Panel) -> None:
    panel.open(scene.cut / "cut.otio", scene.cut / "cut.srt")
    panel.carried(messages.Generate, scope="all")
    panel.until_idle()
    ref = panel.line("Nobody.")
    panel.carried(messages.RateTake, ref, panel.jobs[ref].takes[0].key, 4)
    panel.carried(messages.Write)
