"""Answers `SignFiles`: each file gets its claim, or a reason why it did not."""

from __future__ import annotations

from deepaudio.credentials.certificate import credential
from deepaudio.credentials.signing import Signer
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import DeepAudioError
from deepaudio_plugin.core.protocol import OriginClaim, Signed, SignFiles


def sign(request: SignFiles, task: Task) -> Signed:
    """Sign every file that can be. Raises JobError where no certificate can sign at all."""
    found = credential()
    signer = Signer(found)
    problems: list[str] = []
    for done, claim in enumerate(request.claims):
        task.check()
        task.progress("signing", done / len(request.claims))
        problems.append(_problem(signer, claim))
    return Signed(task.id, tuple(problems), found.name, found.is_new)


def _problem(signer: Signer, claim: OriginClaim) -> str:
    """Why a file does not carry its claim; "" where it does."""
    try:
        signer.sign(claim)
    except (DeepAudioError, OSError) as error:
        return getattr(error, "message", "") or str(error)
    return ""
