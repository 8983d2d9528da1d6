"""Orders to hear something: voices, the timeline, and what clips sound like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from deepaudio_plugin.backend.auditions import audition_request, render_one
from deepaudio_plugin.backend.background_tasks import Answer, BackgroundTasks
from deepaudio_plugin.backend.deciding import cast_voice
from deepaudio_plugin.backend.generating import Generating, Later
from deepaudio_plugin.backend.hearing import Hearing, film_between, score_of, with_take
from deepaudio_plugin.backend.messages import (
    Audition,
    Auditioned,
    Fact,
    ListenFrom,
    TakeVoiceFrom,
)
from deepaudio_plugin.backend.open_timeline import OpenTimeline
from deepaudio_plugin.backend.session import Session
from deepaudio_plugin.backend.showing import track_views
from deepaudio_plugin.backend.worker_supervisor import WorkerSupervisor
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.files import make_private, make_private_folder, output_errors
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.output.names import label
from deepaudio_plugin.ownership.paths import media_folder
from deepaudio_plugin.planning import recording_pictures
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.own_sound import OwnTrack, own_tracks
from deepaudio_plugin.viewing import Gallery


class Listening:
    """Voices one at a time, on a thread of their own, each answered when it is done."""

    def __init__(
        self,
        timeline: OpenTimeline,
        *,
        machine: WorkerSupervisor,
        library: TakeLibrary,
        gallery: Gallery,
        generating: Generating,
        tell: Callable[[Fact], None],
        later: Later,
    ) -> None:
        self._timeline = timeline
        self._machine = machine
        self._library = library
        self._gallery = gallery
        self._generating = generating
        self._tell = tell
        self._later = later
        self._hearing = Hearing(machine.client, tell)
        self._tasks = BackgroundTasks("listening")
        self._own: tuple[OwnTrack, ...] = ()
        self._own_of: Session | None = None

    def close(self) -> None:
        """Begin nothing more."""
        self._tasks.close()
        self._hearing.close()

    def forget(self) -> None:
        """Make nothing more of a timeline that is closed."""
        self._hearing.forget()
        self._own, self._own_of = (), None

    def look_for_own(self) -> None:
        """Find out on which tracks the timeline has sound of its own, and tell."""
        session = self._timeline.needed
        document, roots = session.project.document, session.project.options.media_roots

        def look() -> None:
            found = own_tracks(document, MediaResolver(document.base, roots))
            self._later(partial(self._found_own, session, found))

        self._tasks.send(look, lambda _error: None)

    def _found_own(self, session: Session, found: Sequence[OwnTrack]) -> None:
        if session is self._timeline.session:
            ours = {view.index for view in track_views(session.project.document) if view.ours}
            self._own = tuple(track for track in found if track.index not in ours)
            self._own_of = session
            session.tell_tracks([track.index for track in self._own])

    def own_source(self, index: int, start: int) -> PictureSource | None:
        """What sounds on a track of the timeline from a frame on."""
        clips = (clip for track in self._own if track.index == index for clip in track.clips)
        return next((clip.source for clip in clips if clip.start == start), None)

    def _is_closing(self) -> bool:
        return self._tasks.closing

    def listen_from(self, order: ListenFrom) -> None:
        """Make the sound of the timeline from a frame on. Raises UsageError for a take unknown."""
        session = self._timeline.needed
        writing = session.project.writing(may_be_empty=True)
        plan = writing.plan
        if order.ref and order.key:
            plan = with_take(plan, session.project.jobs.as_chosen(order.ref, order.key))
        own = self._own if self._own_of is session else ()
        score = score_of(order, plan, writing.outcome, writing.options.ducking, own)
        self._hearing.listen(order, score, plan.rate)

    def audition(self, order: Audition, answer: Answer) -> None:
        """A sentence said with a voice."""
        options = self._timeline.options
        problems: list[Problem] = []
        engine = self._machine.engine(options.engine, problems)
        voice = f"{order.voice}:{order.words}" if order.words else order.voice
        request = audition_request(voice, order.text, options, engine)

        def say() -> None:
            client = self._machine.client()
            path = render_one(request, self._library, client, self._is_closing)
            self._tell(Auditioned(order.id, str(path)))

        self._tasks.send(say, answer)

    def take_voice_from(self, order: TakeVoiceFrom, answer: Answer) -> None:
        """Keep the sound of a range beside the timeline, then cast it on the loop's thread."""
        session = self._timeline.needed
        project = session.project
        project.check_may_decide()
        if not order.words.strip():
            raise UsageError("what is said there? A voice needs its recording's words")
        assert session.project.plan is not None
        pictures, starts_s, num_samples = film_between(
            session.project.plan, order.start, order.frames
        )
        if not pictures:
            raise UsageError("there is no clip with sound in this range")
        folder = media_folder(project.path) / "voices"

        def cut() -> None:
            path = _free_name(folder, label(order.speaker) or "voice")
            make_private_folder(path.parent)
            found = self._gallery.original(pictures, starts_s, num_samples, path)
            if found.path is None:
                raise UsageError("the clips of this range have no sound")
            make_private(path)
            parts = recording_pictures.parts_between(pictures, starts_s, num_samples)
            with output_errors(recording_pictures.path_of(path)):
                recording_pictures.keep(path, parts)
            make_private(recording_pictures.path_of(path))
            voice = f"{path.relative_to(project.path.parent).as_posix()}:{order.words.strip()}"
            self._later(partial(self._cast, session, order.speaker, voice, answer))

        self._tasks.send(cut, lambda error: answer(error) if error else None)

    def _cast(self, session: Session, speaker: str, voice: str, answer: Answer) -> None:
        try:
            if session is self._timeline.session:
                cast_voice(session, speaker, voice)
                self._generating.drop_stale()
        except Exception as error:
            answer(error)
        else:
            answer(None)


def _free_name(folder: Path, name: str) -> Path:
    """`<name>.wav`, `<name>-2.wav` …: the first that nothing has."""
    path, number = folder / f"{name}.wav", 2
    while path.exists():
        path, number = folder / f"{name}-{number}.wav", number + 1
    return path
