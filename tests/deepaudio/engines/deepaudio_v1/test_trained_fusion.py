"""A trained fusion at a render: when it weighs, what it is shown, and what a wrong file costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from deepaudio.dsp.contour import contour_length
from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines import registry
from deepaudio.engines.base import Guidance, PictureFeatures, PicturePart, SpeechRequest
from deepaudio.engines.deepaudio_v1 import sound, speech
from deepaudio.engines.deepaudio_v1.evidence import evidence_of
from deepaudio.engines.deepaudio_v1.render_settings import parse_settings
from deepaudio.engines.deepaudio_v1.stretch import Stretch
from deepaudio.features.evidence import latent_on_frames, motion_on_frames
from deepaudio.media.picture import JobPicture
from deepaudio.networks.mof import Evidence
from deepaudio.sampling.speech import plan_line, prepare_reference
from deepaudio_plugin.core.errors import JobError, WeightsDamagedError, WeightsMissingError
from tests.helpers.signals import Running
from tests.helpers.spoken import write_voice
from tests.helpers.tiny_fusion import SIZES, model_with_fusion
from tests.helpers.tiny_model import TinyModel, tiny_model

STEPS = {"steps": 2}
LINE = 36_000  # samples, within a shot of 1.5 s
LEAD = 24_064  # a whole number of frames
HOP = 512


class Installed:
    """A model in a store of its own, and its engine."""

    def __init__(self, model: TinyModel) -> None:
        self.model = model
        with self.used():
            self.engine = registry.load("deepaudio-v1")

    @contextmanager
    def used(self) -> Iterator[None]:
        """The engine looks at each job for what is installed."""
        with pytest.MonkeyPatch.context() as patch:
            self.model.use(patch)
            yield

    def guidance(self, request: SpeechRequest) -> Guidance:
        with self.used():
            found = self.engine.fusion.guidance(request, Running())
        assert found is not None
        return found

    def said(self, request: SpeechRequest) -> np.ndarray:
        with self.used():
            found = self.engine.fusion.guidance(request, Running())
            return self.engine.text_to_speech.speak(request, found, Running()).audio.samples

    def heard(self, picture: JobPicture, seed: int = 5) -> sound.PassFeatures:
        """What the free pass over a whole shot knows of it."""
        window = (0, round(picture.duration_s * SAMPLE_RATE))
        generator = self.engine.video_to_audio._generator  # type: ignore[attr-defined]
        stretch = Stretch(picture, (window,), seed)
        with self.used():
            found = generator.hear(stretch, [sound.FREE], parse_settings(STEPS), Running())
        assert found.features is not None
        return found.features  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def plain() -> Installed:
    return Installed(tiny_model())


@pytest.fixture(scope="module")
def fused(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(model_with_fusion(tmp_path_factory.mktemp("stirred")))


def part_of(picture: JobPicture, *, start: int = 0, lead: int = LEAD, length: int = LINE) -> Any:
    shot = {
        "media_start_s": picture.media_start_s, "duration_s": picture.duration_s, "lead": lead,
        "windows": [[0, round(picture.duration_s * SAMPLE_RATE)]],
    }  # fmt: skip
    seen = replace(picture, media_start_s=picture.media_start_s + lead / SAMPLE_RATE,
                   duration_s=length / SAMPLE_RATE)  # fmt: skip
    return PicturePart(start, length, seen, shot)


def line(*parts: PicturePart, text: str = "Hi.", more: Any = None, **settings: Any) -> Any:
    length = sum(part.num_samples for part in parts)
    return SpeechRequest(length, text, parts=parts, voice="tenor", seed=5,
                         settings={**STEPS, **settings}, **(more or {}))  # fmt: skip


def on_frames(known: sound.PassFeatures, frames: int) -> tuple[np.ndarray, np.ndarray]:
    """As training puts a clip's features on its mel."""
    [window] = known.windows
    return (
        latent_on_frames(known.latent.float(), frames).numpy(),
        motion_on_frames(window.sync.float(), frames).numpy(),
    )


# -- when it weighs -----------------------------------------------------------------


def test_an_installed_fusion_is_used_unless_the_published_one_is_asked_for(
    plain: Installed, fused: Installed, picture: JobPicture
) -> None:
    with_fusion = fused.said(line(part_of(picture)))
    assert np.array_equal(fused.said(line(part_of(picture), fusion="mof")), with_fusion)
    published = fused.said(line(part_of(picture), fusion="published"))
    assert np.array_equal(plain.said(line(part_of(picture))), published)
    assert np.abs(with_fusion - published).max() > 1e-3
    nearer = fused.said(line(part_of(picture), picture=4.0))
    assert not np.array_equal(nearer, with_fusion)


