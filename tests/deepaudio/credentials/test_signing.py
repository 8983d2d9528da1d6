"""Claims put into files and read back, whole and after changes."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from deepaudio.credentials import certificate
from deepaudio.credentials.certificate import credential
from deepaudio.credentials.digest_signing import DigestSigner
from deepaudio.credentials.library import c2pa, context
from deepaudio.credentials.reading import read_claim
from deepaudio.credentials.signing import Signer
from deepaudio.credentials.wav_chunk import ClaimPlace
from deepaudio.dsp import wav
from deepaudio_plugin.core import riff
from deepaudio_plugin.core.errors import DiskFullError, MediaError, OutputError
from deepaudio_plugin.core.protocol import OriginClaim
from deepaudio_plugin.ownership.bwf import Broadcast, write_broadcast_wav
from tests.helpers.films import write_film
from tests.helpers.tones import write_tone

MADE = {"key": "ab12", "words": "Where is “Zoë”?", "seed": 3}


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return Signer(credential(tmp_path_factory.mktemp("credentials")))


def broadcast(folder: Path, name: str, length: int = 4_801) -> Path:
    """A file as it is written: of an odd number of bytes, with all our chunks."""
    write_tone(folder / "tone.wav", 440, 0, length, 0)
    path = folder / name
    write_broadcast_wav(folder / "tone.wav", path, Broadcast("a line", "ab12", 86_400, note="n"))
    return path


def claim(path: Path, **values: object) -> OriginClaim:
    facts: dict[str, object] = {"title": path.stem, "source": "trained", "engine": "Sketch"}
    return OriginClaim(str(path), **{**facts, "engine_version": "3", "made_from": MADE, **values})


def chunks(path: Path) -> dict[bytes, bytes]:
    with path.open("rb") as file:
        found = list(riff.chunks(file))
        return {name: _body(file, at, size) for name, at, size in found}


def _body(file, at, size):
    file.seek(at)
    return file.read(size)


def test_a_signed_file_differs_by_one_chunk_and_says_what_it_claims(signer, tmp_path):
    path = broadcast(tmp_path, "line.wav")
    before, sound = chunks(path), wav.read(path).samples
    signer.sign(claim(path))
    after = chunks(path)
    assert set(after) - set(before) == {b"C2PA"}
    assert {name: after[name] for name in before} == before
    np.testing.assert_array_equal(wav.read(path).samples, sound)

    found = read_claim(path)
    assert (found.state, found.is_ours, found.vouched) == ("intact", True, False)
    assert (found.title, found.source) == ("line", "trainedAlgorithmicMedia")
    assert found.software == "Sketch 3"
    assert found.made_from == MADE
    assert found.signer == "DeepAudio for editors"


def staged(folder: Path, name: str) -> tuple[Path, Path]:
    """A file as it waits for its claim, and the place beside it that it is for."""
    return broadcast(folder, ".staged.wav"), folder / name


def test_a_file_that_waits_beside_its_place_becomes_the_signed_one(signer, tmp_path):
    unsigned, path = staged(tmp_path, "line.wav")
    before, inode = chunks(unsigned), unsigned.stat().st_ino
    path.write_bytes(b"earlier")
    path.chmod(0o640)
    signer.sign(claim(path, unsigned=str(unsigned)))
    assert not unsigned.exists()
    assert (path.stat().st_ino, path.stat().st_mode & 0o777) == (inode, 0o640)
    assert {name: chunks(path)[name] for name in before} == before
    assert read_claim(path).state == "intact"


@pytest.mark.parametrize("title", ["a", "ab", "abc"])
def test_a_claim_of_any_length_leaves_a_file_of_whole_chunks(signer, tmp_path, title):
    path = broadcast(tmp_path, "line.wav")
    signer.sign(claim(path, title=title))
    with path.open("rb") as file:
        name, at, size = list(riff.chunks(file))[-1]
        assert (name, riff.end_of(file)) == (b"C2PA", path.stat().st_size)
        assert at + size + size % 2 == path.stat().st_size
    assert read_claim(path).state == "intact"


def test_the_library_is_shown_no_sample_of_a_sound(signer, tmp_path, monkeypatch):
    def refuse(*_):
        raise AssertionError("the library reads the file")

    monkeypatch.setattr(c2pa().Builder, "sign", refuse)
    path = broadcast(tmp_path, "line.wav")
    signer.sign(claim(path))
    assert read_claim(path).state == "intact"


@pytest.mark.parametrize("tail", [b"junk!", b"\0"])
def test_what_lies_behind_the_chunks_of_a_file_costs_no_signature(signer, tmp_path, tail):
    path = broadcast(tmp_path, "line.wav")
    path.write_bytes(path.read_bytes() + tail)
    signer.sign(claim(path))
    assert read_claim(path).state == "intact"


def test_a_disk_that_is_full_within_the_claim_leaves_the_file_as_it_was(signer, tmp_path):
    resource = pytest.importorskip("resource")
    unsigned, path = staged(tmp_path, "line.wav")
    content, limits = unsigned.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(content) + 1_000, limits[1]))
    try:
        with pytest.raises(DiskFullError) as told:
            signer.sign(claim(path, unsigned=str(unsigned)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert str(told.value).count("\n") == 0
    assert (unsigned.read_bytes(), path.exists()) == (content, False)


def test_a_file_that_cannot_be_signed_keeps_its_name_and_its_bytes(signer, tmp_path, monkeypatch):
    def fail(*_):
        raise c2pa().C2paError("Signature: the key is gone")

    monkeypatch.setattr(DigestSigner, "manifest", fail)
    unsigned, path = staged(tmp_path, "line.wav")
    content = unsigned.read_bytes()
    with pytest.raises(MediaError, match=r"cannot be signed .*the key is gone"):
        signer.sign(claim(path, unsigned=str(unsigned)))
    assert (unsigned.read_bytes(), path.exists()) == (content, False)


def test_what_the_library_refuses_is_said_in_its_words(signer):
    builder = c2pa().Builder({"title": "t"}, context=context())
    with pytest.raises(c2pa().C2paError, match=r"\w"):
        signer._by_digest.manifest(builder, b"", ClaimPlace(0, 0))


def test_a_library_without_calls_for_digests_signs_all_the_same(tmp_path, monkeypatch):
    def missing(*_):
        raise AttributeError("function not found")

    monkeypatch.setattr(DigestSigner, "__init__", missing)
    unsigned, path = staged(tmp_path, "line.wav")
    Signer(credential(tmp_path / "own")).sign(claim(path, unsigned=str(unsigned)))
    assert read_claim(path).state == "intact"


def test_one_changed_sample_is_found(signer, tmp_path):
    path = broadcast(tmp_path, "line.wav")
    signer.sign(claim(path))
    whole = bytearray(path.read_bytes())
    whole[whole.index(b"data") + 8 + 300] ^= 1
    path.write_bytes(whole)
    found = read_claim(path)
    assert (found.state, found.reason) == ("changed", "its bytes are not those that were signed")


def test_a_changed_claim_is_found(signer, tmp_path):
    path = broadcast(tmp_path, "line.wav")
    signer.sign(claim(path))
    content = path.read_bytes()
    at = content.rindex(b"ab12")  # in the claim, which is the last chunk
    path.write_bytes(content[:at] + b"ab13" + content[at + 4 :])
    assert read_claim(path).state == "changed"


def sign_elsewhere(path: Path, folder: Path) -> None:
    """A claim by another program, about a recording."""
    own = credential(folder)
    library = c2pa()
    info = library.C2paSignerInfo(library.C2paSigningAlg.ES256, own.chain, own.key, None)
    kind = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
    action = {"action": "c2pa.created", "digitalSourceType": kind}
    manifest = {
        "claim_generator_info": [{"name": "Recorder", "version": "1"}],
        "title": "a recording",
        "format": "audio/wav",
        "assertions": [{"label": "c2pa.actions", "data": {"actions": [action]}}],
    }
    builder = library.Builder(manifest, context=context(library.Signer.from_info(info)))
    signed = path.with_suffix(".signed")
    with path.open("rb") as source, signed.open("w+b") as target:
        builder.sign("audio/wav", source, target)
    signed.replace(path)


def manifests(path: Path) -> list[str]:
    """Titles of all claims in a file, the one that holds first."""
    reader = c2pa().Reader(str(path), context=context())
    found = json.loads(reader.json())
    reader.close()
    active = found["active_manifest"]
    return [found["manifests"][active]["title"]] + [
        manifest["title"] for name, manifest in found["manifests"].items() if name != active
    ]


def test_somebody_else_s_claim_is_what_the_file_was_made_from_and_is_never_stripped(
    signer, tmp_path
):
    path = broadcast(tmp_path, "recording.wav")
    sign_elsewhere(path, tmp_path / "theirs")
    theirs = read_claim(path)
    assert (theirs.is_ours, theirs.is_generated, theirs.software) == (False, False, "Recorder")
    for titles in (["one", "a recording"], ["two", "a recording", "one"]):
        signer.sign(claim(path, title=titles[0]))
        found = read_claim(path)
        assert (found.state, found.is_ours, found.title) == ("intact", True, titles[0])
        assert found.ingredients == ("recording.wav",)
        assert sorted(manifests(path)) == sorted(titles)
    with path.open("rb") as file:
        assert [name for name, _, _ in riff.chunks(file)].count(b"C2PA") == 1


def test_a_component_of_a_mix_brings_somebody_else_s_claim_along(signer, tmp_path):
    line, mix = broadcast(tmp_path, "line.wav"), broadcast(tmp_path, "mix.wav")
    sign_elsewhere(line, tmp_path / "theirs")
    signer.sign(claim(mix, title="mix", source="mixed", ingredients=(str(line),)))
    assert manifests(mix) == ["mix", "a recording"]


def test_a_certificate_that_has_expired_since_is_told_and_the_file_is_no_changed_one(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(certificate, "_YEARS", timedelta(days=1, seconds=2))
    path = broadcast(tmp_path, "line.wav")
    Signer(credential(tmp_path / "short")).sign(claim(path))
    until = time.monotonic() + 60
    while not (found := read_claim(path)).reason and time.monotonic() < until:
        time.sleep(0.1)
    assert (found.state, found.is_ours) == ("intact", True)
    assert "the certificate has expired since" in found.reason


def test_a_mix_names_what_is_in_it(signer, tmp_path):
    line = broadcast(tmp_path, "line.wav")
    signer.sign(claim(line))
    unsigned, mix = broadcast(tmp_path, "shot.wav"), broadcast(tmp_path, "mix.wav")
    signer.sign(claim(mix, source="mixed", ingredients=(str(line), str(unsigned))))
    found = read_claim(mix)
    assert (found.state, found.ingredients) == ("intact", ("line.wav", "shot.wav"))
    assert found.source == "compositeWithTrainedAlgorithmicMedia"


def test_a_film_is_signed_too(signer, tmp_path):
    film = tmp_path / "preview.mp4"
    write_film(film, 5)
    signer.sign(claim(film, source="mixed"))
    assert read_claim(film).state == "intact"


def test_what_cannot_carry_a_claim_is_refused_and_stays(signer, tmp_path):
    for name, content in (("notes.txt", b"words"), ("cut.wav", b"RIFF\x04\0\0\0WAVE")):
        path = tmp_path / name
        path.write_bytes(content)
        if name == "notes.txt":
            with pytest.raises(MediaError, match="cannot carry"):
                signer.sign(claim(path))
        assert path.read_bytes() == content


def test_a_file_past_4_gib_is_not_signed(signer, tmp_path, monkeypatch):
    monkeypatch.setattr("deepaudio.credentials.signing.LARGEST", 1_000)
    path = broadcast(tmp_path, "long.wav")
    content = path.read_bytes()
    with pytest.raises(MediaError, match="too long"):
        signer.sign(claim(path))
    assert path.read_bytes() == content


def test_a_file_that_may_only_be_read_is_not_replaced(signer, tmp_path):
    path = broadcast(tmp_path, "line.wav")
    content = path.read_bytes()
    path.chmod(0o400)
    with pytest.raises(OutputError, match="may only be read"):
        signer.sign(claim(path))
    assert path.read_bytes() == content
    path.chmod(0o600)


def test_a_folder_that_cannot_be_written_is_said(signer, tmp_path):
    unsigned = broadcast(tmp_path, "line.wav")
    (tmp_path / "folder").write_text("none")
    with pytest.raises(OutputError, match="cannot be written"):
        signer.sign(claim(tmp_path / "folder" / "line.wav", unsigned=str(unsigned)))
    assert read_claim(unsigned).state == "none"


def test_files_without_a_claim_and_files_that_are_none_differ(tmp_path):
    assert read_claim(broadcast(tmp_path, "plain.wav")).state == "none"
    assert read_claim(tmp_path / "missing.wav").state == "unreadable"
    (tmp_path / "text.wav").write_text("not a sound")
    assert read_claim(tmp_path / "text.wav").state in ("none", "unreadable")
