"""Whose name a claim is signed in: a certificate of the user's own, or one of this computer's.

A claim's certificate must not be signed by itself (C2PA 2.x, section "X.509 Certificates"), so that
of this computer comes from an authority that is made with it, whose key is thrown away. Nobody
vouches for it: it shows that a file was not changed since, not who is behind it.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import platformdirs
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from deepaudio_plugin.core.errors import JobError
from deepaudio_plugin.core.files import make_private_folder, temp_path_of

FOLDER_VARIABLE = "DEEPAUDIO_CREDENTIALS"
CERTIFICATE = "certificate.pem"
"""The user's own chain in that folder, the signer's certificate first."""
PRIVATE_KEY = "private-key.pem"
_OWN = "this-computer.pem"
ORGANISATION = "DeepAudio for editors"
_YEARS = timedelta(days=3652)
_CURVES = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}
_MAKING = threading.Lock()  # two requests at once make one certificate
_USE_NONE = "Put a valid pair there, or remove both files: then this computer's own is used."


@dataclass(frozen=True)
class Credential:
    """A chain of certificates and the key that belongs to the first of them."""

    chain: bytes  # PEM
    key: bytes  # PEM, without a password
    algorithm: str  # as C2PA names it: "ES256" …
    name: str  # whose it is
    is_new: bool = False  # made just now


def credential(folder: Path | None = None) -> Credential:
    """The user's own, where `folder` holds one, else this computer's.

    Raises JobError for one that cannot sign today, or where none can be kept.
    """
    folder = folder or default_folder()
    chain, key = folder / CERTIFICATE, folder / PRIVATE_KEY
    if chain.exists() or key.exists():
        return _credential(_read(chain), _read(key), chain, key)
    with _MAKING:
        return _own(folder / _OWN)


def default_folder() -> Path:
    """DEEPAUDIO_CREDENTIALS, or `credentials` in the user's data folder."""
    chosen = os.environ.get(FOLDER_VARIABLE, "")
    return Path(chosen) if chosen else platformdirs.user_data_path("deepaudio") / "credentials"


def _own(path: Path) -> Credential:
    """This computer's, made where there is none yet or nobody can sign with it any more."""
    with suppress(OSError, JobError):
        pem = path.read_bytes()
        return _credential(pem, pem, path, path)
    pem = _made()
    try:
        make_private_folder(path.parent)
        temp = temp_path_of(path)
        temp.touch(0o600)
        temp.write_bytes(pem)
        temp.replace(path)
    except OSError as error:
        raise JobError(
            f"a certificate for this computer cannot be kept ({error.strerror or error})",
            where=str(path),
            hint=f"Name another folder in {FOLDER_VARIABLE}, or write with --mark none.",
        ) from error
    return replace(_credential(pem, pem, path, path), is_new=True)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise JobError(
            f"cannot be read ({error.strerror or error})", where=str(path), hint=_USE_NONE
        ) from error


def _credential(chain: bytes, key: bytes, chain_path: Path, key_path: Path) -> Credential:
    try:
        certificates = x509.load_pem_x509_certificates(chain)
    except ValueError as error:
        raise JobError("is no certificate in PEM", where=str(chain_path), hint=_USE_NONE) from error
    try:
        private = serialization.load_pem_private_key(key, None)
    except (ValueError, TypeError) as error:
        raise JobError(
            "is no private key in PEM that can be read without a password",
            where=str(key_path),
            hint=_USE_NONE,
        ) from error
    first, now = certificates[0], datetime.now(timezone.utc)
    if not first.not_valid_before_utc <= now <= first.not_valid_after_utc:
        raise JobError(
            f"holds from {first.not_valid_before_utc:%Y-%m-%d} to "
            f"{first.not_valid_after_utc:%Y-%m-%d}, not today",
            where=str(chain_path),
            hint=_USE_NONE,
        )
    if private.public_key() != first.public_key():
        raise JobError("does not belong to the certificate", where=str(key_path), hint=_USE_NONE)
    return Credential(
        b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates),
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        _algorithm(private, key_path),
        _name(first),
    )


def _algorithm(key: object, path: Path) -> str:
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ED25519"
    if isinstance(key, rsa.RSAPrivateKey):
        return "PS256"
    raise JobError("is of a kind that C2PA does not know", where=str(path), hint=_USE_NONE)


def _name(certificate: x509.Certificate) -> str:
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        if found := certificate.subject.get_attributes_for_oid(oid):
            return str(found[0].value)
    return certificate.subject.rfc4514_string()


def _made() -> bytes:
    """A key and a chain of two certificates, as PEM."""
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _signed("authority of this computer", authority_key, None, authority_key)
    certificate = _signed("this computer", key, authority, authority_key)
    pem = serialization.Encoding.PEM
    return b"".join(
        (
            key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
            certificate.public_bytes(pem),
            authority.public_bytes(pem),
        )
    )


def _signed(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    issuer_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    """A certificate for `key`; without an issuer that of an authority, else for signing only."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    begin, is_authority = datetime.now(timezone.utc) - timedelta(days=1), issuer is None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + _YEARS)
        .add_extension(x509.BasicConstraints(is_authority, 0 if is_authority else None), True)
        .add_extension(_usage(is_authority), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    )
    if not is_authority:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(identifier, False).add_extension(purpose, False)
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        **dict.fromkeys(
            (
                "content_commitment",
                "key_encipherment",
                "data_encipherment",
                "key_agreement",
                "encipher_only",
                "decipher_only",
            ),
            False,
        ),
    )
