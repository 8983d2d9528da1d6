"""Paints our lanes: takes with waveforms, and the state of every job."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor

from deepaudio_plugin.backend.views import JobView, TakeView

from ..state.numbers import percent
from ..state.stages import stage_words
from ..theme.colours import faded
from .canvas import TimelineCanvas, is_dense, paint_dense
from .glyphs import Sign
from .paint_waves import MIN_WAVEFORM, WaveBox, paint_wave
from .rows import JOB_MARKS, JOB_STATES, Row
from .style import Style

_MIN_SIGN = 16
_OUTLINED = {JOB_MARKS[state] for state in ("planned", "waiting", "failed", "impossible")}
_SIGNS: dict[str, Sign] = {
    "changed": "changed",
    "waiting": "waiting",
    "rendering": "rendering",
    "failed": "failed",
    "impossible": "impossible",
}


def paint_jobs(canvas: TimelineCanvas, row: Row, low: int, high: int) -> None:
    """Paint takes along time. Jobs not rendered are outlined, changed ones hatched."""
    fill = lane_fill(canvas.style, row)
    if is_dense(canvas.scale, row, low, high):
        _paint_dense_jobs(canvas, row, fill)
        return
    spans = canvas.spans(row, low, high)
    by_mark: dict[int, list[QRect]] = {}
    for n, (left, width) in enumerate(spans, start=low):
        rect = QRect(left, 1, width, canvas.height - 2)
        by_mark.setdefault(row.marks[n], []).append(rect)
    for mark, rects in by_mark.items():
        _paint_boxes(canvas, mark, rects, fill)
    for n, (left, width) in enumerate(spans, start=low):
        if width >= MIN_WAVEFORM:
            job = row.items[n]
            assert isinstance(job, JobView)
            _paint_job(canvas, job, left, width)


def lane_fill(style: Style, row: Row) -> QColor:
    """What takes of a lane are filled with."""
    return style.colours.speech if row.kind == "speech" else style.colours.audio


def _paint_dense_jobs(canvas: TimelineCanvas, row: Row, fill: QColor) -> None:
    """Paint how much is rendered, and under it a strip of what needs attention."""
    colours, height = canvas.style.colours, canvas.height
    quiet = faded(colours.line.name(), 110)
    paint_dense(canvas, row, (1, height - 2), [quiet, fill], _most_rendered)
    strip = [None, None, None, colours.changed, colours.rendering, colours.failed, colours.failed]
    paint_dense(canvas, row, (height - 5, 4), strip)


def _most_rendered(marks: bytearray) -> int:
    return 2 * (marks.count(JOB_MARKS["ready"]) + marks.count(JOB_MARKS["changed"])) >= len(marks)


def _paint_boxes(canvas: TimelineCanvas, mark: int, rects: list[QRect], fill: QColor) -> None:
    painter, style = canvas.painter, canvas.style
    colour = style.colours.of_state(JOB_STATES[mark])  # type: ignore[arg-type]
    painter.setPen(Qt.PenStyle.NoPen)
    if mark in _OUTLINED:
        painter.setBrush(faded(colour.name(), 28))
        painter.drawRects(rects)
        dashed = JOB_STATES[mark] in ("planned", "waiting")
        painter.setPen(style.dashed(colour) if dashed else colour)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRects([rect.adjusted(0, 0, -1, -1) for rect in rects if rect.width() > 2])
        return
    running = JOB_STATES[mark] == "rendering"
    painter.setBrush(faded(fill.name(), 110) if running else fill)
    painter.drawRects(rects)
    if JOB_STATES[mark] == "changed":
        painter.setBrush(style.hatched(colour))
        painter.drawRects(rects)
    if JOB_STATES[mark] != "ready":
        painter.setBrush(colour)
        painter.drawRects([QRect(r.left(), r.top(), r.width(), 2) for r in rects])


def _paint_job(canvas: TimelineCanvas, job: JobView, left: int, width: int) -> None:
    style, colours, height = canvas.style, canvas.style.colours, canvas.height
    head = _head(canvas)
    shown = chosen_take(job)
    if shown is not None and shown.path:
        _paint_waveform(canvas, job, shown, (left, width))
    if job.state == "rendering":
        done = round(width * min(1.0, max(0.0, job.fraction)))
        canvas.painter.fillRect(left, height - 5, width, 4, faded(colours.rendering.name(), 70))
        canvas.painter.fillRect(left, height - 5, done, 4, colours.rendering)
    if width < _MIN_SIGN:
        return
    space = width
    sign = _sign_of(job)
    if sign is not None:
        colour = colours.warning if sign == "warning" else colours.of_state(job.state)
        space -= style.sign_side + 3
        canvas.painter.drawPixmap(left + space, 4, style.sign(sign, colour))
    space = _paint_count(canvas, job, left, space)
    if head:
        faint = job.state in ("planned", "waiting", "impossible")
        name = QRect(left, 2, space, style.line)
        canvas.text(name, job_label(job), colours.text_faint if faint else colours.text)


def _head(canvas: TimelineCanvas) -> int:
    """Height of the title line; low lanes have none."""
    return canvas.style.line + 2 if canvas.height > 2.4 * canvas.style.line else 0


def _paint_count(canvas: TimelineCanvas, job: JobView, left: int, space: int) -> int:
    """Paint the number of the chosen take and its stars. Returns the width left."""
    style = canvas.style
    words = takes_label(job)
    wide = style.small_fm.horizontalAdvance(words) + 2 * style.pad if words else 0
    if not words or space < wide + style.min_text:
        return space
    canvas.text(
        QRect(left + space - wide, 2, wide + style.pad, style.line), words, style.colours.text
    )
    return space - wide


def _sign_of(job: JobView) -> Sign | None:
    return _SIGNS.get(job.state) or ("warning" if job.warnings else None)


def space_beside_name(style: Style, job: JobView) -> int:
    """Pixels at a job's right end that its sign and the count of its takes need."""
    words = takes_label(job)
    wide = style.small_fm.horizontalAdvance(words) + 2 * style.pad if words else 0
    return wide + (style.sign_side + 3 if _sign_of(job) else 0)


