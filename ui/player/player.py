"""The player: picture and sound of the timeline, or one file, without any widgets."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from deepaudio_plugin.backend import messages
from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.core.track_levels import track_name

from ..panel_context import PanelContext
from .output import SoundOutput
from .picture import FilmPicture
from .sound import FileLoader, FileSound, TimelineSound
from .transport import SPEEDS, Transport

_STEP_MS = 25  # between two stills asked for while the playhead is dragged
_SHARP_MS = 140  # a frame that shows already is asked for once more when the playhead rests
_ANEW_MS = 150  # what sounds otherwise is asked for when it has come to rest
_LOOK_EVERY_S = 1.0  # while it plays
_SCRUB_S = 0.08
_BEARING_S = 8.0  # how far a take bears on others, by what is lowered under it
_NEAR_S = 0.6  # moves of the playhead up to that far are heard


class Player(QObject):
    """Plays a timeline from where the playhead is, and shows its frame while it stands.

    Signals:
        playing_changed(bool).
        speed_changed.
        nothing_there(int, str): a frame has no picture, and why, if there is a reason.
        metered(object): a `Meter` of what sounds now.
        not_ours(str): a file cannot be played here.
    """

    playing_changed = Signal(bool)
    speed_changed = Signal()
    nothing_there = Signal(int, str)
    metered = Signal(object)
    not_ours = Signal(str)

    def __init__(self, context: PanelContext, output: SoundOutput, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.picture = FilmPicture(self)
        self.sound = TimelineSound(self._ask_sound, self)
        self.transport = Transport(output, self)
        self.still_height = 360  # pixels of the screen
        self._file: FileSound | None = None  # plays instead of the timeline
        self._loader = FileLoader(self)
        self._loader.loaded.connect(self._on_file)
        self._file_level = 1.0
        self._wanted_file = ""  # is being read, to be played
        self._take = ("", "")  # job and take that sounds although it is not chosen
        self._moving = False  # the playhead is moved by what plays
        self._frame = 0
        self._looked_at = 0
        self._still_note = (-1, "")  # a frame whose still is made, and what is said of it
        self._asked_for = -1  # the frame whose still is asked for, and not to be asked for again
        self._shown_takes: dict[str, tuple[object, ...]] = {}
        self._still = QTimer(self, singleShot=True)
        self._still.timeout.connect(self._look_still)
        self._anew = QTimer(self, singleShot=True, interval=_ANEW_MS)
        self._anew.timeout.connect(self._want_sound)
        self._connect()

    def _connect(self) -> None:
        context, state = self._context, self._context.state
        context.link.fact_received.connect(self._on_fact)
        context.playhead.moved.connect(self._on_playhead)
        context.heard.changed.connect(self._sounds_otherwise)
        for signal in (state.opened, state.closed):
            signal.connect(self._forget)
        state.loaded.connect(self._on_loaded)
        state.jobs_changed.connect(self._on_jobs)
        state.removed.connect(lambda _fact: self._sounds_otherwise())
        state.settings_changed.connect(self._sounds_otherwise)
        state.gains_changed.connect(self._sounds_otherwise)
        state.own_sounds_changed.connect(self._sounds_otherwise)
        self.transport.moved.connect(self._on_position)
        self.transport.playing_changed.connect(self._on_playing)
        self.transport.finished.connect(self._on_finished)

    # -- what plays ---------------------------------------------------------------------

    @property
    def playing(self) -> bool:
        """Whether anything plays now."""
        return self.transport.playing

    @property
    def speed(self) -> float:
        """How fast, below 0 backwards."""
        return self.transport.speed if self.playing else 1.0

    def toggle(self) -> None:
        """Play from the playhead to the end, or stop where it is."""
        if self.playing:
            self.pause()
        else:
            self._play_on(1.0)

    def pause(self) -> None:
        """Stop where it is."""
        self._wanted_file = ""
        self.transport.pause()

    def shuttle(self, way: int) -> None:
        """One step faster forwards (`way` 1) or backwards (-1), as with J and L."""
        if not self.playing or self._file is not None:
            self._play_on(float(way))
            return
        at = SPEEDS.index(self.transport.speed) + way
        self.transport.set_speed(SPEEDS[max(0, min(at, len(SPEEDS) - 1))])
        self.speed_changed.emit()

    def play_range(self, first: int, last: int, *, take: tuple[str, str] = ("", "")) -> None:
        """Play frames [first, last) of the timeline; `take` sounds whether it is chosen or not."""
        if not self._context.state.is_open or last <= first:
            return
        self._play(first, first, last, 1.0, take)

    def play_file(self, path: str, gain_db: float = 0.0) -> None:
        """Play a sound alone as soon as it is read; the playhead stays."""
        self.transport.pause()
        self._file_level = 10 ** (gain_db / 20)
        self._wanted_file = path
        self._loader.load(path)

    def _on_file(self, path: str, sound: FileSound | None) -> None:
        if path != self._wanted_file:
            return
        self._wanted_file = ""
        if sound is None:
            self.not_ours.emit(path)
            return
        self.transport.pause()
        sound.level = self._file_level
        self._file = sound
        loops = self._context.actions["loop"].isChecked()
        self.transport.play(sound, 0, end=sound.length, loops=loops)

    def _play_on(self, speed: float) -> None:
        """From the playhead to the end, or round in the marked range where that is asked for."""
        state, playhead = self._context.state, self._context.playhead
        if not state.is_open or not state.frames:
            return
        first, last, at = 0, state.frames, playhead.frame
        if self._context.actions["loop"].isChecked() and playhead.mark_out is not None:
            first, last = playhead.mark_in or 0, playhead.mark_out
        if not first <= at < last or (at == last - 1 and speed > 0):
            at = first if speed > 0 else last - 1
        self._play(at, first, last, speed, ("", ""))

    def _play(self, at: int, first: int, last: int, speed: float, take: tuple[str, str]) -> None:
        self._file, self._wanted_file = None, ""
        if take != self._take:
            self._take = take
            self.sound.outdate()
        self._moving = True
        self._context.playhead.move(at)
        self._moving = False
        self._look(at, playing=True)
        self.sound.want(self.sample(at))
        self.transport.play(
            self.sound,
            self.sample(at),
            begin=self.sample(first),
            end=self.sample(last),
            speed=speed,
            loops=self._context.actions["loop"].isChecked(),
        )
        self.speed_changed.emit()

    # -- frames and samples -------------------------------------------------------------

    def sample(self, frame: int) -> int:
        """The sample with which a frame begins."""
        return round(frame * SAMPLE_RATE / self._context.state.rate)

    def frame(self, position: float) -> int:
        """The frame that shows at a sample."""
        return int((position + 0.5) * self._context.state.rate // SAMPLE_RATE)

    def _on_position(self, position: float) -> None:
        if self._file is not None:
            return
        self._moving = True
        self._context.playhead.move(self.frame(position))
        self._moving = False
        self.metered.emit(self.sound.meter(round(position)))
        forwards = self.transport.speed > 0
        self.sound.want(round(position) if forwards else round(position) - SAMPLE_RATE)

    def _on_playhead(self, frame: int) -> None:
        before, self._frame = self._frame, frame
        self._asked_for = -1
        ready = self.picture.want(frame)
        if not ready:
            self._show_nothing(frame)
        if self._moving:
            if abs(frame - self._looked_at) >= _LOOK_EVERY_S * self._context.state.rate:
                self._look(frame, playing=True)
            return
        if self.playing and self._file is None:
            self.transport.seek(self.sample(frame))
            self._look(frame, playing=True)
            return
        if ready:
            self._still.start(_SHARP_MS)
        elif not self._still.isActive():
            self._look(frame, playing=False)  # at once: every millisecond is waited for
            self._still.start(_STEP_MS)
        self._anew.start()
        self._scrub(frame, abs(frame - before))

    def note_at(self, frame: int) -> str:
        """What is said of a frame that shows otherwise than it is, "" where there is nothing."""
        reel = self.picture.reel_at(frame)
        if reel is not None:
            return reel.note
        known, note = self._still_note
        return note if known == frame else ""

    def _show_nothing(self, frame: int) -> None:
        """Show no other frame's picture where it is known that there is none."""
        reel, state = self.picture.reel_at(frame), self._context.state
        if reel is not None:
            self.nothing_there.emit(frame, reel.problem)
        elif state.is_loaded:
            shot = state.shot_at(frame)
            if shot is None or not shot.has_picture:
                self.nothing_there.emit(frame, "")

    def _scrub(self, frame: int, distance: int) -> None:
        near = distance <= _NEAR_S * self._context.state.rate
        at = self.sample(frame)
        if near and self._context.actions["scrub"].isChecked() and self.sound.has(at):
            self.transport.scrub(self.sound, at, round(_SCRUB_S * SAMPLE_RATE))

    # -- what is asked for --------------------------------------------------------------

    def look_again(self) -> None:
        """Show the frame again, as at another size."""
        if self._context.state.is_loaded and not self.playing:
            self.picture.want(self._frame)
            self._asked_for = -1
            self._still.start(_SHARP_MS)

    def _look_still(self) -> None:
        if not self.playing and self._asked_for != self._frame:
            self._look(self._frame, playing=False)

    def _look(self, frame: int, *, playing: bool) -> None:
        if not self._context.state.is_loaded:
            return
        self._looked_at = frame
        self._asked_for = -1 if playing else frame
        height = 0 if playing else self.still_height
        self._context.link.order(
            messages.LookAt,
            frame=frame,
            height=height,
            playing=playing,
            on_refused=lambda _fact: None,
        )

    def _ask_sound(self, index: int) -> str:
        """Order pieces of sound from an index on."""
        state = self._context.state
        at = self.frame(index * messages.HEARD_S * SAMPLE_RATE)
        while self.sample(at) < index * messages.HEARD_S * SAMPLE_RATE:
            at += 1
        return self._context.link.order(
            messages.ListenFrom,
            frame=at,
            silent=self._context.heard.silent(self._tracks()),
            ref=self._take[0] if self._take[0] in state.jobs else "",
            key=self._take[1],
            on_refused=lambda _fact: None,
        )

    def _tracks(self) -> list[str]:
        found = {track_name(job.stem, job.lane): None for job in self._context.state.jobs.all()}
        return [*found, *self._context.state.own_sounds]

    def _want_sound(self) -> None:
        if self._context.state.is_loaded:
            at = self.transport.position if self.playing and self._file is None else None
            self.sound.want(round(at) if at is not None else self.sample(self._frame), 1)

    # -- what came ----------------------------------------------------------------------

    def _on_fact(self, fact: messages.Fact) -> None:
        if isinstance(fact, messages.ReelsReady):
            self.picture.add(fact.reels, fact.prepared, fact.total, anew=fact.anew)
            if self.playing or self.picture.reel_at(self._frame) is not None:
                self.picture.want(self._frame)
        elif isinstance(fact, messages.StillMade):
            self._still_note = fact.frame, fact.note
            if fact.path:
                self.picture.show_still(fact.frame, fact.path)
            else:
                self.nothing_there.emit(fact.frame, fact.problem)
        elif isinstance(fact, messages.HeardReady):
            self.sound.add(fact.id, fact.index, fact.path)

    def _on_jobs(self, refs: list[str]) -> None:
        """Whether another take sounds, or one sounds elsewhere."""
        differs = False
        around = int(_BEARING_S * self._context.state.rate)
        for ref in refs:
            job = self._context.state.jobs.get(ref)
            if job is not None:
                heard = tuple(take.key for take in job.takes if take.chosen and take.path)
                shown = (job.start, job.lane, heard, job.gain_db)
                if self._shown_takes.get(ref, (job.start, job.lane, (), job.gain_db)) != shown:
                    first, last = job.start - around, job.start + job.frames + around
                    differs |= self.sound.bears_on(self.sample(first), self.sample(last))
                self._shown_takes[ref] = shown
        if differs:
            self._sounds_otherwise()

    def _sounds_otherwise(self) -> None:
        self.sound.outdate()
        self._anew.start()

    def _on_loaded(self) -> None:
        self._look(self._frame, playing=False)
        self._anew.start()

    def _forget(self) -> None:
        self.transport.pause()
        self._file, self._take, self._frame = None, ("", ""), 0
        self._shown_takes.clear()
        self.picture.clear()
        self.sound.clear()

    def _on_playing(self, playing: bool) -> None:
        if not playing and self._context.state.is_open:
            self._still.start(_STEP_MS)
        self.playing_changed.emit(playing)
        self.speed_changed.emit()

    def _on_finished(self) -> None:
        self._file = None
