"""Every error a user can meet, in one tree. Standard library only.

    DeepAudioError                       code              exit
    ├── UsageError                       bad-usage         2
    ├── TimelineError                    bad-timeline      2
    │   ├── TimelineMissingError         timeline-missing  2
    │   └── TimelineEmptyError           timeline-empty    2
    ├── SubtitleError                    bad-subtitles     2
    ├── DecisionsError                   bad-decisions     2
    ├── OutputError                      bad-output        2
    │   ├── DiskFullError                disk-full         2
    │   └── StoreError                   store             2
    ├── MediaError                       bad-media         1
    │   └── MediaMissingError            media-missing     1
    ├── JobError                         job-failed        1
    │   ├── LanguageError                language          1
    │   └── OutOfMemoryError             out-of-memory     1
    ├── WorkerError                      worker            3
    │   ├── WorkerStartError             worker-start      3
    │   ├── WorkerDiedError              worker-died       3
    │   ├── FarmError                    farm              3
    │   ├── ProtocolError                protocol          3
    │   └── EngineUnavailableError       engine            3
    ├── WeightsError                     weights           3
    │   ├── WeightsMissingError          weights-missing   3
    │   ├── WeightsDamagedError          weights-damaged   3
    │   ├── LicenceError                 licence           3
    │   └── DownloadError                download          3
    ├── TrainingError                    training          1
    ├── HostError                        host              2
    │   └── HostMissingError             host-missing      2
    └── CancelledError                   cancelled         130

Each says what happened (`message`), where (`where`: file, clip, cue, timecode) and
what to do (`hint`). The code is stable: it crosses the worker's pipe as data and
`from_code` gives the same class back.
"""

from __future__ import annotations

from typing import ClassVar


class DeepAudioError(Exception):
    """Base of every error shown to a user."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class UsageError(DeepAudioError):
    """The command or call itself does not make sense."""

    code = "bad-usage"
    exit_code = 2


class TimelineError(DeepAudioError):
    """The timeline cannot be read or used."""

    code = "bad-timeline"
    exit_code = 2


class TimelineMissingError(TimelineError):
    """There is no such file."""

    code = "timeline-missing"


class TimelineEmptyError(TimelineError):
    """The timeline holds nothing to generate for."""

    code = "timeline-empty"


class SubtitleError(DeepAudioError):
    """A subtitle file cannot be read."""

    code = "bad-subtitles"
    exit_code = 2


class DecisionsError(DeepAudioError):
    """What was decided about a timeline cannot be read; the file stays as it is."""

    code = "bad-decisions"
    exit_code = 2


class OutputError(DeepAudioError):
    """The result cannot be written where it was asked for."""

    code = "bad-output"
    exit_code = 2


class DiskFullError(OutputError):
    """No space is left where the result or the takes go."""

    code = "disk-full"


class StoreError(OutputError):
    """The library that several machines share cannot be reached, read or written."""

    code = "store"


class MediaError(DeepAudioError):
    """A clip's media cannot be used; the rest of the timeline goes on."""

    code = "bad-media"


class MediaMissingError(MediaError):
    """A clip's media is not where the timeline says."""

    code = "media-missing"


class JobError(DeepAudioError):
    """One job failed; the others go on."""

    code = "job-failed"


class LanguageError(JobError):
    """The chosen voice does not speak the line's language."""

    code = "language"


class OutOfMemoryError(JobError):
    """The job needs more memory than the device has."""

    code = "out-of-memory"


class WorkerError(DeepAudioError):
    """The worker process cannot do its part."""

    code = "worker"
    exit_code = 3


class WorkerStartError(WorkerError):
    """The worker process did not start."""

    code = "worker-start"


class WorkerDiedError(WorkerError):
    """The worker process ended or fell silent in the middle of a job."""

    code = "worker-died"


class FarmError(WorkerError):
    """The farm cannot be reached, or none of its hosts can do what is asked."""

    code = "farm"


class ProtocolError(WorkerError):
    """A message could not be understood, or the versions differ."""

    code = "protocol"


class EngineUnavailableError(WorkerError):
    """The engine asked for cannot run here."""

    code = "engine"


class WeightsError(DeepAudioError):
    """The model's weights cannot be used or fetched."""

    code = "weights"
    exit_code = 3


class WeightsMissingError(WeightsError):
    """Weights that are needed are not installed."""

    code = "weights-missing"


class WeightsDamagedError(WeightsError):
    """A weights file is not what it should be: its hash, its container or its tensors."""

    code = "weights-damaged"


class LicenceError(WeightsError):
    """The licence of weights has not been accepted."""

    code = "licence"


class DownloadError(WeightsError):
    """Weights could not be fetched."""

    code = "download"


class TrainingError(DeepAudioError):
    """Training cannot go on; the last checkpoint is kept."""

    code = "training"


class HostError(DeepAudioError):
    """An editing program cannot do what was asked, or its start-up files cannot be put in place."""

    code = "host"
    exit_code = 2


class HostMissingError(HostError):
    """The editing program is not on this machine."""

    code = "host-missing"


class CancelledError(DeepAudioError):
    """The user stopped the work; what was finished is kept."""

    code = "cancelled"
    exit_code = 130


def _tree(cls: type[DeepAudioError]) -> dict[str, type[DeepAudioError]]:
    found = {cls.code: cls}
    for child in cls.__subclasses__():
        found.update(_tree(child))
    return found


def all_errors() -> dict[str, type[DeepAudioError]]:
    """Every class of the tree by its code."""
    return _tree(DeepAudioError)


def from_code(code: str, message: str, *, where: str = "", hint: str = "") -> DeepAudioError:
    """The error a code stands for; an unknown code becomes a plain `JobError`."""
    return all_errors().get(code, JobError)(message, where=where, hint=hint)
