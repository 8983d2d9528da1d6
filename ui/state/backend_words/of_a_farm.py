"""What a farm says of its hosts, and what is said of a farm."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

OF_A_FARM: tuple[str, ...] = tuple(
    map(
        str,
        (
            QT_TRANSLATE_NOOP("Backend", "this computer renders instead of the farm: {}"),
            QT_TRANSLATE_NOOP("Backend", "Choose the farm again to try again."),
            QT_TRANSLATE_NOOP("Backend", "{} of the farm is not used: it {}"),
            QT_TRANSLATE_NOOP(
                "Backend",
                "{} of the farm is not used: it has DeepAudio {}, and this computer {}",
            ),
            QT_TRANSLATE_NOOP(
                "Backend",
                "{} of the farm is not used: it has no DeepAudio of this version ({})",
            ),
            QT_TRANSLATE_NOOP("Backend", "{} of the farm is not used for this: it {}"),
            QT_TRANSLATE_NOOP("Backend", "{} of the farm does not see all media, such as {}"),
            QT_TRANSLATE_NOOP("Backend", "the farm has no host that can be used: {}"),
            QT_TRANSLATE_NOOP("Backend", "no host of the farm can render it: {}"),
            QT_TRANSLATE_NOOP("Backend", "no host answered within {} s ({} workers asked for)"),
            QT_TRANSLATE_NOOP("Backend", "its workers ended before they answered ({})"),
            QT_TRANSLATE_NOOP("Backend", "Install deepaudio-editors[farm] there."),
            QT_TRANSLATE_NOOP("Backend", "cannot run {}"),
            QT_TRANSLATE_NOOP("Backend", "{} cannot run {}"),
            QT_TRANSLATE_NOOP("Backend", "has {} {}, not {}"),
            QT_TRANSLATE_NOOP("Backend", "{} has {} {}, not {}"),
            QT_TRANSLATE_NOOP("Backend", "has other weights of {}"),
            QT_TRANSLATE_NOOP("Backend", "{} has other weights of {}"),
            QT_TRANSLATE_NOOP("Backend", "lacks {} voices of {}"),
            QT_TRANSLATE_NOOP("Backend", "{} lacks {} voices of {}"),
            QT_TRANSLATE_NOOP("Backend", "has DeepAudio {}, and this computer {}"),
            QT_TRANSLATE_NOOP("Backend", "{} has DeepAudio {}, and this computer {}"),
            QT_TRANSLATE_NOOP("Backend", "has no DeepAudio of this version ({})"),
            QT_TRANSLATE_NOOP("Backend", "{} has no DeepAudio of this version ({})"),
            QT_TRANSLATE_NOOP("Backend", "{} (asked: {})"),
            QT_TRANSLATE_NOOP("Backend", "workers on {} died over this job: {}"),
            QT_TRANSLATE_NOOP("Backend", "{} does not see this file"),
            QT_TRANSLATE_NOOP("Backend", "{} sees another file in its place ({} bytes, not {})"),
            QT_TRANSLATE_NOOP("Backend", "its take did not arrive whole"),
            QT_TRANSLATE_NOOP("Backend", "Render again."),
            QT_TRANSLATE_NOOP("Backend", "Ray is not installed on this computer"),
            QT_TRANSLATE_NOOP("Backend", "no Ray cluster answers at {}: {}"),
            QT_TRANSLATE_NOOP("Backend", "none is left"),
            QT_TRANSLATE_NOOP("Backend", "nothing came of it within {} s"),
            QT_TRANSLATE_NOOP("Backend", "`ray status` shows what is free there."),
            QT_TRANSLATE_NOOP("Backend", "`ray logs` shows what Ray has noted of them."),
            QT_TRANSLATE_NOOP(
                "Backend",
                "`ray status` shows whether anything is free there; DEEPAUDIO_FARM_WAIT_S is "
                "how long is waited.",
            ),
            QT_TRANSLATE_NOOP(
                "Backend",
                "`ray get-auth-token` says it there; it belongs into ~/.ray/auth_token here.",
            ),
            QT_TRANSLATE_NOOP("Backend", "Look at the cluster (`ray status`), or render here."),
        ),
    )
)