def test_one_that_has_learnt_nothing_gives_the_published_line_where_nothing_is_guided(
    plain: Installed, picture: JobPicture, tmp_path: Path
) -> None:
    published = plain.said(line(part_of(picture), cfg=1))
    neutral = Installed(model_with_fusion(tmp_path, stirred=False))
    request = line(part_of(picture), cfg=1, picture=1)
    assert neutral.guidance(request).features is not None
    assert np.array_equal(neutral.said(request), published)


def test_a_line_without_a_picture_is_said_as_published(plain: Installed, fused: Installed) -> None:
    request = SpeechRequest(LINE, "Hi.", voice="tenor", settings=STEPS)
    assert np.array_equal(fused.said(request), plain.said(request))


def test_a_fusion_that_is_not_there_is_an_error_with_a_hint(
    plain: Installed, picture: JobPicture
) -> None:
    for request in (
        line(part_of(picture), fusion="mof"),
        SpeechRequest(LINE, "Hi.", voice="tenor", settings={**STEPS, "fusion": "mof"}),
    ):
        with pytest.raises(WeightsMissingError, match="no trained fusion") as raised:
            plain.said(request)
        assert "models import" in raised.value.hint


def test_only_known_fusions_and_sensible_strengths() -> None:
    assert parse_settings({}).fusion == ""
    assert parse_settings({"picture": 3}).speech.picture == 3
    for wrong in ({"fusion": "other"}, {"picture": -1}):
        with pytest.raises(JobError, match=r"fusion|out of range"):
            parse_settings(wrong)


# -- a wrong file -------------------------------------------------------------------


def test_a_damaged_or_unfit_fusion_is_named_and_the_published_one_still_there(
    tmp_path: Path, picture: JobPicture
) -> None:
    for folder in ("damaged", "other"):
        (tmp_path / folder).mkdir()
    damaged = Installed(model_with_fusion(tmp_path / "damaged"))
    file = damaged.model.weights / "fusion" / "tiny-fusion.safetensors"
    whole = file.read_bytes()
    file.unlink()  # a link to the file that was installed
    file.write_bytes(whole[:-8])
    with pytest.raises(WeightsDamagedError, match="tiny-fusion") as raised:
        damaged.said(line(part_of(picture)))
    assert "--fusion published" in raised.value.hint
    assert damaged.said(line(part_of(picture), fusion="published")).any()
    other = Installed(model_with_fusion(tmp_path / "other", sizes={**SIZES, "latent_dim": 6}))
    with pytest.raises(WeightsDamagedError, match=r"latent_dim=6.*this variant needs"):
        other.said(line(part_of(picture)))


# -- what it is shown ---------------------------------------------------------------


def test_a_line_over_a_whole_shot_is_shown_what_training_shows_of_a_clip(
    fused: Installed, picture: JobPicture
) -> None:
    whole = round(picture.duration_s * SAMPLE_RATE)
    found = fused.guidance(line(part_of(picture, lead=0, length=whole))).features
    assert found is not None
    frames = contour_length(picture.duration_s)
    latent, sync = on_frames(fused.heard(picture), round(whole / HOP))
    assert found.latent.shape == (frames, 4) and found.sync.shape == (frames, 16)
    assert np.array_equal(found.latent, latent[:frames])
    assert np.array_equal(found.sync, sync[:frames])
    assert found.known.all()


