"""Answers `SignFiles`: each file gets its claim, or a reason why it did not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from deepaudio.credentials.certificate import credential
from deepaudio.credentials.signing import Signer, signer_of
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import DeepAudioError
from deepaudio_plugin.core.files import sync_folder
from deepaudio_plugin.core.protocol import OriginClaim, Signed, SignFiles

_AT_ONCE = 4  # files: while one waits for the disk, others are hashed


def sign(request: SignFiles, task: Task) -> Signed:
    """Sign every file that can be. Raises JobError where no certificate can sign at all."""
    found = credential()
    one = partial(_problem, signer_of(found))
    folders = {Path(claim.path).parent for claim in request.claims}
    problems: list[str] = []
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="signing") as threads:
        try:
            for problem in threads.map(one, request.claims):
                problems.append(problem)
                task.check()
                task.progress("signing", len(problems) / len(request.claims))
        except BaseException:
            threads.shutdown(cancel_futures=True)
            raise
        finally:
            for folder in folders:
                sync_folder(folder)
    return Signed(task.id, tuple(problems), found.name, found.is_new)


def _problem(signer: Signer, claim: OriginClaim) -> str:
    """Why a file does not carry its claim; "" where it does."""
    try:
        signer.sign(claim)
    except (DeepAudioError, OSError) as error:
        return getattr(error, "message", "") or str(error)
    return ""
