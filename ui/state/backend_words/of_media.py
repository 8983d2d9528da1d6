"""What the backend says of media that are not there or cannot be read."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

OF_MEDIA: tuple[str, ...] = tuple(
    map(
        str,
        (
            QT_TRANSLATE_NOOP("Backend", "media is missing: {} does not exist"),
            QT_TRANSLATE_NOOP("Backend", "media is missing: {} is {}"),
            QT_TRANSLATE_NOOP("Backend", "on a network share, which is not opened"),
            QT_TRANSLATE_NOOP("Backend", "on another computer, which is not asked"),
            QT_TRANSLATE_NOOP("Backend", "media is missing: no image of {} exists"),
            QT_TRANSLATE_NOOP("Backend", "media is missing: {}"),
            QT_TRANSLATE_NOOP("Backend", "media cannot be read: {}: {}"),
            QT_TRANSLATE_NOOP("Backend", "check that the file is there and may be read"),
            QT_TRANSLATE_NOOP("Backend", "{} of {} images of {} are missing"),
            QT_TRANSLATE_NOOP("Backend", "render the missing images, or relink the clip"),
            QT_TRANSLATE_NOOP("Backend", "the clip has no media (missing reference)"),
            QT_TRANSLATE_NOOP("Backend", "the clip's media reference names no file"),
            QT_TRANSLATE_NOOP("Backend", "relink the clip in its host"),
            QT_TRANSLATE_NOOP("Backend", "relink the clip to a media file"),
            QT_TRANSLATE_NOOP("Backend", "media on a network is not fetched: {}"),
            QT_TRANSLATE_NOOP("Backend", "render it to a file in its host and relink the clip"),
            QT_TRANSLATE_NOOP("Backend", "slip or relink the clip in its host"),
            QT_TRANSLATE_NOOP("Backend", "the clip is {} frames longer than its media"),
            QT_TRANSLATE_NOOP("Backend", "there is no such media file"),
            QT_TRANSLATE_NOOP("Backend", "the media file is empty"),
            QT_TRANSLATE_NOOP("Backend", "the media file is damaged or no media file"),
            QT_TRANSLATE_NOOP("Backend", "the media file may not be read"),
            QT_TRANSLATE_NOOP("Backend", "the media is in a format that cannot be decoded here"),
            QT_TRANSLATE_NOOP("Backend", "the media cannot be decoded: {}"),
            QT_TRANSLATE_NOOP("Backend", "the media has no picture"),
            QT_TRANSLATE_NOOP("Backend", "the media has sound but no picture"),
            QT_TRANSLATE_NOOP("Backend", "the media does not answer: nothing came of it for {} s"),
            QT_TRANSLATE_NOOP("Backend", "the picture is not shown: {}"),
            QT_TRANSLATE_NOOP("Backend", "Relink the clip to the media."),
            QT_TRANSLATE_NOOP("Backend", "Copy or export the media again."),
            QT_TRANSLATE_NOOP("Backend", "Check the file's permissions."),
            QT_TRANSLATE_NOOP("Backend", "Check the file and the disk it is on."),
        ),
    )
)
