"""Pictures and waveforms of what is in sight: asked for, and drawn once they have come."""

from __future__ import annotations

from collections.abc import Callable

from deepaudio_plugin.backend.messages import FILM_KEY

from ..state.timeline import TimelineState
from .media_cache import MediaCache
from .rows import Row, Rows
from .view_position import ViewPosition
from .visible_media import visible_film, visible_peaks, visible_pictures


class ShownMedia:
    """Wants of a `MediaCache` what the rows show, and has redrawn where something came.

    `redraw` gets a row, and the first and last frame of what is out of date on it; `lay_out` is
    called when there may be another row.
    """

    def __init__(
        self,
        media: MediaCache,
        rows: Rows,
        redraw: Callable[[Row, int, int], None],
        lay_out: Callable[[], None],
    ) -> None:
        self._media, self._rows = media, rows
        self._redraw, self._lay_out = redraw, lay_out
        self._jobs_of_peaks: dict[str, str] = {}
        media.picture_loaded.connect(lambda ref: self._redraw_item(rows.shots, ref))
        media.waveform_loaded.connect(self._on_waveform_loaded)

    def want(self, position: ViewPosition, state: TimelineState) -> None:
        """Ask for what is in sight."""
        if state.is_open:
            scale, edges = position.scale, (position.left, position.left + position.width)
            self._jobs_of_peaks = visible_peaks(self._rows.lanes.values(), scale, edges)
            shots = visible_pictures(self._rows.shots, scale, edges)
            film = visible_film(self._rows, scale, edges) if state.sounds_known else []
            self._media.want(shots, [*self._jobs_of_peaks, *film])

    def _on_waveform_loaded(self, key: str) -> None:
        if key.startswith(FILM_KEY):
            self._on_film_loaded(key.removeprefix(FILM_KEY))
            return
        ref = self._jobs_of_peaks.get(key, "")
        for row in self._rows.lanes.values():
            self._redraw_item(row, ref)

    def _on_film_loaded(self, name: str) -> None:
        """The sound of a shot's media, or of a clip on a sound track, can be drawn."""
        index, _, start = name.partition("@")
        if index.isdecimal() and start.isdecimal() and int(index) in self._rows.tracks:
            row, frame = self._rows.tracks[int(index)], int(start)
            for item in (row.items[n] for n in range(*row.between(frame, frame + 1))):
                self._redraw(row, item.start, item.start + item.frames)
            return
        self._rows.show_film()  # with the first there is a row for it
        self._lay_out()
        if self._rows.film is not None:
            self._redraw_item(self._rows.film, name)

    def _redraw_item(self, row: Row, ref: str) -> None:
        item = row.get(ref)
        if item is not None:
            self._redraw(row, item.start, item.start + item.frames)
