"""A work file as a job of the Open Job Description, which render managers take.

Template version jobtemplate-2023-09 with the extension TASK_CHUNKING: each task is a chunk of
takes by number. https://github.com/OpenJobDescription/openjd-specifications (2023-09).
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.files import output_errors, write_bytes

TAKES_PER_TASK = 50
"""So many a task by default: a worker starts in seconds, and a task that is lost costs little."""
_LONGEST_NAME = 128  # characters of a job's name, by the specification

_TEMPLATE = """\
# Takes of {work}. Check it: openjd check {name}
# Run it here: openjd run {name} --step Takes
specificationVersion: jobtemplate-2023-09
extensions:
  - TASK_CHUNKING
name: {title}
parameterDefinitions:
  - name: WorkFile
    type: PATH
    objectType: FILE
    dataFlow: IN
    default: {path}
    description: Orders for takes, written by `deepaudio plan --work`.
  - name: Library
    type: STRING
    default: {library}
    description: The library that all machines share, such as s3://bucket/takes.
  - name: Engine
    type: STRING
    default: ""
    description: Only takes of this engine; empty for all.
  - name: Variant
    type: STRING
    default: ""
    description: Only takes of this variant of the model's weights; empty for all.
  - name: TakesPerTask
    type: INT
    minValue: 1
    default: {chunk}
  - name: Command
    type: STRING
    default: deepaudio
    description: The program, as it is called on the machines that do the work.
steps:
  - name: Takes
    parameterSpace:
      taskParameterDefinitions:
        - name: Take
          type: CHUNK[INT]
          range: "1-{takes}"
          chunks:
            defaultTaskCount: "{{{{Param.TakesPerTask}}}}"
            rangeConstraint: CONTIGUOUS
    script:
      actions:
        onRun:
          command: "{{{{Param.Command}}}}"
          args:
            - work
            - "{{{{Param.WorkFile}}}}"
            - --range
            - "{{{{Task.Param.Take}}}}"
            - --library
            - "{{{{Param.Library}}}}"
            - --engine
            - "{{{{Param.Engine}}}}"
            - --variant
            - "{{{{Param.Variant}}}}"
            - --path-mapping-rules
            - "{{{{Session.PathMappingRulesFile}}}}"
          cancelation:
            mode: NOTIFY_THEN_TERMINATE
            notifyPeriodInSeconds: 60
"""


def write_template(path: Path, work_file: Path, takes: int, title: str, library: str) -> None:
    """Write the job that does `takes` takes of a work file, whole or not at all.

    Raises UsageError for a work file without takes, OutputError.
    """
    if not takes:
        raise UsageError(
            "there is no take to make, and a job must have a task",
            where=str(path),
            hint="Everything is in the library already: leave --openjd out.",
        )
    text = _TEMPLATE.format(
        work=" ".join(work_file.name.split()),
        name=" ".join(path.name.split()),
        title=_quoted(_plain(f"DeepAudio {title}")[:_LONGEST_NAME]),
        path=_quoted(_relative(work_file, path.parent)),
        library=_quoted(library),
        chunk=TAKES_PER_TASK,
        takes=takes,
    )
    with output_errors(path):
        write_bytes(path, text.encode())


def _quoted(text: str) -> str:
    """A text as YAML has it; JSON's way is one of its own."""
    return json.dumps(text)


def _plain(text: str) -> str:
    """A name without what would be read as an expression, or is no character to print."""
    return (
        "".join(sign for sign in text if sign.isprintable()).replace("{{", "(").replace("}}", ")")
    )


def _relative(work_file: Path, folder: Path) -> str:
    """Below the template's folder by its name, so that both can be moved; else where it is."""
    try:
        found = os.path.relpath(work_file.absolute(), folder.absolute())
    except ValueError:  # on another drive
        return str(work_file.absolute())
    return str(work_file.absolute()) if found.startswith(os.pardir) else Path(found).as_posix()
