"""What names a command, as the window says it: what does the same there, or that it is one."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

IN_A_TERMINAL: tuple[tuple[str, object], ...] = (
    (
        "Name another folder; `deepaudio render` shares there what this one has.",
        QT_TRANSLATE_NOOP(
            "Backend", "Name another folder; a render shares there what this one has."
        ),
    ),
    (
        "Start one (`ray start --head`), or say --farm ray://HOST:10001.",
        QT_TRANSLATE_NOOP(
            "Backend", "Start one in a terminal (`ray start --head`), or give another address."
        ),
    ),
    (
        "`deepaudio doctor` on that host says what it lacks.",
        QT_TRANSLATE_NOOP(
            "Backend", "In a terminal on that host, `deepaudio doctor` says what it lacks."
        ),
    ),
    (
        "Which installed size of the model is used. Fetch one: deepaudio models pull NAME. All "
        "there are: deepaudio models list",
        QT_TRANSLATE_NOOP(
            "Backend",
            "Which installed size of the model is used. Fetch one: Help ▸ Get the real model….",
        ),
    ),
    (
        "Import it again, or do without it: deepaudio models import FOLDER, or --fusion published",
        QT_TRANSLATE_NOOP(
            "Backend",
            "Import it again in a terminal (deepaudio models import FOLDER), or choose the "
            "published fusion under Generate.",
        ),
    ),
    (
        "Fetch it again: deepaudio models pull {}",
        QT_TRANSLATE_NOOP("Backend", "Fetch it again, in a terminal: deepaudio models pull {}"),
    ),
    (
        "Fetch it: deepaudio models pull {}",
        QT_TRANSLATE_NOOP("Backend", "Fetch it in a terminal: deepaudio models pull {}"),
    ),
    (
        "Fetch the rest: deepaudio models pull {}",
        QT_TRANSLATE_NOOP("Backend", "Fetch the rest in a terminal: deepaudio models pull {}"),
    ),
    (
        "deepaudio models pull {}",
        QT_TRANSLATE_NOOP("Backend", "in a terminal: deepaudio models pull {}"),
    ),
    (
        "Check it: deepaudio models verify {}, then fetch it again: deepaudio models pull {}",
        QT_TRANSLATE_NOOP(
            "Backend",
            "In a terminal, check it (deepaudio models verify {}), then fetch it again "
            "(deepaudio models pull {}).",
        ),
    ),
    (
        "Check it: deepaudio models verify {}",
        QT_TRANSLATE_NOOP("Backend", "Check it in a terminal: deepaudio models verify {}"),
    ),
    (
        "It is of the voice pack: deepaudio models pull {}.",
        QT_TRANSLATE_NOOP(
            "Backend", "It is of the voice pack; in a terminal: deepaudio models pull {}."
        ),
    ),
    (
        "{}, or take a smaller variant: --variant small_16k. `deepaudio models list` estimates "
        "what each needs.",
        QT_TRANSLATE_NOOP("Backend", "{}, or choose a smaller variant under Generate."),
    ),
    (
        "Close other programs that use the GPU",
        QT_TRANSLATE_NOOP("Backend", "Close other programs that use the GPU"),
    ),
    ("Close other programs", QT_TRANSLATE_NOOP("Backend", "Close other programs")),
    (
        "Choose a variant that has one (deepaudio models list), import its file (deepaudio "
        "models import FOLDER), or leave out --fusion mof.",
        QT_TRANSLATE_NOOP(
            "Backend",
            "Choose another variant or fusion under Generate, or import its file in a "
            "terminal: deepaudio models import FOLDER",
        ),
    ),
    (
        "Give the lines in English or Chinese, and --language en or zh.",
        QT_TRANSLATE_NOOP("Backend", "Give the lines in English or Chinese."),
    ),
    (
        "Fetch them ({}): deepaudio models pull {}. Sizes and licences: deepaudio models list",
        QT_TRANSLATE_NOOP("Backend", "Fetch them ({}): Help ▸ Get the real model…."),
    ),
    (
        "Or fetch the files on another machine and run here: deepaudio models import FOLDER",
        QT_TRANSLATE_NOOP(
            "Backend",
            "Or fetch the files on another machine and run in a terminal here: deepaudio "
            "models import FOLDER",
        ),
    ),
    (
        "Or fetch the file on another machine (npm pack) and run here: deepaudio models import "
        "FOLDER",
        QT_TRANSLATE_NOOP(
            "Backend",
            "Or fetch the file on another machine (npm pack) and run in a terminal here: "
            "deepaudio models import FOLDER",
        ),
    ),
    (
        "Free some space, or set DEEPAUDIO_WEIGHTS (or --weights) to a folder on another disk. "
        "What has arrived before is kept.",
        QT_TRANSLATE_NOOP(
            "Backend",
            "Free some space, or set DEEPAUDIO_WEIGHTS to a folder on another disk. What has "
            "arrived before is kept.",
        ),
    ),
    (
        "Set {} (or --weights) to a folder you can write to.",
        QT_TRANSLATE_NOOP("Backend", "Set {} to a folder you can write to."),
    ),
    (
        "Set DEEPAUDIO_LIBRARY (or --library) to a folder you can write to.",
        QT_TRANSLATE_NOOP("Backend", "Set DEEPAUDIO_LIBRARY to a folder you can write to."),
    ),
    (
        "Variants and packs: {}. Files: deepaudio models list",
        QT_TRANSLATE_NOOP("Backend", "Variants and packs: {}."),
    ),
    (
        "The worker's log has the details; `deepaudio doctor` says where it is.",
        QT_TRANSLATE_NOOP(
            "Backend",
            "The worker's log has the details; in a terminal, `deepaudio doctor` says where it is.",
        ),
    ),
    (
        "Leave it out or change it; `deepaudio doctor` says where the worker's log is.",
        QT_TRANSLATE_NOOP(
            "Backend",
            "Leave it out or change it; in a terminal, `deepaudio doctor` says where the "
            "worker's log is.",
        ),
    ),
    (
        "Run `deepaudio doctor`.",
        QT_TRANSLATE_NOOP("Backend", "Run `deepaudio doctor` in a terminal."),
    ),
    (
        "Look at the log, and run `deepaudio doctor`.",
        QT_TRANSLATE_NOOP("Backend", "Look at the log, and run `deepaudio doctor` in a terminal."),
    ),
    (
        "`deepaudio cache list` shows what there is.",
        QT_TRANSLATE_NOOP("Backend", "In a terminal, `deepaudio cache list` shows what there is."),
    ),
    (
        "Update or remove it: pip install --upgrade {}",
        QT_TRANSLATE_NOOP("Backend", "Update or remove it in a terminal: pip install --upgrade {}"),
    ),
    (
        "telling voices apart needs weights: pip install --no-deps Resemblyzer",
        QT_TRANSLATE_NOOP(
            "Backend",
            "telling voices apart needs weights; in a terminal: pip install --no-deps Resemblyzer",
        ),
    ),
    ("Its engines: {}. See: deepaudio doctor", QT_TRANSLATE_NOOP("Backend", "Its engines: {}.")),
    ("Choose {}, or see: deepaudio doctor", QT_TRANSLATE_NOOP("Backend", "Choose {}.")),
    (
        "Its voices: {}. `deepaudio doctor` lists the engines.",
        QT_TRANSLATE_NOOP("Backend", "Its voices: {}."),
    ),
)
"""As it is said, and as it is said where there is a window; `{}` as in `PHRASES`."""
