"""`deepaudio verify`: what it says and with which exit code it ends."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from deepaudio.__main__ import main
from deepaudio.credentials.certificate import credential
from deepaudio.credentials.signing import Signer
from deepaudio_plugin.core.protocol import OriginClaim
from deepaudio_plugin.core.statement import STATEMENT
from deepaudio_plugin.ownership.bwf import Broadcast, write_broadcast_wav
from tests.helpers.tones import write_tone


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("signed")
    write_tone(folder / "line.wav", 440, 0, 4_800, 0)
    made_from = {"words": "Hello", "takes": ["a", "b", "c", "d", "e"]}
    claim = OriginClaim(str(folder / "line.wav"), "line", "trained", "Sketch", "3", made_from)
    Signer(credential(tmp_path_factory.mktemp("credentials"))).sign(claim)
    return folder / "line.wav"


def test_a_file_as_it_was_signed_is_success_and_says_everything(signed, capsys):
    assert main(["verify", str(signed)]) == 0
    said = capsys.readouterr().out
    assert "intact" in said
    assert "artificially generated, by a trained model" in said
    assert "signed by DeepAudio for editors; nobody is known to vouch for that name" in said
    assert "words Hello" in said
    assert "takes a, b, c and 2 more" in said


def test_a_folder_is_looked_through_and_one_bad_file_is_failure(signed, tmp_path, capsys):
    shutil.copy(signed, tmp_path / "whole.wav")
    content = bytearray(signed.read_bytes())
    content[content.index(b"data") + 40] ^= 1
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "broken.wav").write_bytes(content)
    write_tone(tmp_path / "plain.wav", 440, 0, 480, 0)
    (tmp_path / "notes.txt").write_text("not looked at")
    assert main(["verify", str(tmp_path), "--json"]) == 1
    *found, total = map(json.loads, capsys.readouterr().out.splitlines())
    states = {event["path"].rpartition("/")[2]: event["state"] for event in found}
    assert states == {"whole.wav": "intact", "broken.wav": "changed", "plain.wav": "none"}
    assert (total["event"], total["intact"], total["changed"], total["none"]) == (
        *("verified", 1, 1, 1),
    )


def test_what_can_carry_no_claim_is_told_and_counted_in_words(signed, tmp_path, capsys):
    timeline = tmp_path / "cut.otio"
    timeline.write_text("{}")
    plain = tmp_path / "plain.wav"
    write_tone(plain, 440, 0, 480, 0)
    assert main(["verify", str(signed), str(timeline), str(plain)]) == 1
    said = capsys.readouterr().out
    assert f"{timeline}: cannot be checked (a .otio file carries no claim that can be read)" in said
    assert said.endswith("3 files: 1 intact, 1 without a claim, 1 that cannot be checked\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_what_is_no_file_is_named_and_not_opened(tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe.wav")
    (tmp_path / "folder.wav").mkdir()
    assert main(["verify", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert f"{tmp_path / 'pipe.wav'}: cannot be checked (a named pipe, not a file)" in said
    assert f"{tmp_path / 'folder.wav'}: cannot be checked (a folder, not a file)" in said
    assert main(["verify", os.devnull]) == 1
    assert f"{os.devnull}: cannot be checked (a device, not a file)" in capsys.readouterr().out


def test_a_file_without_a_claim_may_still_say_in_words_that_it_was_generated(tmp_path, capsys):
    write_tone(tmp_path / "plain.wav", 440, 0, 480, 0)
    facts = Broadcast(f"{STATEMENT} | a line", "key", 0)
    write_broadcast_wav(tmp_path / "plain.wav", tmp_path / "told.wav", facts)
    assert main(["verify", str(tmp_path)]) == 1
    plain, told, says, *_rest = capsys.readouterr().out.splitlines()
    assert "plain.wav: no claim" in plain
    assert "told.wav: no claim" in told
    assert says == f"  says      in its description, unsigned: {STATEMENT}"


def test_a_folder_without_sound_is_a_mistake_of_the_call(tmp_path, capsys):
    assert main(["verify", str(tmp_path)]) == 2
    assert "no sound or film" in capsys.readouterr().err
