"""The farm as one worker: what is asked on the pipe goes to hosts, and what they say comes back.

Renders go to the farm, all else to a worker on this computer. One loop carries out what comes
from the pipe and from the hosts; what a person waits for does not go through it.
"""

from __future__ import annotations

import hashlib
import logging
import queue
import threading
import time
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from deepaudio_plugin.core import protocol
from deepaudio_plugin.core.errors import (
    DeepAudioError,
    FarmError,
    JobError,
    MediaMissingError,
    ProtocolError,
)
from deepaudio_plugin.core.files import output_error, write_bytes
from deepaudio_plugin.core.ipc.channel import Channel
from deepaudio_plugin.core.protocol import (
    WORK_REQUESTS,
    Accepted,
    Cancel,
    Cancelled,
    Done,
    Failed,
    Heartbeat,
    Hello,
    Progress,
    Ready,
    RenderRequest,
    Shutdown,
    Terminal,
)
from deepaudio_plugin.farm.at_home import HomeWorker
from deepaudio_plugin.farm.cluster import Greeting, RayCluster, SeatLost, SeatNews
from deepaudio_plugin.farm.dispatch import Dispatch, FarmHost, Order
from deepaudio_plugin.farm.introductions import Introductions, engines_of
from deepaudio_plugin.farm.media import needed_files
from deepaudio_plugin.farm.passing_on import passed_on
from deepaudio_plugin.worker_client.driver import failure_of

_HEARTBEAT_S = 1.0
_POLL_S = 0.05
_WORD_S = 5.0  # what waits for hosts is mentioned so often: it is not forgotten

_log = logging.getLogger(__name__)


