"""The voices of the pack: people of Kokoro v1.0, and some made older or younger.

Of Kokoro's English voices those are left out that are too like another one (`bella`, `echo`,
`nova`, `puck`, `sarah`), and `nicole`, who only whispers. A child or an old person is one of
them, or two mixed, played faster or slower: pitch and resonances move together, as with the size
of a body.
"""

from __future__ import annotations

from dataclasses import dataclass

from deepaudio_plugin.core.engine_info import VoiceGender, VoiceTraits


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


def _american(name: str, style: str) -> PackVoice:
    return PackVoice(VoiceTraits(name, _gender(style), accent="American"), (style,))


def _british(name: str, style: str) -> PackVoice:
    return PackVoice(VoiceTraits(name, _gender(style), accent="British"), (style,))


def _gender(style: str) -> VoiceGender:
    """Kokoro writes it into its names."""
    return "woman" if style[1] == "f" else "man"


VOICES = (
    _american("hannah", "af_heart"),  # the narrator of new projects
    _american("michael", "am_michael"),
    _british("emily", "bf_emma"),
    _american("felix", "am_fenrir"),
    _american("river", "af_river"),
    _british("george", "bm_george"),
    _american("cora", "af_kore"),
    _american("adam", "am_adam"),
    _british("alice", "bf_alice"),
    _american("eric", "am_eric"),
    _american("aoede", "af_aoede"),
    _british("daniel", "bm_daniel"),
    _american("sky", "af_sky"),
    _american("onyx", "am_onyx"),
    _british("isabella", "bf_isabella"),
    _american("liam", "am_liam"),
    _american("jessica", "af_jessica"),
    _british("francis", "bm_fable"),
    _british("lily", "bf_lily"),
    _american("alloy", "af_alloy"),
    PackVoice(VoiceTraits("agatha", "woman", "elder", "British"), ("bf_emma",), 0.88, 0.85),
    PackVoice(VoiceTraits("walter", "man", "elder", "British"), ("bm_lewis",), 0.93, 0.85),
    PackVoice(
        VoiceTraits("edith", "woman", "elder", "British"), ("bf_isabella", "am_santa"), 0.95, 0.88
    ),
    PackVoice(VoiceTraits("nicholas", "man", "elder", "American"), ("am_santa",), 0.85, 0.9),
    PackVoice(VoiceTraits("penny", "woman", "child", "American"), ("af_jessica",), 1.18, 0.95),
    PackVoice(VoiceTraits("toby", "man", "child", "American"), ("af_nova",), 1.36),
    PackVoice(VoiceTraits("wren", "woman", "child", "British"), ("bf_lily",), 1.22, 0.95),
    PackVoice(VoiceTraits("finn", "man", "child", "American"), ("am_puck",), 1.65),
)
"""In the order in which they are cast."""
