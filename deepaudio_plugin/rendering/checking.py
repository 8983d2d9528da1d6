"""Finished takes are checked by the worker, and the library keeps what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import DeepAudioError, OutputError, from_code
from deepaudio_plugin.core.protocol import Check, Checked, Failed, TakeToCheck
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.core.verdicts import CHANGED, CHECK_VERSION, Reason, Verdict
from deepaudio_plugin.planning.adjusted import PACE
from deepaudio_plugin.planning.report import full_prompt
from deepaudio_plugin.rendering.progress import Gauge, Watch
from deepaudio_plugin.takes.library import Entry, TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient

_AT_ONCE = 48  # takes of one request
_SHOWN_OF_A_VOICE = 4  # takes that show what a voice sounds like
_MOST_VOICES = 16  # that are shown beside a request's own


class TakeChecker:
    """Checks takes of one plan."""

    def __init__(
        self, library: TakeLibrary, engine: EngineInfo, worker: Callable[[], WorkerClient]
    ) -> None:
        self.failed = ""  # why checking came to nothing, where it did
        self.new: set[str] = set()  # keys of what was not known before
        self._changed: dict[str, str] = {}  # why files are not what was rendered, by key
        self._library = library
        self._engine = engine
        self._worker = worker

    def check(
        self,
        takes: Sequence[TakeSpec],
        entries: Mapping[str, Entry],
        watch: Watch,
        *,
        look_inside: bool = False,
    ) -> dict[str, Verdict]:
        """Verdicts of all takes that are rendered, by key; those known already stay.

        But a take that could not be looked at for want of a package is checked again once that is
        there. With `look_inside` all files are read: one that is not what was rendered any more is
        checked anew, and its verdict says so. A failure of checking fails nothing else: `failed`
        says why. Raises CancelledError.
        """
        here = {spec.key: spec for spec in takes if spec.key in entries}
        self._changed = self._look_inside(here, entries, watch) if look_inside else {}
        found = {
            key: known
            for key in here
            if key not in self._changed
            and (known := verdict_in(entries[key])) is not None
            and not known.has(CHANGED)  # it may have been put back
        }
        wanted = [spec for key, spec in here.items() if key not in found or found[key].lacked]
        try:
            self._ask(wanted, list(here.values()), entries, found, watch)
            watch.check("stopped while takes were checked")
        except (DeepAudioError, OSError) as error:
            watch.check("stopped while takes were checked")
            self.failed = str(error)
        return found

    def _ask(
        self,
        wanted: Sequence[TakeSpec],
        known: Sequence[TakeSpec],
        entries: Mapping[str, Entry],
        found: dict[str, Verdict],
        watch: Watch,
    ) -> None:
        ordered = sorted(wanted, key=lambda spec: (spec.stem, _voice(spec)))
        parts = [ordered[first : first + _AT_ONCE] for first in range(0, len(ordered), _AT_ONCE)]
        of_request = {f"check-{number}": part for number, part in enumerate(parts)}
        lacked = {key: verdict.lacked for key, verdict in found.items()}
        requests = [
            Check(id_, tuple(self._with_shown(part, known, entries, lacked)))
            for id_, part in of_request.items()
        ]
        gauge, done = Gauge(len(ordered), len(ordered), watch.listener), 0
        if any(spec.key not in found for spec in ordered):  # else there may be nothing to do
            gauge.show("checking", 0, 0)
        for event in self._worker().check(requests, watch.cancelled) if requests else ():
            if isinstance(event, Failed):
                raise from_code(event.code, event.message, where=event.where, hint=event.hint)
            verdicts = _verdicts(event, {spec.key for spec in ordered})
            for key in verdicts.keys() & self._changed.keys():
                verdicts[key] = verdicts[key].with_reason(_changed_reason(self._changed[key]))
            found |= verdicts
            self.new |= verdicts.keys()
            done += len(of_request[event.id])
            gauge.show("checking", done, done)
            self._library.note_verdicts(verdicts)

    def _look_inside(
        self, keys: Iterable[str], entries: Mapping[str, Entry], watch: Watch
    ) -> dict[str, str]:
        """Why files are not what was rendered, by key of those that are not."""
        wrong = {}
        for key in keys:
            watch.check("stopped while takes were looked at")
            if why := self._library.what_is_wrong(entries[key]):
                wrong[key] = why
        return wrong

    def _with_shown(
        self,
        part: Sequence[TakeSpec],
        known: Sequence[TakeSpec],
        entries: Mapping[str, Entry],
        lacked: Mapping[str, tuple[str, ...]],
    ) -> Iterable[TakeToCheck]:
        """The takes, and a few others that show what their voices, and others, sound like."""
        for spec in part:
            yield replace(self._to_check(spec, entries), lacked=lacked.get(spec.key, ()))
        if not any(spec.stem == "speech" for spec in part):
            return
        asked, shown = {spec.key for spec in part}, dict[str, int]()
        own = {_voice(spec) for spec in part}
        for spec in sorted(known, key=lambda spec: _voice(spec) not in own):
            voice = _voice(spec)
            if spec.stem != "speech" or spec.key in asked:
                continue
            is_new = voice not in shown
            if shown.get(voice, 0) < _SHOWN_OF_A_VOICE and not (
                is_new and voice not in own and len(shown) >= _MOST_VOICES
            ):
                shown[voice] = shown.get(voice, 0) + 1
                yield replace(self._to_check(spec, entries), compare_only=True)

    def _to_check(self, spec: TakeSpec, entries: Mapping[str, Entry]) -> TakeToCheck:
        take, speech = entries[spec.key].take, spec.stem == "speech"
        return TakeToCheck(
            key=spec.key,
            path=take.path,
            stem=spec.stem,
            handle_in=take.handle_in,
            window=take.window,
            text=spec.text,
            language=spec.language,
            voice=_voice(spec) if speech else "",
            engine=spec.engine if speech else "",
            recording=spec.reference.path if speech and spec.reference else "",
            prompt="" if speech else full_prompt(spec),
            pronunciations=spec.pronunciations,
            delivery=spec.delivery,
            pace=float(spec.settings.sound.get(PACE, 1.0)),
            may_babble=not speech and not self._is_by_algorithm(spec),
        )

    def _is_by_algorithm(self, spec: TakeSpec) -> bool:
        """Whether it is known to be made by rules, which invent no voices."""
        return spec.engine == self._engine.name and self._engine.sound_source == "algorithm"


def verdict_in(entry: Entry) -> Verdict | None:
    """What the library knows of a take; None where it was not checked as it would be today."""
    try:
        known = Verdict.from_json(entry.verdict) if entry.verdict else None
    except ValueError:
        return None
    return known if known and known.version == CHECK_VERSION else None


def is_known_changed(entry: Entry) -> bool:
    """Whether checking has found that the take's file is not what was rendered."""
    known = verdict_in(entry)
    return known is not None and known.has(CHANGED)


def _changed_reason(why: str) -> Reason:
    return Reason(CHANGED, f"its file {why}", "Render again: it is made anew.", is_bad=False)


def _voice(spec: TakeSpec) -> str:
    return spec.reference.digest if spec.reference else spec.voice


def _verdicts(event: Checked, asked: set[str]) -> dict[str, Verdict]:
    """Those of takes that were asked about. Raises OutputError for what is no verdict."""
    try:
        return {
            key: Verdict.from_json(body) for key, body in event.verdicts.items() if key in asked
        }
    except ValueError as error:
        raise OutputError(f"the worker's verdicts cannot be read: {error}") from error