def test_a_line_within_a_shot_is_shown_its_own_part_of_it(
    fused: Installed, picture: JobPicture
) -> None:
    found = fused.guidance(line(part_of(picture)))
    assert found.features is not None
    latent, sync = on_frames(fused.heard(picture), round(picture.duration_s * SAMPLE_RATE / HOP))
    own = slice(LEAD // HOP, LEAD // HOP + contour_length(LINE / SAMPLE_RATE))
    assert np.array_equal(found.features.latent, latent[own])
    assert np.array_equal(found.features.sync, sync[own])
    assert fused.guidance(line(part_of(picture), fusion="published")).features is None


def test_across_a_cut_each_frame_is_shown_the_shot_above_it(
    fused: Installed, picture: JobPicture
) -> None:
    other = replace(picture, media_start_s=0.25)
    one = part_of(picture, lead=0, length=200 * HOP // 10)  # 20 frames
    two = part_of(other, start=one.num_samples, lead=30 * HOP, length=40 * HOP)
    found = fused.guidance(line(one, two)).features
    assert found is not None
    all_frames = round(picture.duration_s * SAMPLE_RATE / HOP)
    (a, x), (b, y) = (on_frames(fused.heard(p), all_frames) for p in (picture, other))
    assert np.array_equal(found.latent, np.concatenate([a[:20], b[30:70]]))
    assert np.array_equal(found.sync, np.concatenate([x[:20], y[30:70]]))


def test_before_the_line_stands_what_the_voices_own_picture_shows(
    fused: Installed, picture: JobPicture, tmp_path: Path
) -> None:
    path = write_voice(tmp_path / "mara.wav", 3.0)
    reference = {"path": str(path), "text": "These are just the words.", "digest": ""}
    first = PicturePart(0, SAMPLE_RATE, replace(picture, duration_s=1.0))
    last = PicturePart(2 * SAMPLE_RATE, SAMPLE_RATE, replace(picture, duration_s=1.0))
    request = line(part_of(picture), reference=reference, more={"voice_parts": (first, last)})
    found = fused.guidance(request)
    assert found.prompt is not None and found.prompt_features is not None
    before = found.prompt_features
    assert len(before.known) == len(before.latent) == len(found.prompt)
    [(start, _)] = fused.engine.text_to_speech._voices.voice(request, Running()).kept_s  # type: ignore[attr-defined]
    seconds = start + (np.arange(len(before.known)) + 0.5) * HOP / SAMPLE_RATE
    assert np.array_equal(before.known, (seconds < 1) | (seconds >= 2))
    assert not before.latent[~before.known].any() and before.sync[before.known].any()
    latent, _ = on_frames(fused.heard(first.picture, seed=0), round(SAMPLE_RATE / HOP))
    second = latent[int((seconds[0] * SAMPLE_RATE) // HOP)]
    assert np.array_equal(before.latent[0], second)


# -- chunks -------------------------------------------------------------------------


def rows(frames: int) -> PictureFeatures:
    latent = np.arange(frames, dtype=np.float32)[:, None] * np.ones(4, np.float32)
    return PictureFeatures(latent, -latent[:, :1] * np.ones(16, np.float32), np.arange(frames) > 9)


def reference() -> Any:
    words = "Some words, and some more of them."
    return prepare_reference(0.1 * torch.randn(1, 60_000), 24_000, words)


def test_chunks_share_the_evidence_as_they_share_the_contour() -> None:
    voice, text = reference(), "This is a sentence of a line. " * 12
    contour = np.linspace(0, 1, 900, dtype=np.float32)
    plain = plan_line(voice, text, torch.from_numpy(contour))
    known = evidence_of(contour, rows(900))
    chunks = plan_line(voice, text, known, known.between(0, 50))  # type: ignore[union-attr]
    assert [c.frames for c in chunks] == [c.frames for c in plain] and len(chunks) > 1
    first = voice.frames
    for chunk, like in zip(chunks, plain, strict=True):
        given = chunk.energy
        assert isinstance(given, Evidence)
        assert torch.equal(given.energy[:, first:], like.energy[:, first:])
        at = given.latent[0, first:, 0].long()
        assert torch.equal(at, torch.arange(int(at[0]), int(at[0]) + len(at)))
        assert torch.equal(given.energy[0, first:, 0], torch.from_numpy(contour)[at].half().float())
        assert torch.equal(given.latent[0, :50, 0], torch.arange(50.0))  # of the reference
        assert not given.flags[0, 50:first, :3].any()  # behind what is known of it: nothing
        assert torch.equal(given.flags[0, first:, :3].bool(), (at > 9)[:, None].expand(-1, 3))
        reference_frames = voice.mel.shape[1]
        assert given.flags[0, :reference_frames, 3].all()
        assert not given.flags[0, reference_frames:, 3].any() and not given.flags[..., 4].any()


def test_a_contour_beside_evidence_is_refused() -> None:
    known = evidence_of(np.ones(20, np.float32), rows(20))
    with pytest.raises(ValueError, match="line and reference need the same"):
        plan_line(reference(), "Hi.", known, torch.ones(9))


def test_a_line_that_runs_on_stretches_both_and_a_long_window_is_cut_alike() -> None:
    contour = np.linspace(0, 1, 100, dtype=np.float32)
    drawn, features = speech.stretched(contour, rows(100), 199)
    assert features is not None and len(drawn) == len(features.known) == 199
    assert np.abs(drawn * 99 - features.latent[:, 0]).max() <= 0.51
    voice = reference()
    most = speech._most_frames(voice, "Hi.")
    long = np.concatenate([np.zeros(500, np.float32), np.ones(most, np.float32)])
    planned = speech.plan(voice, "Hi.", Guidance(long, features=rows(len(long))), 60.0, 0.0)
    [chunk] = planned.chunks
    assert isinstance(chunk.energy, Evidence)
    silent = round(planned.silence / HOP)
    assert silent > 400
    assert float(chunk.energy.latent[0, voice.frames, 0]) == silent