class Bridge:
    """Serves one client until its pipe ends. `wait_s` is how long hosts may take to answer."""

    def __init__(
        self, channel: Channel, cluster: RayCluster, *, wait_s: float, seats: int = 0
    ) -> None:
        self._channel = channel
        self._cluster = cluster
        self._wait_s = wait_s
        self._seats = seats
        self._home = HomeWorker(channel.send)
        self._home_ready: Future[Ready] = Future()
        self._dispatch = Dispatch()
        self._people = Introductions()
        self._readies: dict[str, Ready] = {}  # what the workers on seats said of themselves
        self._refusals: list[str] = []  # of hosts that are not used
        self._early_ends: list[str] = []  # why workers were lost before they said anything
        self._inbox: queue.SimpleQueue[protocol.Message | None] = queue.SimpleQueue()
        self._hello: Hello | None = None
        self._welcomed = False
        self._since = time.monotonic()  # hosts are awaited since then
        self._beat = self._word = 0.0

    def serve(self) -> None:
        """Until end of input or `Shutdown`; then hosts and the worker here are let go."""
        for target in (self._read, self._start_home):
            threading.Thread(target=target, name="farm", daemon=True).start()
        self._seats = self._cluster.ask(self._seats)
        self._since = time.monotonic()
        try:
            while self._turn():
                pass
        finally:
            self._channel.fall_silent()
            self._home.close()
            self._cluster.close()

    # -- the client's pipe ----------------------------------------------------------------

    def _read(self) -> None:
        """In a thread: what is for this computer goes there at once."""
        for line in self._channel.lines():
            try:
                message = protocol.decode(line)
            except ProtocolError as error:
                self._channel.send(failure_of(protocol.peek(line, "id"), error))
                continue
            if isinstance(message, WORK_REQUESTS) and not isinstance(message, RenderRequest):
                if not self._home.submit(message):
                    self._refuse_twin(message.id)
            elif not (isinstance(message, Cancel) and self._home.cancel(message.id)):
                self._inbox.put(message)
        self._inbox.put(None)

    def _refuse_twin(self, id_: str) -> None:
        """Without the id: the running request with that id gets its own answer."""
        error = ProtocolError(f"request {id_!r} is in work already")
        self._channel.send(failure_of("", error))

    def _start_home(self) -> None:
        try:
            self._home_ready.set_result(self._home.start())
        except DeepAudioError as error:
            self._home_ready.set_exception(error)

    def _receive(self, message: protocol.Message) -> None:
        if isinstance(message, Hello):
            self._hello = message
        elif isinstance(message, RenderRequest):
            if self._dispatch.add(message):
                self._channel.send(Accepted(message.id))
            else:
                self._refuse_twin(message.id)
        elif isinstance(message, Cancel):
            order = self._dispatch.cancel(message.id)
            if order is not None:  # nothing of it is on this computer yet: it is over here
                self._cluster.stop(order.seat, order.attempt)
                self._channel.send(Cancelled(message.id))

    # -- the loop -------------------------------------------------------------------------

    def _turn(self) -> bool:
        """Whatever there is to do now; False when it is time to leave."""
        while True:
            try:
                message = self._inbox.get_nowait()
            except queue.Empty:
                break
            if message is None or isinstance(message, Shutdown):
                return False
            self._receive(message)
        for news in self._cluster.poll(_POLL_S):
            self._hear(news)
        if not self._welcomed and not self._welcome():
            return False
        self._give_work()
        self._clockwork(time.monotonic())
        return True

    def _hear(self, news: Greeting | SeatNews | SeatLost) -> None:
        if isinstance(news, Greeting):
            self._meet(news)
        elif isinstance(news, SeatLost):
            self._lose(news.seat, news.why)
        else:
            for attempt, line, content, digest in news.items:
                self._hear_of(attempt, line, content, digest)

    def _meet(self, greeting: Greeting) -> None:
        name = self._people.name(greeting.node, greeting.host)
        if greeting.problem:
            self._refusals.append(f"{name} {greeting.problem}")
            message = f"{name} of the farm is not used: it {greeting.problem}"
            self._people.remark(message, greeting.hint)
            return
        ready = protocol.decode(greeting.ready)
        assert isinstance(ready, Ready)
        self._readies[greeting.seat] = ready
        window = 2 * ready.parallel
        self._dispatch.join(
            greeting.seat, FarmHost(name, greeting.node, window, tuple(ready.engines))
        )

    def _lose(self, seat: str, why: str) -> None:
        self._since = time.monotonic()
        host = self._dispatch.hosts.get(seat)
        if host is None:
            self._early_ends.append(why)
        else:
            self._people.remark(
                f"{host.name} of the farm was lost ({why}); others go on with its takes"
            )
        for failed in self._dispatch.leave(seat, why):
            self._answer(failed)

    def _hear_of(self, attempt: str, line: bytes, content: bytes, digest: str) -> None:
        order = self._dispatch.order_of(attempt)
        event = protocol.decode(line)
        if isinstance(event, Progress):
            if order is not None:
                order.begun = True
                name = self._dispatch.hosts[order.seat].name
                self._channel.send(passed_on(event, order.request.id, name))
        elif isinstance(event, protocol.TERMINALS):
            if order is not None and isinstance(event, Done):
                event = _taken_over(order, event, content, digest)
            if order is not None and isinstance(event, Failed):
                self._say_where(order, event)
            answer = self._dispatch.answered(attempt, event)
            if answer is not None:
                self._answer(answer)

    def _say_where(self, order: Order, failed: Failed) -> None:
        """Of what a host lacks, once: it costs time, and somebody can help it."""
        name = self._dispatch.hosts[order.seat].name
        _log.warning("%s: %s (%s)", name, failed.message, failed.where)
        if failed.code == MediaMissingError.code:
            message = f"{name} of the farm does not see all media, such as {failed.where}"
            self._people.remark(message, failed.hint, about=f"{name} {failed.code}")

    # -- hosts and takes ------------------------------------------------------------------

    def _welcome(self) -> bool:
        """Answer the client's hello as soon as there is a host; False when there is none."""
        if self._hello is None or not self._home_ready.done():
            return True
        try:
            home = self._home_ready.result()
            if self._dispatch.hosts:
                self._channel.send(self._ready(self._hello, home))
                self._welcomed = True
            elif not self._awaits_hosts:
                raise self._nobody_answered()
        except DeepAudioError as error:
            self._channel.send(failure_of(self._hello.id, error))
            return False
        return True

    def _ready(self, hello: Hello, home: Ready) -> Ready:
        engines = engines_of(home, self._readies.values())
        self._dispatch.expect(engines)
        first = next(iter(self._readies.values()))
        return replace(
            home,
            id=hello.id,
            engines=engines,
            device=f"farm:{self._seats}",
            memory_mb=0.0,
            packages={**home.packages, **self._cluster.packages},
            parallel=self._seats * first.parallel,
        )

    def _nobody_answered(self) -> FarmError:
        if self._refusals:
            why = "; ".join(self._refusals[:3])
            hint = "Install the same version of deepaudio-editors on the hosts."
        elif self._early_ends and not self._cluster.unplaced:
            why = f"its workers ended before they answered ({self._early_ends[-1]})"
            hint = "`ray logs` shows what Ray has noted of them."
        else:
            why = f"no host answered within {self._wait_s:g} s ({self._seats} workers asked for)"
            hint = (
                "`ray status` shows whether anything is free there; "
                "DEEPAUDIO_FARM_WAIT_S is how long is waited."
            )
        return FarmError(f"the farm has no host that can be used: {why}", hint=hint)

    @property
    def _awaits_hosts(self) -> bool:
        """Whether more hosts may come soon."""
        soon = time.monotonic() - self._since < self._wait_s
        return self._cluster.unplaced > 0 and soon

    def _give_work(self) -> None:
        while (order := self._dispatch.next()) is not None:
            line = protocol.encode(order.request)
            needed = needed_files(order.request)
            self._cluster.give(order.seat, order.attempt, line, needed)
        while (order := self._dispatch.to_recall()) is not None:
            self._cluster.recall(order.seat, order.attempt)

    def _clockwork(self, now: float) -> None:
        """What is due: remarks, ends of what nobody can do, signs of life."""
        if not self._dispatch.unanswered:
            if self._home.busy and now - self._beat >= _HEARTBEAT_S:
                self._send_heartbeat(now)
            return
        for name, reason in self._dispatch.misfits().items():
            self._people.remark(f"{name} of the farm is not used for this: it {reason}")
        if not self._awaits_hosts:
            if self._cluster.unplaced and self._dispatch.hosts:
                self._say_who_is_missing()
            for failed in self._dispatch.stranded():
                self._answer(failed)
        self._send_remarks()
        if now - self._beat >= _HEARTBEAT_S:
            self._send_heartbeat(now)
        if now - self._word >= _WORD_S:
            self._word = now
            for order in self._dispatch.waiting:
                self._channel.send(Accepted(order.request.id))

    def _answer(self, event: Terminal) -> None:
        """Say how a take ended; with the last of them nobody listens to remarks any more."""
        self._send_remarks()
        self._channel.send(event)

    def _send_remarks(self) -> None:
        for remark in self._people.remarks():
            self._channel.send(remark)

    def _say_who_is_missing(self) -> None:
        names = ", ".join(dict.fromkeys(host.name for host in self._dispatch.hosts.values()))
        self._people.remark(
            f"no host answered for {self._cluster.unplaced} of {self._seats} workers of the farm; "
            f"rendering goes on with {names}",
            "`ray status` shows what is free there.",
        )

    def _send_heartbeat(self, now: float) -> None:
        self._beat = now
        self._channel.send(Heartbeat(0.0, self._dispatch.unanswered + self._home.busy))


def _taken_over(order: Order, event: Done, content: bytes, digest: str) -> Terminal:
    """A host's take in the folder where it was asked for, if it came whole."""
    request = order.request
    if event.take is None:
        return event
    if hashlib.sha256(content).hexdigest() != digest:
        error = JobError("its take did not arrive whole", where=request.where, hint="Render again.")
        return failure_of(request.id, error)
    path = Path(request.out_dir) / f"{request.key}.wav"
    try:
        write_bytes(path, content, durable=False)
    except OSError as fault:
        return failure_of(request.id, output_error(fault, path))
    return replace(event, take=replace(event.take, path=str(path)))
