"""The worker on a host of the farm: what an actor does, without Ray.

Its client keeps the worker alive as on any computer. What comes of the takes waits here until it
is fetched: the farm asks for news, so that nothing has to find its way back by itself.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import gettempdir, mkdtemp

from deepaudio_plugin import __version__
from deepaudio_plugin.core import protocol
from deepaudio_plugin.core.errors import DeepAudioError, JobError, ProtocolError
from deepaudio_plugin.core.files import output_error
from deepaudio_plugin.core.leftovers import left_folders, owner_mark, remove_folder
from deepaudio_plugin.core.path_mapping import mapping_of
from deepaudio_plugin.core.protocol import (
    Cancelled,
    Done,
    Event,
    Progress,
    Ready,
    RenderRequest,
    Terminal,
)
from deepaudio_plugin.farm.media import require_files
from deepaudio_plugin.farm.passing_on import CANCEL_GRACE_S
from deepaudio_plugin.worker_client.client import WorkerClient, final_state
from deepaudio_plugin.worker_client.driver import failure_of
from deepaudio_plugin.worker_client.queue import WorkQueue

_OURS = "-deepaudio_farm_"


@dataclass(frozen=True)
class News:
    """An event of a take; of a finished one also its file and the file's SHA-256."""

    attempt: str
    line: bytes
    content: bytes = b""
    digest: str = ""


@dataclass(frozen=True)
class _Hosted:
    request: RenderRequest
    needed: Mapping[str, int]


class HostedWorker:
    """A worker that renders what it is given. Safe to use from several threads."""

    def __init__(
        self, host: str, rules: Sequence[str], version: str, command: Sequence[str] | None = None
    ) -> None:
        """Start the worker; `rules` are paths of the client as they are here, FROM=TO.

        Raises WorkerError, ProtocolError for another version, and UsageError for other rules.
        """
        if version != __version__:
            raise ProtocolError(
                f"has DeepAudio {__version__}, and this computer {version}",
                hint="Install the same version of deepaudio-editors on both sides.",
            )
        self._host = host
        self._mapping = mapping_of(rules)
        self._queue: WorkQueue[_Hosted] = WorkQueue()
        self._ordering = threading.Lock()
        self._dropped: set[str] = set()  # stopped before they came, or after they ended
        self._news: list[News] = []
        self._told = threading.Condition()
        self._wake = threading.Event()
        self._closed = False
        self._folder = _own_folder()
        self._client = WorkerClient(command=command, cancel_grace_s=CANCEL_GRACE_S)
        try:
            self.ready: Ready = self._client.start()
        except BaseException:
            self.close()
            raise
        self._thread = threading.Thread(target=self._run, name="hosted", daemon=True)
        self._thread.start()

    def give(self, attempt: str, line: bytes, needed: Mapping[str, int]) -> None:
        """Have a take rendered; `needed` are the files that must be seen here, with sizes."""
        try:
            request = protocol.decode(line)
        except ProtocolError as error:
            self._tell_event(failure_of(attempt, error))
            return
        assert isinstance(request, RenderRequest)
        with self._ordering:
            if attempt in self._dropped:
                self._dropped.remove(attempt)
                self._tell_event(Cancelled(attempt))
                return
            self._queue.add([(attempt, _Hosted(request, needed))])
        self._wake.set()

    def stop(self, attempt: str) -> None:
        """Stop a take, which is told as `Cancelled`: also one that has not come yet, when it does.

        Calls overtake one another.
        """
        with self._ordering:
            if self._queue.job(attempt) is None:
                self._dropped.add(attempt)
            elif self._queue.stop([attempt]):
                self._tell_event(Cancelled(attempt))

    def give_back(self, attempt: str) -> None:
        """As `stop`, unless the take has begun."""
        if attempt not in self._queue.running():
            self.stop(attempt)

    def news(self, wait_s: float) -> list[News]:
        """What was not told yet; waits until there is something, for `wait_s` at most."""
        with self._told:
            self._told.wait_for(lambda: self._news, wait_s)
            news, self._news = self._news, []
            return news

    def close(self) -> None:
        """End the worker, and remove what it has not told."""
        self._closed = True
        self._wake.set()
        self._client.close()
        remove_folder(self._folder)

    # -- the thread ---------------------------------------------------------------------

    def _run(self) -> None:
        while not self._closed:
            self._wake.wait()
            self._wake.clear()
            try:
                self._drive()
            except DeepAudioError as error:
                for key in self._queue.drain():
                    self._queue.finish(key, "failed")
                    self._tell_event(failure_of(key, error))

    def _drive(self) -> None:
        driven = self._client.drive(self._queue, self._to_request, self._on_event)
        with closing(driven) as answers:
            for event in answers:
                self._queue.finish(event.id, final_state(event))
                self._tell_event(event)

    def _to_request(self, attempt: str, job: _Hosted) -> RenderRequest:
        require_files(job.needed, self._mapping, self._host)
        folder = self._folder / attempt
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._of_this_host(error, folder) from error
        return replace(self._mapping.request(job.request), out_dir=str(folder))

    def _on_event(self, event: Event) -> None:
        if isinstance(event, Progress):
            self._tell(News(event.id, protocol.encode(event)))

    def _tell_event(self, event: Terminal) -> None:
        folder = self._folder / event.id
        content = b""
        if isinstance(event, Done) and event.take is not None:
            try:
                content = _content_of(Path(event.take.path), folder)
            except OSError as error:
                event = failure_of(event.id, self._of_this_host(error, folder))
            except JobError as error:
                event = failure_of(event.id, error)
        remove_folder(folder)
        digest = hashlib.sha256(content).hexdigest() if content else ""
        self._tell(News(event.id, protocol.encode(event), content, digest))

    def _tell(self, news: News) -> None:
        with self._told:
            self._news.append(news)
            self._told.notify_all()

    def _of_this_host(self, error: OSError, path: Path) -> DeepAudioError:
        """A fault of this host's disk, by its name."""
        named = output_error(error, path)
        return type(named)(f"{self._host}: {named.message}", where=named.where, hint=named.hint)


def _content_of(path: Path, folder: Path) -> bytes:
    """A take's file; the library looks at what is in it. Raises OSError, and JobError for
    another file than was asked for."""
    if path.parent != folder or path.is_symlink():
        raise JobError(f"the worker names a file that it was not asked for: {str(path)!r:.200}")
    return path.read_bytes()


def _own_folder() -> Path:
    """A folder for takes until they are fetched. Those of actors that were killed go."""
    for left in left_folders(Path(gettempdir())):
        if _OURS in left.name:
            remove_folder(left)
    return Path(mkdtemp(prefix=f"{owner_mark()}{_OURS}"))
