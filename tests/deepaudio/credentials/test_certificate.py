"""Whose name a claim is signed in."""

from __future__ import annotations

import os
import stat

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from deepaudio.credentials.certificate import CERTIFICATE, PRIVATE_KEY, credential
from deepaudio_plugin.core.errors import JobError
from tests.helpers.certificates import put_own


def test_a_computer_gets_a_certificate_once_and_nobody_else_can_read_its_key(tmp_path):
    first = credential(tmp_path / "credentials")
    assert first.is_new
    again = credential(tmp_path / "credentials")
    assert not again.is_new
    assert (again.chain, again.key) == (first.chain, first.key)
    (kept,) = (tmp_path / "credentials").iterdir()
    if os.name == "posix":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_one_that_is_damaged_is_made_again(tmp_path):
    first = credential(tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:300])
    again = credential(tmp_path)
    assert again.is_new
    assert again.key != first.key


def test_the_user_s_own_goes_first(tmp_path):
    credential(tmp_path)
    put_own(tmp_path)
    own = credential(tmp_path)
    assert (own.name, own.algorithm, own.is_new) == ("Studio Nord", "ES384", False)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda folder: put_own(folder, days=(-30, -1)), "not today"),
        (lambda folder: put_own(folder, days=(2, 30)), "not today"),
        (lambda folder: put_own(folder, key=ec.generate_private_key(ec.SECP256R1())), "belong"),
        (lambda folder: (folder / CERTIFICATE).write_text("no PEM"), "no certificate"),
        (lambda folder: (folder / PRIVATE_KEY).unlink(), "cannot be read"),
        (lambda folder: (folder / PRIVATE_KEY).write_text("no PEM"), "no private key"),
    ],
    ids=["expired", "of the future", "another key", "no certificate", "no key", "broken key"],
)
def test_one_that_cannot_sign_is_said_and_not_replaced_in_silence(tmp_path, wrong, says):
    put_own(tmp_path)
    wrong(tmp_path)
    with pytest.raises(JobError, match=says) as caught:
        credential(tmp_path)
    assert str(tmp_path) in caught.value.where
    assert "remove both files" in caught.value.hint
