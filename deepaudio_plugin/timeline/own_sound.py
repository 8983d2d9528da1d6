"""The sound tracks of a timeline: which media sound when, as far as they can be found."""

from __future__ import annotations

from dataclasses import dataclass

import opentimelineio as otio

from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.timeline.flatten import place
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.pictures import PictureFinder
from deepaudio_plugin.timeline.ticks import BadTimeError, per_frame, seconds


@dataclass(frozen=True)
class OwnClip:
    """A part of a media file that sounds from a frame of the timeline on."""

    start: int  # frames
    start_s: float
    source: PictureSource


@dataclass(frozen=True)
class OwnTrack:
    """A sound track by its place in the timeline's stack, and what sounds on it, in order."""

    index: int
    clips: tuple[OwnClip, ...]


def own_tracks(document: Document, resolver: MediaResolver) -> list[OwnTrack]:
    """The sound tracks that are switched on and have any media that is there.

    Clips whose media cannot be found are left out; generators and images have no sound.
    """
    finder = PictureFinder(resolver, document.rate)
    frame = per_frame(document.rate)
    found = []
    for index, track in enumerate(document.timeline.tracks):
        if not isinstance(track, otio.schema.Track) or str(track.kind).lower() != "audio":
            continue
        if not track.enabled:
            continue
        try:
            pieces = place(track).pieces
        except BadTimeError:
            continue
        clips = []
        for piece in pieces:
            picture = finder.picture(piece)
            source = picture.source
            if source is None or source.kind != "video" or not source.speed:
                continue
            if source.duration_s > 0:
                clips.append(OwnClip(picture.first, seconds(picture.first * frame), source))
        if clips:
            found.append(OwnTrack(index, tuple(clips)))
    return found
