"""Files that wait for their claims beside their places, whatever becomes of who signs them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from deepaudio.credentials.certificate import credential
from deepaudio.credentials.reading import read_claim
from deepaudio.credentials.signing import Signer
from deepaudio_plugin.core.errors import CancelledError
from deepaudio_plugin.core.protocol import Failed, OriginClaim, Signed
from deepaudio_plugin.output.marking import Marker
from deepaudio_plugin.output.written_files import WrittenFiles
from deepaudio_plugin.ownership.bwf import Broadcast
from deepaudio_plugin.rendering.progress import Watch
from tests.helpers.tones import write_tone


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return Signer(credential(tmp_path_factory.mktemp("credentials")))


@pytest.fixture
def media(tmp_path):
    """A media folder, and a take beside it."""
    write_tone(tmp_path / "take.wav", 440, 0, 4_801, 0)
    folder = tmp_path / "media"
    folder.mkdir()
    return folder


class Signing:
    """Stands in for a worker: does something to each claim, and answers that or dies."""

    def __init__(self, what: Callable[[OriginClaim], object], *, dies: bool = False) -> None:
        self._what, self._dies = what, dies

    def sign(self, requests, cancelled=None):
        for request in requests:
            for claim in request.claims:
                self._what(claim)
            if self._dies:
                yield Failed(request.id, "worker", "the worker died")
            else:
                yield Signed(request.id, tuple("" for _ in request.claims), "somebody")


def write(folder: Path, worker: Signing, watch: Watch | None = None) -> Path:
    """One take, written with its mark as far as the worker goes along."""
    target, watch, written = folder / "line.wav", watch or Watch(), WrittenFiles(folder)
    claim = OriginClaim(str(target), "line", "trained")
    with Marker(True, lambda: worker) as marker:
        facts = Broadcast("a line", "ab12", 0)
        marker.write(folder.parent / "take.wav", target, facts, claim, written=written, watch=watch)
        marker.flush(written, watch)
    return target


def test_a_file_waits_under_a_hidden_name_in_its_own_folder(media, signer):
    seen = []

    def sign(claim):
        seen.append(Path(claim.unsigned))
        signer.sign(claim)

    path = write(media, Signing(sign))
    [unsigned] = seen
    assert (unsigned.parent, unsigned.name[:11], unsigned.suffix) == (media, ".deepaudio-", ".wav")
    assert read_claim(path).state == "intact"
    assert list(media.iterdir()) == [path]


def cut_short(claim, signer):
    """What a kill leaves while the claim is being appended: the sizes come last."""
    unsigned = Path(claim.unsigned)
    copy = unsigned.with_name("copy.wav")
    shutil.copyfile(unsigned, copy)
    signer.sign(OriginClaim(str(copy), "line", "trained"))
    head, signed = unsigned.read_bytes()[:8], copy.read_bytes()
    unsigned.write_bytes(head + signed[8:-900])
    copy.unlink()


@pytest.mark.parametrize(
    ("left", "state"),
    [
        (lambda claim, signer: None, "none"),
        (cut_short, "none"),
        (lambda claim, signer: signer.sign(claim), "intact"),
    ],
    ids=["before", "within the claim", "after the rename"],
)
def test_a_worker_that_dies_leaves_a_whole_file_wherever_it_was(media, signer, left, state):
    plain = write(media, Signing(lambda claim: None, dies=True)).read_bytes()
    (media / "line.wav").unlink()
    path = write(media, Signing(lambda claim: left(claim, signer), dies=True))
    assert read_claim(path).state == state
    assert list(media.iterdir()) == [path]
    if state == "none":
        assert path.read_bytes() == plain


def test_nothing_that_waits_is_left_by_a_write_that_is_given_up(media):
    with pytest.raises(CancelledError):
        write(media, Signing(lambda claim: None), Watch(cancelled=lambda: True))
    assert list(media.iterdir()) == []
