"""The voices of the pack: people of Kokoro v1.0, and some made older or younger.

Of Kokoro's English voices those are left out that are too like another one (`bella`, `echo`,
`nova`, `puck`, `sarah`), and `nicole`, who only whispers. A child or an old person is one of
them, or two mixed, played faster or slower: pitch and resonances move together, as with the size
of a body.

Which are low or high for women or men, and slow or quick, was measured of one sentence of each:
below 150 or from 195 Hz for women, below 105 or from 135 Hz for men, and a tenth longer or shorter
than most.
"""

from __future__ import annotations

from dataclasses import dataclass

from deepaudio_plugin.core.engine_info import VoiceGender, VoicePace, VoicePitch, VoiceTraits


@dataclass(frozen=True)
class PackVoice:
    """A voice of the pack."""

    traits: VoiceTraits
    styles: tuple[str, ...]  # of Kokoro; several are mixed in equal parts
    height: float = 1.0  # pitch and resonances, as a multiple of the style's; in hundredths
    rate: float = 1.0  # of the style's own pace

    @property
    def name(self) -> str:
        """What it is called."""
        return self.traits.name

    @property
    def base(self) -> str:
        """Whose dictionary reads its lines: see `small_voice.model`."""
        return "heart"

    @property
    def british(self) -> bool:
        """Whether its lines are read as in Britain."""
        return self.traits.accent == "British"


def _american(name: str, style: str, pitch: VoicePitch = "", pace: VoicePace = "") -> PackVoice:
    traits = VoiceTraits(name, _gender(style), "adult", "American", pitch, pace)
    return PackVoice(traits, (style,))


def _british(name: str, style: str, pitch: VoicePitch = "", pace: VoicePace = "") -> PackVoice:
    traits = VoiceTraits(name, _gender(style), "adult", "British", pitch, pace)
    return PackVoice(traits, (style,))


def _gender(style: str) -> VoiceGender:
    """Kokoro writes it into its names."""
    return "woman" if style[1] == "f" else "man"


VOICES = (
    _american("hannah", "af_heart"),  # the narrator of new projects
    _american("michael", "am_michael", "", "slow"),
    _british("emily", "bf_emma"),
    _american("felix", "am_fenrir"),
    _american("river", "af_river", "", "quick"),
    _british("george", "bm_george", "", "slow"),
    _american("cora", "af_kore", "low"),
    _american("adam", "am_adam", "low"),
    _british("alice", "bf_alice", "high"),
    _american("eric", "am_eric", "high", "quick"),
    _american("aoede", "af_aoede"),
    _british("daniel", "bm_daniel"),
    _american("sky", "af_sky"),
    _american("onyx", "am_onyx", "low"),
    _british("isabella", "bf_isabella", "high"),
    _american("liam", "am_liam", "", "quick"),
    _american("jessica", "af_jessica", "high", "quick"),
    _british("francis", "bm_fable", "high"),
    _british("lily", "bf_lily"),
    _american("alloy", "af_alloy", "low"),
    PackVoice(VoiceTraits("agatha", "woman", "elder", "British"), ("bf_emma",), 0.88, 0.85),
    PackVoice(
        VoiceTraits("walter", "man", "elder", "British", pace="slow"), ("bm_lewis",), 0.93, 0.85
    ),
    PackVoice(
        VoiceTraits("edith", "woman", "elder", "British", pace="slow"),
        ("bf_isabella", "am_santa"),
        0.95,
        0.88,
    ),
    PackVoice(
        VoiceTraits("nicholas", "man", "elder", "American", pace="slow"), ("am_santa",), 0.85, 0.9
    ),
    PackVoice(VoiceTraits("penny", "woman", "child", "American"), ("af_jessica",), 1.18, 0.95),
    PackVoice(VoiceTraits("toby", "man", "child", "American"), ("af_nova",), 1.36),
    PackVoice(
        VoiceTraits("wren", "woman", "child", "British", pace="slow"), ("bf_lily",), 1.22, 0.95
    ),
    PackVoice(VoiceTraits("finn", "man", "child", "American"), ("am_puck",), 1.65),
)
"""In the order in which they are cast."""
