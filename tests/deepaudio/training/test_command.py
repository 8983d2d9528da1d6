"""`deepaudio train`: from recordings to a model that the engine renders with."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from deepaudio.__main__ import main
from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines import registry as engines
from deepaudio.engines.base import PicturePart, SpeechRequest
from deepaudio.media.picture import JobPicture
from deepaudio.training import lora
from deepaudio.weights import registry
from tests.helpers.films import write_film
from tests.helpers.signals import Running
from tests.helpers.spoken import write_voice
from tests.helpers.tiny_model import TinyModel, tiny_model


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    def event(self, kind: str) -> dict[str, Any]:
        (found,) = [e for e in map(json.loads, self.out.splitlines()) if e["event"] == kind]
        return found


def train(*arguments: object) -> Ran:
    """Run `deepaudio train` in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["train", *map(str, arguments)])
    assert "Traceback" not in err.getvalue() + out.getvalue()
    return Ran(code, out.getvalue(), err.getvalue())


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> TinyModel:
    """The tiny model, its store a copy that may grow."""
    model = tiny_model()
    own = TinyModel(model.registry, tmp_path / "weights")
    shutil.copytree(model.weights, own.weights)
    monkeypatch.setenv("DEEPAUDIO_DEVICE", "cpu")
    return own.use(monkeypatch)


def recordings(folder: Path, count: int = 3) -> Path:
    folder.mkdir(parents=True)
    for number in range(count):
        noise = 0.1 * np.random.default_rng(number).standard_normal(16_000 + 800 * number)
        soundfile.write(folder / f"{number}.wav", noise, 16_000)
        (folder / f"{number}.txt").write_text(f"Sentence number {number}.")
    return folder


def small_run(folder: Path, stage: str, features: Path, more: str = "") -> Path:
    path = folder / f"{stage}.toml"
    path.write_text(
        f'stage = "{stage}"\nsteps = 2\nprecision = "float32"\n{more}\n[batch]\nframes = 400\n'
        f'parts = 1\nitems = 2\n[[data]]\nfolder = "{features}"\n'
    )
    return path


