"""The backend's loop: orders in, facts out.

One thread carries the orders out, one after the other. Renders have a thread of their own,
and what takes long (pictures, films, writing, downloads) is an errand on another; both come
back to the loop with what they found, so that the session is touched by one thread only.
"""

from __future__ import annotations

import logging
import queue
import sys
import time
import traceback
from collections.abc import Callable

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.background_tasks import Answer
from deepaudio_plugin.backend.command_dispatcher import CommandDispatcher
from deepaudio_plugin.backend.messages import Carried, Fact, Greet, Greeted, Order, Refused
from deepaudio_plugin.core.errors import DeepAudioError, ProtocolError
from deepaudio_plugin.core.ipc.channel import Channel
from deepaudio_plugin.core.wire import peek

_log = logging.getLogger(__name__)

Work = Callable[[], None]

_TICK_S = 0.05
_QUIET_S = 30.0
_HARD_END_S = 10.0


class BackendServer:
    """Carries orders out until its channel ends or `leave` is called."""

    def __init__(self, channel: Channel, room: CommandDispatcher | None = None) -> None:
        self._channel = channel
        self._inbox: queue.SimpleQueue[Order | Work | Refused | None] = queue.SimpleQueue()
        self._room = room or CommandDispatcher(self.tell, self.later)
        self._greeted = False
        self._quiet_until = 0.0  # what goes wrong when something is due is not told before

    # -- from any thread --------------------------------------------------------------

    def tell(self, fact: Fact) -> None:
        """Send a fact. In the place of one that cannot be sent goes why."""
        try:
            self._channel.send(fact)
        except ProtocolError as error:
            _log.error("not told: %s", error)
            message = f"the window cannot be told everything ({error.message})"
            hint = "What is shown may be incomplete; what is rendered and written is not affected."
            self._channel.send(messages.ProblemFound("", message, hint, level="error"))

    def later(self, work: Work) -> None:
        """Have the loop do something."""
        self._inbox.put(work)

    def leave(self) -> None:
        """End the loop after what it is doing."""
        self._inbox.put(None)

    def read(self) -> None:
        """Read orders until the channel ends; for a thread of its own."""
        for line in self._channel.lines():
            try:
                self._inbox.put(messages.decode_order(line))
            except ProtocolError as error:
                name = peek(line, "id")
                self._inbox.put(Refused(name, error.code, error.message, error.where, error.hint))
        self.leave()

    # -- the loop ---------------------------------------------------------------------

    def serve(self) -> None:
        """Until it is told to leave. The caller ends the process."""
        try:
            while True:
                try:
                    item = self._inbox.get(timeout=_TICK_S)
                except queue.Empty:
                    self._tick()
                    continue
                if item is None:
                    return
                self._handle(item)
                self._tick()
        finally:
            self._channel.fall_silent()
            self._room.close()

    def _tick(self) -> None:
        """What is due; what goes wrong again and again, as on a full disk, is told seldom."""
        now = time.monotonic()
        try:
            self._room.tick(now)
        except DeepAudioError as error:
            if now >= self._quiet_until:
                self._quiet_until = now + _QUIET_S
                self.tell(
                    messages.ProblemFound(error.where, error.message, error.hint, level="error")
                )

    def _handle(self, item: Order | Work | Refused) -> None:
        if isinstance(item, Refused):
            self.tell(item)
        elif callable(item):
            self._work(item)
        else:
            self._carry_out(item)

    def _work(self, work: Work) -> None:
        try:
            work()
        except DeepAudioError as error:
            self.tell(messages.ProblemFound(error.where, error.message, error.hint, level="error"))
        except Exception as error:
            _log.exception("a fault")
            self.tell(
                messages.ProblemFound("", _unexpected(error), level="error", details=_trace(error))
            )

    def _carry_out(self, order: Order) -> None:
        answer = answering(order.id, self.tell)
        try:
            if isinstance(order, Greet):
                self._greet(order)
            elif not self._greeted:
                raise ProtocolError("the first order is to greet")
            elif not self._room.carry_out(order, answer):
                return  # an errand answers when it is back
        except Exception as error:
            answer(error)
        else:
            answer(None)

    def _greet(self, order: Greet) -> None:
        ours, theirs = (v.partition(".")[0] for v in (messages.VERSION, order.version))
        if ours != theirs:
            raise ProtocolError(
                f"the panel speaks version {order.version}, the backend {messages.VERSION}",
                hint="Install the same version of deepaudio-editors on both sides.",
            )
        self._greeted = True
        self.tell(Greeted(order.id, messages.VERSION, sys.executable, self._room.formats()))
        self._room.begin()


def answering(order_id: str, tell: Callable[[Fact], None]) -> Answer:
    """A function that answers an order: with None that it is carried out, else why not."""

    def answer(error: BaseException | None) -> None:
        if error is None:
            tell(Carried(order_id))
        elif isinstance(error, DeepAudioError):
            tell(Refused(order_id, error.code, error.message, error.where, error.hint))
        else:
            _log.error("a fault in an order", exc_info=error)
            tell(Refused(order_id, "unexpected", _unexpected(error), details=_trace(error)))

    return answer


def _unexpected(error: BaseException) -> str:
    return f"an unexpected fault of this program ({type(error).__name__}: {error})"


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))[-8000:]


__all__ = ["BackendServer", "answering"]
