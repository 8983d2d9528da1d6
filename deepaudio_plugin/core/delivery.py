"""What a mix is delivered at: loudness, true peak, and what the loudness is measured of.

Sources: EBU R 128 (2023): -23 LUFS, -1 dBTP. ATSC A/85:2013: -24 LKFS of the dialogue where
there is any, -2 dBTP. Netflix Sound Mix Specifications v1.6: -27 LKFS of the dialogue, -2
dBTP. Web players bring what is louder down to -14 LUFS.

The dialogue is found by our own voice detector, in the dialogue stem; a broadcaster's meter,
which hears the mix alone, may find a little more or less of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from deepaudio_plugin.core.protocol import MixLevels, MixTarget

DEFAULT_SPEC = "ebu-r128"

CHANNELS = {"mono": 1, "stereo": 2, "5.1": 6}
"""What the sound of shots and the mix can be heard from. Takes are stereo for 5.1 too."""
DEFAULT_CHANNELS = "stereo"

DOWNMIX = "Downmix to stereo: L + 0.707 C + 0.707 Ls, R + 0.707 C + 0.707 Rs, without the LFE"
"""Of a 5.1 mix, as ITU-R BS.775 has it."""


@dataclass(frozen=True)
class Spec:
    """A loudness specification. Without `lufs` a mix keeps its level and is only limited."""

    title: str
    lufs: float | None
    ceiling_db: float
    dialogue_gated: bool = False

    @property
    def target(self) -> MixTarget:
        """As the worker takes it."""
        return MixTarget(self.lufs, self.ceiling_db, self.dialogue_gated)


SPECS = {
    "ebu-r128": Spec("EBU R 128", -23.0, -1.0),
    "atsc-a85": Spec("ATSC A/85", -24.0, -2.0, dialogue_gated=True),
    "netflix": Spec("Netflix", -27.0, -2.0, dialogue_gated=True),
    "web": Spec("web", -14.0, -1.0),
    "none": Spec("no target", None, -1.0),
}


def spec_line(name: str) -> str:
    """A specification in words: `EBU R 128, -23 LUFS, at most -1 dBTP`."""
    spec = SPECS[name]
    level = "its own level" if spec.lufs is None else f"{spec.lufs:g} LUFS"
    whose = " of the dialogue" if spec.dialogue_gated else ""
    return f"{spec.title}, {level}{whose}, at most {spec.ceiling_db:g} dBTP"


_NEAR_DB = 0.5  # what specifications allow


def levels_line(spec: Spec, levels: MixLevels) -> str:
    """What was measured of a mix and what was done, in one line."""
    if spec.lufs is None:
        done = "level kept"
    elif levels.measured_lufs is None:
        done = "too quiet to measure, level kept"
    else:
        way = "raised" if levels.gain_db >= 0 else "lowered"
        done = f"measured {levels.measured_lufs:.1f} LUFS{_of_what(spec, levels)}, "
        done += f"{way} by {abs(levels.gain_db):.1f} dB"
    limited = f", peaks limited by up to {levels.limited_db:.1f} dB" if levels.limited_db else ""
    now = f"{levels.lufs:.1f} LUFS" if levels.lufs is not None else "below -70 LUFS"
    line = f"{done}{limited}: now {now}, {levels.true_peak_db:.1f} dBTP ({spec.title})"
    if levels.watermark_db is not None:
        line += f", with a watermark {-levels.watermark_db:.1f} dB below it"
    if spec.lufs is None or levels.lufs is None or abs(levels.lufs - spec.lufs) <= _NEAR_DB:
        return line
    return f"{line}; that is not {spec.lufs:g} LUFS: no more is to be had below its ceiling"


def _of_what(spec: Spec, levels: MixLevels) -> str:
    if levels.dialogue_gated:
        return " (dialogue-gated by our voice detector)"
    return " (of all of it: there is no dialogue)" if spec.dialogue_gated else ""