def test_from_a_list_to_a_render_with_what_was_trained(
    tiny: TinyModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = tmp_path / "media"
    recordings(media)
    assert train("list", "folder", media, "--out", tmp_path / "l.tsv").out == (
        f"3 clips listed in {tmp_path / 'l.tsv'}\n"
    )
    made = train("prepare", tmp_path / "l.tsv", "--stage", "tts", "--out", tmp_path / "f")
    assert (made.code, made.out) == (0, "3 clips prepared, 0 were here already\n")
    config = small_run(tmp_path, "v2s", tmp_path / "f", "[rate]\nrate = 0.01\nwarmup = 0")
    ran = train("run", config, "--out", tmp_path / "run", "--json")
    assert ran.code == 0, ran.out + ran.err
    assert ran.event("trained")["step"] == 2
    out = tmp_path / "export"
    export = ("export", tmp_path / "run", "--name", "mine", "--out", out, "--json")
    assert train(*export).event("exported")["weights"] == "ema"
    exported = train(*export, "--average", "model").event("exported")
    assert (exported["weights"], exported["variant"]) == ("model", "mine")
    monkeypatch.setenv(registry.REGISTRY_VARIABLE, str(out / "registry.json"))
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(["models", "import", str(out), "--accept-licence"]) == 0
    assert "1 files taken" in said.getvalue()

    recording = write_voice(tmp_path / "mara.wav", 2.0)
    assert not np.array_equal(spoken("mine", recording), spoken("tiny", recording))


def spoken(variant: str, recording: Path) -> np.ndarray:
    """A line by the engine that the worker runs, as a render asks for it."""
    reference = {"path": str(recording), "text": "Words that somebody says.", "digest": ""}
    settings = {"variant": variant, "steps": 1, "reference": reference}
    request = SpeechRequest(SAMPLE_RATE, "Who is there?", settings=settings)
    said = engines.load("deepaudio-v1").text_to_speech.speak(request, None, Running())
    assert np.isfinite(said.audio.samples).all()
    return said.audio.samples


def test_a_voice_is_trained_only_with_consent(tiny: TinyModel, tmp_path: Path) -> None:
    folder = recordings(tmp_path / "mara")
    ran = train("voice", folder, "--name", "Mara", "--out", tmp_path / "v")
    assert ran.code == 2
    assert "consent" in ran.err
    assert not (tmp_path / "v").exists()


def test_a_voice_is_trained_from_recordings_exported_and_heard(
    tiny: TinyModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = train(
        "voice", recordings(tmp_path / "mara"), "--name", "Mara", "--consent", "I, Mara, agree.",
        "--out", tmp_path / "v", "--steps", 2,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "0.1 minutes of speech; 3 to 30 make a good voice" in ran.err
    assert "no clips of other people" in ran.err
    train("export", tmp_path / "v", "--name", "mara", "--out", tmp_path / "e")
    voice = lora.load(tmp_path / "e" / "mara.voice.safetensors")
    assert (voice.name, voice.consent) == ("Mara", "I, Mara, agree.")
    record = tiny.store().record(registry.load().parts("tiny")["speech"])
    assert record is not None and voice.base_sha256 == record.source_sha256

    monkeypatch.setenv(registry.REGISTRY_VARIABLE, str(tmp_path / "e" / "registry.json"))
    assert "I, Mara, agree." in registry.load().licences["trained-mara"].statement
    with contextlib.redirect_stdout(io.StringIO()):
        assert main(["models", "import", str(tmp_path / "e"), "--accept-licence"]) == 0
    recording = write_voice(tmp_path / "mara.wav", 2.0)
    assert not np.array_equal(spoken("mara", recording), spoken("tiny", recording))


def test_a_voice_of_other_weights_is_not_exported(tiny: TinyModel, tmp_path: Path) -> None:
    train(
        "voice", recordings(tmp_path / "mara"), "--name", "Mara", "--consent", "I, Mara, agree.",
        "--out", tmp_path / "v", "--steps", 2,
    )  # fmt: skip
    learnt = lora.load(tmp_path / "v" / "voice.safetensors")
    lora.save(replace(learnt, base_sha256="0" * 64), tmp_path / "v" / "voice.safetensors")
    ran = train("export", tmp_path / "v", "--name", "mara", "--out", tmp_path / "e")
    assert ran.code == 2
    assert "learnt on other weights" in ran.err


def test_the_fusion_is_trained_on_what_is_heard_in_pictures(
    tiny: TinyModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = tmp_path / "media"
    media.mkdir()
    lines = ["id\tvideo\taudio\ttext"]
    for number in range(2):
        write_film(media / f"{number}.mp4", 32, rate=25)
        noise = 0.1 * np.random.default_rng(number).standard_normal(16_000)
        soundfile.write(media / f"{number}.wav", noise, 16_000)
        lines.append(f"{number}\t{number}.mp4\t{number}.wav\tWho is there?")
    (media / "l.tsv").write_text("\n".join(lines))
    assert train("prepare", media / "l.tsv", "--stage", "mof", "--out", tmp_path / "f").code == 0
    ran = train("run", small_run(tmp_path, "mof", tmp_path / "f"), "--out", tmp_path / "run")
    assert ran.code == 0, ran.err
    train("export", tmp_path / "run", "--name", "fused", "--out", tmp_path / "e")
    assert (tmp_path / "e" / "fused-fusion.safetensors").is_file()
    # And a further run begins with it.
    more = f'[network]\nstart = "{tmp_path / "run"}"'
    again = small_run(tmp_path, "mof", tmp_path / "f", more)
    assert train("run", again, "--out", tmp_path / "again").code == 0
    # And a render uses it.
    monkeypatch.setenv(registry.REGISTRY_VARIABLE, str(tmp_path / "e" / "registry.json"))
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(["models", "import", str(tmp_path / "e"), "--accept-licence"]) == 0
        assert main(["models", "list"]) == 0
    assert "2 files taken" in said.getvalue()
    assert "ready, with a fusion" in said.getvalue()
    film = str(media / "0.mp4")
    trained, known = dubbed(film, "")
    published, none = dubbed(film, "published")
    assert (known, none) == (True, False)
    assert not np.array_equal(trained, published)


def dubbed(film: str, fusion: str) -> tuple[np.ndarray, bool]:
    """A line to a picture by the engine, and whether its fusion was shown the picture."""
    picture = JobPicture(film, media_start_s=0.0, duration_s=1.0)
    settings = {"variant": "fused", "steps": 1, "fusion": fusion}
    request = SpeechRequest(
        SAMPLE_RATE, "Who is there?", parts=(PicturePart(0, SAMPLE_RATE, picture),),
        settings=settings,
    )  # fmt: skip
    engine = engines.load("deepaudio-v1")
    guidance = engine.fusion.guidance(request, Running())
    assert guidance is not None
    said = engine.text_to_speech.speak(request, guidance, Running())
    assert np.isfinite(said.audio.samples).all()
    return said.audio.samples, guidance.features is not None


def test_what_is_left_out_is_counted_and_costs_exit_code_1(tiny: TinyModel, tmp_path: Path) -> None:
    folder = recordings(tmp_path / "media")
    (folder / "2.txt").unlink()
    train("list", "folder", folder, "--out", tmp_path / "l.tsv")
    ran = train("prepare", tmp_path / "l.tsv", "--stage", "tts", "--out", tmp_path / "f")
    assert ran.code == 1
    assert "2 clips prepared" in ran.out and "left out 1 (no words: 1)" in ran.out


def test_configurations_are_printed_to_be_changed(tmp_path: Path) -> None:
    path = tmp_path / "tts.toml"
    path.write_text(train("config", "tts").out)
    assert "steps = 1200000" in path.read_text()
    ran = train("run", path, "--out", tmp_path / "run")
    assert ran.code in (2, 3)  # it names no data, or no model is installed to start from


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("run", "{tmp}/gone.toml", "--out", "{tmp}/r"), 2, "gone.toml: cannot be read"),
        (("config", "v2"), 2, "no stage 'v2' of training; the nearest is"),
        (("list", "v2d", "{tmp}", "--out", "{tmp}/l"), 2, "no kind of list 'v2d'"),
        (("prepare", "{tmp}/gone.tsv", "--stage", "tts", "--out", "x"), 2, "gone.tsv"),
        (("export", "{tmp}", "--name", "x", "--out", "{tmp}/e"), 1, "holds no checkpoint"),
        (("export", "{tmp}", "--name", "a/b", "--out", "{tmp}/e"), 2, "'a/b' cannot be a name"),
    ],
)
def test_what_cannot_be_is_named(tmp_path: Path, arguments: tuple[str, ...], code: int,
                                 said: str) -> None:  # fmt: skip
    ran = train(*(text.replace("{tmp}", str(tmp_path)) for text in arguments))
    assert ran.code == code
    assert said in ran.err


def test_a_share_of_a_list_is_i_of_n(tiny: TinyModel, tmp_path: Path) -> None:
    train("list", "folder", recordings(tmp_path / "m"), "--out", tmp_path / "l.tsv")
    common = ("prepare", tmp_path / "l.tsv", "--stage", "tts", "--out", tmp_path / "f")
    assert "--shard cannot be '3/2'" in train(*common, "--shard", "3/2").err
    assert train(*common, "--shard", "1/2").out.startswith("2 clips prepared")
    assert train(*common, "--shard", "2/2").out.startswith("1 clip prepared")


def test_without_a_model_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPAUDIO_WEIGHTS", str(tmp_path / "none"))
    train("list", "folder", recordings(tmp_path / "m"), "--out", tmp_path / "l.tsv")
    ran = train("prepare", tmp_path / "l.tsv", "--stage", "tts", "--out", tmp_path / "f")
    assert ran.code == 3
    assert "no variant of the model is installed" in ran.err
