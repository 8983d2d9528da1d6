"""Whatever work raises reaches the editor as an error with a name and a way out."""

import errno
import os

import pytest

from deepaudio.worker.error_mapping import as_known
from deepaudio_plugin.core.errors import (
    DiskFullError,
    JobError,
    MediaError,
    MediaMissingError,
    OutOfMemoryError,
    OutputError,
)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, DiskFullError),
        (errno.EDQUOT, DiskFullError),
        (errno.ENOENT, MediaMissingError),
        (errno.EACCES, OutputError),
        (errno.EROFS, OutputError),
        (errno.EIO, MediaError),
    ],
)
def test_what_the_system_refuses_is_named_with_its_file(number, kind):
    error = as_known(OSError(number, os.strerror(number), "/films/take.wav"))
    assert type(error) is kind
    assert error.where == "/films/take.wav"
    assert error.hint


def test_an_error_with_a_name_keeps_it():
    error = MediaError("cannot be decoded")
    assert as_known(error) is error


def test_too_little_memory_and_a_fault_of_ours_are_told_apart():
    assert type(as_known(MemoryError())) is OutOfMemoryError
    fault = as_known(ZeroDivisionError("division by zero"))
    assert type(fault) is JobError
    assert "ZeroDivisionError: division by zero" in fault.message
