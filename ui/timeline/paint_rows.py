"""Paints shots, the timeline's own tracks, and cues."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QBrush, QColor

from deepaudio_plugin.backend.views import ClipView, CueView, ShotView

from ..theme.colours import faded
from .canvas import TimelineCanvas, is_dense, paint_dense
from .glyphs import Sign
from .paint_waves import MIN_WAVEFORM, WaveBox, clip_key, paint_wave
from .rows import (
    CLIP_MISSING,
    CUE_LINE,
    CUE_MUTED,
    CUE_WARNED,
    SHOT_PLAIN,
    SHOT_PROBLEM,
    Row,
)

MIN_PICTURE = 20  # pixels of width from which a shot shows its thumbnail


def paint_shots(canvas: TimelineCanvas, row: Row, low: int, high: int) -> None:
    """Paint thumbnails along time, with names under them."""
    colours, height = canvas.style.colours, canvas.style.metrics.picture
    fills = [colours.picture, colours.lane_alternate, colours.failed]
    if is_dense(canvas.scale, row, low, high):
        paint_dense(canvas, row, (0, height), fills)
        return
    spans = canvas.spans(row, low, high)
    painter = canvas.painter
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.picture)
    painter.drawRects([QRect(left, 0, width, height) for left, width in spans])
    for n, (left, width) in enumerate(spans, start=low):
        shot = row.items[n]
        assert isinstance(shot, ShotView)
        if width >= MIN_PICTURE:
            _paint_picture(canvas, shot, left, width, height)
        mark = row.marks[n]
        if mark != SHOT_PLAIN:
            _paint_shot_mark(canvas, mark, left, width, height)
        name = QRect(left, height, width, canvas.height - height)
        canvas.text(name, shot_label(shot), colours.text)


def shot_label(shot: ShotView) -> str:
    """The label under a shot."""
    return f"{shot.index}  {shot.name}" if shot.name else str(shot.index)


def _paint_picture(
    canvas: TimelineCanvas, shot: ShotView, left: int, width: int, height: int
) -> None:
    picture = canvas.media.picture(shot.ref)
    if picture is None:
        return
    picture.setDevicePixelRatio(picture.height() / height)
    from_x, to_x = max(left, canvas.left), min(left + width, canvas.right)
    if to_x > from_x:
        offset = QPoint(from_x - left, 0)
        canvas.painter.drawTiledPixmap(QRect(from_x, 0, to_x - from_x, height), picture, offset)


def _paint_shot_mark(canvas: TimelineCanvas, mark: int, left: int, width: int, height: int) -> None:
    painter, style = canvas.painter, canvas.style
    problem = mark == SHOT_PROBLEM
    colour = style.colours.failed if problem else style.colours.text_faint
    box = QRect(left, 0, width, height)
    painter.fillRect(box, faded(style.colours.background.name(), 120))
    if problem:
        painter.fillRect(box, style.hatched(colour))
    if width >= style.sign_side + 8:
        side = style.sign_side + 6
        painter.fillRect(QRect(left, 0, side, side), style.colours.background)
        painter.drawPixmap(left + 3, 3, style.sign("warning" if problem else "muted", colour))


def paint_track(canvas: TimelineCanvas, row: Row, low: int, high: int) -> None:
    """Paint the clips of an existing track; hatched where media is missing."""
    colours, height = canvas.style.colours, canvas.height
    missing = canvas.style.hatched(colours.warning)
    if is_dense(canvas.scale, row, low, high):
        paint_dense(canvas, row, (1, height - 2), [colours.existing, missing])
        return
    spans = canvas.spans(row, low, high)
    painter = canvas.painter
    rects = [QRect(left, 1, width, height - 2) for left, width in spans]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.existing)
    painter.drawRects(rects)
    hatched = [r for n, r in enumerate(rects, low) if row.marks[n] == CLIP_MISSING]
    if hatched:
        painter.setBrush(missing)
        painter.drawRects(hatched)
    for n, (left, width) in enumerate(spans, start=low):
        clip = row.items[n]
        assert isinstance(clip, ClipView)
        waveform = canvas.media.waveform(clip_key(clip)) if width >= MIN_WAVEFORM else None
        if waveform is not None:
            line = canvas.style.line
            whole = WaveBox(left, width, line, height - line - 2, 0.0, float(width))
            paint_wave(canvas, waveform, whole, colours.waveform)
        if width >= canvas.style.min_text:
            faint = row.marks[n] == CLIP_MISSING
            colour = colours.text_faint if faint else colours.text
            high = canvas.style.line if waveform is not None else height - 2
            canvas.text(QRect(left, 1, width, high), clip.name, colour)


_CUE_SIGNS: dict[str, Sign] = {"sound": "sound", "music": "music"}


def cue_fills(canvas: TimelineCanvas) -> list[QColor | QBrush]:
    """Brushes of cues by mark."""
    colours = canvas.style.colours
    muted = faded(colours.cue.name(), 90)
    return [colours.cue, colours.audio, colours.audio, muted, colours.cue]


def paint_cues(canvas: TimelineCanvas, row: Row, low: int, high: int) -> None:
    """Paint lines and described sounds with their text."""
    colours, height = canvas.style.colours, canvas.height
    fills = cue_fills(canvas)
    if is_dense(canvas.scale, row, low, high):
        paint_dense(canvas, row, (2, height - 4), fills)
        paint_dense(canvas, row, (height - 4, 2), [None] * CUE_WARNED + [colours.warning])
        return
    spans = canvas.spans(row, low, high)
    painter = canvas.painter
    painter.setPen(Qt.PenStyle.NoPen)
    for mark, fill in enumerate(fills):
        found = [
            QRect(left, 2, width, height - 4)
            for n, (left, width) in enumerate(spans, start=low)
            if row.marks[n] == mark
        ]
        if found:
            painter.setBrush(fill)
            painter.drawRects(found)
    warned = [
        QRect(left, height - 4, width, 2)
        for n, (left, width) in enumerate(spans, start=low)
        if row.marks[n] == CUE_WARNED
    ]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.warning)
    painter.drawRects(warned)
    for n, (left, width) in enumerate(spans, start=low):
        if width >= canvas.style.sign_side + 4:
            cue = row.items[n]
            assert isinstance(cue, CueView)
            _paint_words(canvas, cue, row.marks[n], left, width)


def _paint_words(canvas: TimelineCanvas, cue: CueView, mark: int, left: int, width: int) -> None:
    style, colours, height = canvas.style, canvas.style.colours, canvas.height
    sign: Sign | None = "warning" if mark == CUE_WARNED else _CUE_SIGNS.get(cue.kind)
    if mark == CUE_MUTED:
        sign = "muted"
    space = width
    if sign is not None:
        colour = colours.warning if mark == CUE_WARNED else colours.text
        x = left + width - style.sign_side - 2
        canvas.painter.drawPixmap(x, (height - style.sign_side) // 2, style.sign(sign, colour))
        space -= style.sign_side + 2
    faint = colours.text_faint if mark == CUE_MUTED else colours.text
    canvas.text(QRect(left, 1, space, height - 4), cue_label(cue), faint)


def cue_label(cue: CueView) -> str:
    """The label of a cue."""
    return f"{cue.speaker}: {cue.text}" if cue.speaker else cue.text


assert CUE_LINE == 0  # cue_fills is by mark
