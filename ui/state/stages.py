"""Translated texts for the stages of a render."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

_STEP = re.compile(r"step (\d+) of (\d+)")
_HOST = re.compile(r"(?:^|, )on (.+)$")  # of a farm


def stage_words(stage: str) -> str:
    """The text for a stage of the worker ("sound: step 3 of 25, on gpu-07"); unknown ones
    unchanged.
    """
    name, _, detail = stage.partition(":")
    words = {
        "start": QCoreApplication.translate("Stages", "starting"),
        "rendering": QCoreApplication.translate("Stages", "rendering"),
        "watching": QCoreApplication.translate("Stages", "watching"),
        "speaking": QCoreApplication.translate("Stages", "speaking"),
        "making sound": QCoreApplication.translate("Stages", "making sound"),
        "picture": QCoreApplication.translate("Stages", "analysing the picture"),
        "speech": QCoreApplication.translate("Stages", "generating speech"),
        "sound": QCoreApplication.translate("Stages", "generating sound"),
        "level": QCoreApplication.translate("Stages", "setting the level"),
        "mix": QCoreApplication.translate("Stages", "mixing"),
        "preview": QCoreApplication.translate("Stages", "rendering the preview film"),
        "write": QCoreApplication.translate("Stages", "saving"),
        "fetching takes": QCoreApplication.translate("Stages", "fetching takes of others"),
        "sharing takes": QCoreApplication.translate("Stages", "sharing takes"),
        "checking": QCoreApplication.translate("Stages", "checking takes"),
        "waveforms": QCoreApplication.translate("Stages", "drawing waveforms"),
        "compressing takes": QCoreApplication.translate("Stages", "compressing takes"),
        "writing sound": QCoreApplication.translate("Stages", "writing sound files"),
        "lowering sound under speech": QCoreApplication.translate(
            "Stages", "lowering sound under speech"
        ),
        "mixing": QCoreApplication.translate("Stages", "mixing"),
        "making the preview": QCoreApplication.translate("Stages", "making the preview film"),
    }.get(name.strip())
    if words is None:
        return stage
    if (step := _STEP.search(detail)) is not None:
        counted = QCoreApplication.translate("Stages", "{stage}, step {done} of {total}")
        words = counted.format(stage=words, done=step[1], total=step[2])
    if (host := _HOST.search(detail.strip())) is not None:
        there = QCoreApplication.translate("Stages", "{stage}, on {host}")
        words = there.format(stage=words, host=host[1])
    return words