def chosen_take(job: JobView) -> TakeView | None:
    """The chosen take; if none is chosen, the last rendered one."""
    found = None
    for take in job.takes:
        if take.chosen:
            return take
        if take.path:
            found = take
    return found


def job_label(job: JobView) -> str:
    """The label of a job."""
    if job.state == "rendering" and job.stage:
        return f"{stage_words(job.stage)} {percent(job.fraction)}"
    return job.name


def takes_label(job: JobView) -> str:
    """Which of how many takes, and its stars: "2/3 ★4"; nothing for a single unrated one."""
    take = chosen_take(job)
    if take is None:
        return ""
    stars = f"★{take.rating}" if take.rating else ""
    count = f"{take.number}/{len(job.takes)}" if len(job.takes) > 1 else ""
    return " ".join(filter(None, (count, stars)))


def _paint_waveform(
    canvas: TimelineCanvas, job: JobView, take: TakeView, span: tuple[int, int]
) -> None:
    """The handles lie outside the job and are not drawn."""
    waveform = canvas.media.waveform(take.key)
    if waveform is None or not take.duration_s:
        return
    left, width = span
    head = _head(canvas)
    job_s = max(1e-6, take.duration_s - 2 * take.handle_s)
    whole = width * take.duration_s / job_s  # pixels that the file would take
    before = width * take.handle_s / job_s
    box = WaveBox(left, width, head + 3, canvas.height - head - 6, before, whole)
    colour = canvas.style.colours.waveform
    shade = faded(colour.name(), 110) if job.state == "changed" else colour
    paint_wave(canvas, waveform, box, shade, job.gain_db)
