"""Whose name a claim is signed in."""

from __future__ import annotations

import datetime
import os
import stat

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deepaudio.credentials.certificate import CERTIFICATE, PRIVATE_KEY, credential
from deepaudio_plugin.core.errors import JobError

NOW = datetime.datetime.now(datetime.timezone.utc)


def put_own(folder, *, days=(-1, 30), name="Studio Nord", key=None):
    """A certificate of the user's own; `key` is another one than belongs to it."""
    own = ec.generate_private_key(ec.SECP384R1())
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(own.public_key())
        .serial_number(1)
        .not_valid_before(NOW + datetime.timedelta(days=days[0]))
        .not_valid_after(NOW + datetime.timedelta(days=days[1]))
        .sign(own, hashes.SHA384())
    )
    folder.mkdir(exist_ok=True)
    pem = serialization.Encoding.PEM
    (folder / CERTIFICATE).write_bytes(certificate.public_bytes(pem))
    (folder / PRIVATE_KEY).write_bytes(
        (key or own).private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


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
