"""What can be chosen for a write, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from deepaudio_plugin.core import delivery
from deepaudio_plugin.hosts import registry

from ..state.numbers import short


def spec_in_words(name: str) -> str:
    """A specification with its figures: its title is a proper name."""
    spec, title = delivery.SPECS[name], delivery.SPECS[name].title
    if name == "web":
        title = QCoreApplication.translate("WriteDialog", "Web")
    level = f"{title}: {short(spec.lufs)} LUFS" if spec.lufs is not None else ""
    if spec.lufs is None:
        level = QCoreApplication.translate("WriteDialog", "Level as it is")
    elif spec.dialogue_gated:
        level += " " + QCoreApplication.translate("WriteDialog", "of the dialogue")
    return f"{level}, {short(spec.ceiling_db)} dBTP"


def marks() -> dict[str, tuple[str, str]]:
    """How files may be marked: the name of the choice, and what it means, in a line."""
    translate = QCoreApplication.translate
    return {
        "c2pa": (
            translate("WriteDialog", "As generated (C2PA)"),
            translate(
                "WriteDialog",
                "Files say in words and in a signed claim how they were made, as the AI Act asks.",
            ),
        ),
        "none": (
            translate("WriteDialog", "None"),
            translate(
                "WriteDialog",
                "No file says how it was made: whoever publishes them has to say so.",
            ),
        ),
    }


def targets(chosen: str) -> list[tuple[str, str]]:
    """Hosts to write for, with titles; includes `chosen` even if it is not installed."""
    titles = {host.name: host.title for host in registry.hosts() if host.dialect}
    titles["generic"] = QCoreApplication.translate(
        "WriteDialog", "Any editor that reads OpenTimelineIO"
    )
    return list({**titles, chosen: titles.get(chosen, chosen)}.items())
