"""What names an option of the command line, as the window says it."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

WITHOUT_OPTIONS: tuple[tuple[str, object], ...] = (
    (
        "Mount it there under the same path, or say --map FROM=TO.",
        QT_TRANSLATE_NOOP(
            "Backend", "Mount it there under the same path, or say under Render on where it is."
        ),
    ),
    (
        "give the folder that holds the media with --media-root DIR",
        QT_TRANSLATE_NOOP("Backend", "Press Locate… and choose the folder that holds the media."),
    ),
    (
        "give a folder that holds the media with --media-root DIR",
        QT_TRANSLATE_NOOP("Backend", "Press Locate… and choose the folder that holds the media."),
    ),
    (
        "Where they have moved, give the folder that holds them with --media-root DIR.",
        QT_TRANSLATE_NOOP(
            "Backend",
            "Where they have moved, press Locate… and choose the folder that holds them.",
        ),
    ),
    (
        "download it and relink the clip, or give its folder with --media-root DIR",
        QT_TRANSLATE_NOOP("Backend", "Download it, then press Locate… and choose its folder."),
    ),
    (
        "Relink the clip, or say where the media is with --media-root.",
        QT_TRANSLATE_NOOP("Backend", "Relink the clip in your editor, or put the file back."),
    ),
    (
        "Relink the clip or give --media-root.",
        QT_TRANSLATE_NOOP("Backend", "Relink the clip in your editor, or put the file back."),
    ),
    ("Check --media-root.", QT_TRANSLATE_NOOP("Backend", "Choose a folder that is there.")),
    (
        "{} of your links lead nowhere here and stay as they are: their media were found with "
        "--media-root. Other formats, and --for, link to where they are",
        QT_TRANSLATE_NOOP(
            "Backend",
            "{} of your links lead nowhere here and stay as they are: their media were "
            "located. Other formats, and files for a host, link to where they are",
        ),
    ),
    (
        "1 link leads to where --media-root found its media",
        QT_TRANSLATE_NOOP("Backend", "1 link leads to where its media was located"),
    ),
    (
        "{} links lead to where --media-root found their media",
        QT_TRANSLATE_NOOP("Backend", "{} links lead to where their media were located"),
    ),
    (
        "Name another folder in {}, or write with --mark none.",
        QT_TRANSLATE_NOOP("Backend", "Name another folder in {}, or write without a mark."),
    ),
    (
        "Install it (c2pa-python), or write with --mark none.",
        QT_TRANSLATE_NOOP("Backend", "Install it (c2pa-python), or write without a mark."),
    ),
    (
        "what is written now is not marked as generated (--mark none): who publishes it has to "
        "say so. Files that carry a mark already keep it",
        QT_TRANSLATE_NOOP(
            "Backend",
            "what is written now is not marked as generated: who publishes it has to say so. "
            "Files that carry a mark already keep it",
        ),
    ),
    (
        "Its settings: {}. Choose another engine with --engine.",
        QT_TRANSLATE_NOOP("Backend", "Its settings: {}. Choose another engine under Generate."),
    ),
    ("--{} {} is not known", QT_TRANSLATE_NOOP("Backend", "the setting {} cannot be {}")),
    ("--{} {} is out of range", QT_TRANSLATE_NOOP("Backend", "the setting {} cannot be {}")),
    (
        "--tracks {} is not a list of tracks",
        QT_TRANSLATE_NOOP("Backend", "the tracks cannot be {}"),
    ),
    ("--pronounce: {}", QT_TRANSLATE_NOOP("Backend", "Pronunciation: {}")),
    (
        "Write it like --pronounce 'Leicester=Lester'.",
        QT_TRANSLATE_NOOP("Backend", "Write it like Leicester=Lester."),
    ),
    ("Cast somebody: --cast {}=VOICE.", QT_TRANSLATE_NOOP("Backend", "Cast somebody under Cast.")),
    ("Cast somebody: --cast =VOICE.", QT_TRANSLATE_NOOP("Backend", "Cast somebody under Cast.")),
    (
        "Name a sound file: --cast MARA=mara.wav, with its words in mara.txt.",
        QT_TRANSLATE_NOOP(
            "Backend", "Choose a sound file, with its words beside it in a .txt file."
        ),
    ),
    (
        'Write them into {}, or behind a colon: --cast "SPEAKER={}:the words".',
        QT_TRANSLATE_NOOP("Backend", "Write them into {}, or into the field for its words."),
    ),
    (
        "Tell apart those who meet: --cast NAME=VOICE, or in the window.",
        QT_TRANSLATE_NOOP(
            "Backend", "Tell apart those who meet: give them other voices under Cast."
        ),
    ),
    (
        "Cast others with --cast or in the window.",
        QT_TRANSLATE_NOOP("Backend", "Cast others under Cast."),
    ),
    (
        "Cast others with --cast or in the window, which shows all of them.",
        QT_TRANSLATE_NOOP("Backend", "Cast others under Cast, which shows all of them."),
    ),
    (
        "A speaker is in capitals, occurs again, or is in the cast (--cast).",
        QT_TRANSLATE_NOOP("Backend", "A speaker is in capitals, occurs again, or is in the cast."),
    ),
    (
        "If that is wrong: --subtitle-times {}",
        QT_TRANSLATE_NOOP("Backend", "If that is wrong, on the command line: --subtitle-times {}"),
    ),
    (
        "If letters look wrong, name the file's encoding with --subtitle-encoding.",
        QT_TRANSLATE_NOOP("Backend", "If letters look wrong, save the file as UTF-8."),
    ),
    (
        "Name the file's encoding with --subtitle-encoding.",
        QT_TRANSLATE_NOOP("Backend", "Save the file as UTF-8."),
    ),
    (
        "Check the path given with --subtitles.",
        QT_TRANSLATE_NOOP("Backend", "Check whether the file is where it was."),
    ),
    (
        "To have one of them spoken, name it, or set its language (--language).",
        QT_TRANSLATE_NOOP("Backend", "To have one of them spoken, add it: File ▸ Add subtitles…."),
    ),
    (
        "Name another with -o, or say --overwrite.",
        QT_TRANSLATE_NOOP("Backend", "Choose another name."),
    ),
    (
        "Give subtitles with --subtitles, or check --tracks and --clips.",
        QT_TRANSLATE_NOOP("Backend", "Add subtitles, or choose other tracks under Generate."),
    ),
    (
        "To have it again, unmute its line or shot in the window, or render with --bring-back.",
        QT_TRANSLATE_NOOP("Backend", "To have it again, unmute its line or shot."),
    ),
    (
        "They are laid again; mute them, or make other tracks with --tracks.",
        QT_TRANSLATE_NOOP(
            "Backend", "They are laid again; mute them, or choose other tracks under Generate."
        ),
    ),
    (
        "--ignore-decisions passes over it.",
        QT_TRANSLATE_NOOP("Backend", "Decide anew what should be otherwise."),
    ),
    (
        "Render them anew with --anew, or Generate for selected lines.",
        QT_TRANSLATE_NOOP("Backend", "Select them and press Generate."),
    ),
    ("Leave --no-check out.", QT_TRANSLATE_NOOP("Backend", "Have takes checked, under Generate.")),
    (
        "Ask for more: --takes 3.",
        QT_TRANSLATE_NOOP("Backend", "Ask for more takes of each, under Generate."),
    ),
    (
        "{}, the first of {}; not read: {} (--sequence NAME)",
        QT_TRANSLATE_NOOP("Backend", "{}, the first of {}; not read: {}"),
    ),
    (
        "--sequence names one of those in it: {}",
        QT_TRANSLATE_NOOP("Backend", "In it there are: {}"),
    ),
    (
        "Update or remove the package that brings it, or write with --for generic.",
        QT_TRANSLATE_NOOP(
            "Backend", "Update or remove the package that brings it, or write for another host."
        ),
    ),
    (
        "Rename that file, or choose another name with --output.",
        QT_TRANSLATE_NOOP("Backend", "Rename that file, or choose another name."),
    ),
    ("Let --preview end in {}.", QT_TRANSLATE_NOOP("Backend", "Let the preview's name end in {}.")),
    (
        "Choose a name in a folder that you can write to with --preview.",
        QT_TRANSLATE_NOOP("Backend", "Choose a folder for the preview that you can write to."),
    ),
    (
        "Choose another name with --preview, or move that file away.",
        QT_TRANSLATE_NOOP(
            "Backend", "Choose another name for the preview, or move that file away."
        ),
    ),
    (
        "Choose another name with --preview.",
        QT_TRANSLATE_NOOP("Backend", "Choose another name for the preview."),
    ),
    (
        "{} opens .{} files: write one with --output {}",
        QT_TRANSLATE_NOOP("Backend", "{} opens .{} files: write one, such as {}"),
    ),
    (
        "--embed counts for .aaf files: .{} links to its sounds",
        QT_TRANSLATE_NOOP("Backend", "only .aaf files hold their sounds: .{} links to them"),
    ),
    (
        "Leave --embed out: the AAF then links to the file.",
        QT_TRANSLATE_NOOP(
            "Backend", "Write it without sounds inside: the AAF then links to the file."
        ),
    ),
    (
        "--in-place and --output name different files",
        QT_TRANSLATE_NOOP(
            "Backend", "it cannot be written into the timeline and under another name"
        ),
    ),
    (
        "--in-place works on OTIO files, not on {} files",
        QT_TRANSLATE_NOOP("Backend", "only OTIO files are written into, no {} files"),
    ),
    (
        "Choose another name, or say --in-place; that keeps a backup.",
        QT_TRANSLATE_NOOP(
            "Backend",
            "Choose another name, or write into the timeline itself; that keeps a backup.",
        ),
    ),
    (
        "Leave --output out to change the input, or leave --in-place out.",
        QT_TRANSLATE_NOOP("Backend", "Choose one of both."),
    ),
    (
        "Leave --in-place out: a new .otio is written beside it.",
        QT_TRANSLATE_NOOP("Backend", "Write a file of its own: a new .otio beside it."),
    ),
    ("Choose another place with --output.", QT_TRANSLATE_NOOP("Backend", "Choose another place.")),
    (
        "Choose a folder that you can write to with --output.",
        QT_TRANSLATE_NOOP("Backend", "Choose a folder that you can write to."),
    ),
)
"""As it is said, and as it is said where there is a window; `{}` as in `PHRASES`.

An option that no field of the window stands for is left to the command line, in so many words.
"""
