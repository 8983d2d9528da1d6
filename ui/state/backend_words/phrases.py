"""Sentences of the backend, and parts of them, that the window says in its own language."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

PHRASES: tuple[str, ...] = tuple(
    map(
        str,
        (
            # takes that are shared with other machines
            QT_TRANSLATE_NOOP("Backend", "the shared library cannot be used ({})"),
            QT_TRANSLATE_NOOP(
                "Backend",
                "the shared library cannot be used ({}): what is missing is rendered here",
            ),
            QT_TRANSLATE_NOOP("Backend", "there is no such folder: mount it or make it"),
            QT_TRANSLATE_NOOP("Backend", "1 take is not shared: {}"),
            QT_TRANSLATE_NOOP("Backend", "{} takes are not shared: {}"),
            QT_TRANSLATE_NOOP(
                "Backend", "They are kept on this computer and shared by the next render."
            ),
            QT_TRANSLATE_NOOP(
                "Backend", "Takes are kept on this computer and shared by the next render."
            ),
            QT_TRANSLATE_NOOP(
                "Backend",
                "Look at its address, whether it is there, and whether you may write to it.",
            ),
            QT_TRANSLATE_NOOP("Backend", "the shared take {} {}: it is made again"),
            # what undo takes back
            QT_TRANSLATE_NOOP("Backend", "take {} of {}"),
            QT_TRANSLATE_NOOP("Backend", "another take of {}"),
            QT_TRANSLATE_NOOP("Backend", "recording of {}"),
            QT_TRANSLATE_NOOP("Backend", "line of {}"),
            QT_TRANSLATE_NOOP("Backend", "shot {}"),
            QT_TRANSLATE_NOOP("Backend", "voice of {}"),
            QT_TRANSLATE_NOOP("Backend", "gain of {}"),
            QT_TRANSLATE_NOOP("Backend", "pause of {}"),
            QT_TRANSLATE_NOOP("Backend", "pace of {}"),
            QT_TRANSLATE_NOOP("Backend", "delivery of {}"),
            QT_TRANSLATE_NOOP("Backend", "seed of {}"),
            QT_TRANSLATE_NOOP("Backend", "setting: {}"),
            QT_TRANSLATE_NOOP("Backend", "subtitles"),
            QT_TRANSLATE_NOOP("Backend", "lines of nobody"),
            QT_TRANSLATE_NOOP("Backend", "times of {}"),
            QT_TRANSLATE_NOOP("Backend", "times of {} lines"),
            QT_TRANSLATE_NOOP("Backend", "text of {}"),
            QT_TRANSLATE_NOOP("Backend", "text of {} lines"),
            QT_TRANSLATE_NOOP("Backend", "speaker of {}"),
            QT_TRANSLATE_NOOP("Backend", "speaker of {} lines"),
            QT_TRANSLATE_NOOP("Backend", "mute {}"),
            QT_TRANSLATE_NOOP("Backend", "mute {} lines"),
            QT_TRANSLATE_NOOP("Backend", "unmute {}"),
            QT_TRANSLATE_NOOP("Backend", "unmute {} lines"),
            QT_TRANSLATE_NOOP("Backend", "delete {}"),
            QT_TRANSLATE_NOOP("Backend", "delete {} lines"),
            QT_TRANSLATE_NOOP("Backend", "bring back {}"),
            QT_TRANSLATE_NOOP("Backend", "bring back {} lines"),
            QT_TRANSLATE_NOOP("Backend", "split {}"),
            QT_TRANSLATE_NOOP("Backend", "join {} lines"),
            QT_TRANSLATE_NOOP("Backend", "copy of {}"),
            QT_TRANSLATE_NOOP("Backend", "copy of {} lines"),
            QT_TRANSLATE_NOOP("Backend", "added line"),
            QT_TRANSLATE_NOOP("Backend", "word {}"),
            # what checking finds in a take
            QT_TRANSLATE_NOOP("Backend", "nothing is heard"),
            QT_TRANSLATE_NOOP("Backend", "its tops are cut off: it distorts"),
            QT_TRANSLATE_NOOP("Backend", "the voice breaks off and goes on at {} s"),
            QT_TRANSLATE_NOOP("Backend", "a click at {} s"),
            QT_TRANSLATE_NOOP("Backend", "it hums"),
            QT_TRANSLATE_NOOP("Backend", "it begins {} s after its cue"),
            QT_TRANSLATE_NOOP("Backend", "it begins {} s before its cue"),
            QT_TRANSLATE_NOOP("Backend", "it goes on for {} s after its time"),
            QT_TRANSLATE_NOOP("Backend", "it is at {} LUFS, not at {}"),
            QT_TRANSLATE_NOOP("Backend", "it is hurried: {} letters a second"),
            QT_TRANSLATE_NOOP("Backend", "it is drawn out: {} letters a second"),
            QT_TRANSLATE_NOOP("Backend", "missed: {}"),
            QT_TRANSLATE_NOOP("Backend", "added: {}"),
            QT_TRANSLATE_NOOP("Backend", "said twice: {}"),
            QT_TRANSLATE_NOOP("Backend", "heard otherwise: {}"),
            QT_TRANSLATE_NOOP("Backend", "not the voice of {} ({})"),
            QT_TRANSLATE_NOOP("Backend", "not the voice of {}, and like {} ({})"),
            QT_TRANSLATE_NOOP("Backend", "voices are heard in it, at {} s"),
            QT_TRANSLATE_NOOP("Backend", "it cannot be read ({})"),
            QT_TRANSLATE_NOOP("Backend", "it is longer than {} minutes, and not looked at"),
            QT_TRANSLATE_NOOP("Backend", "its file is not what was rendered"),
            # and what comes of it
            QT_TRANSLATE_NOOP("Backend", "another take than the first plays for {}: {}"),
            QT_TRANSLATE_NOOP(
                "Backend",
                "{} of {} needed more than one take; {} of {} takes were made, the rest was not "
                "needed",
            ),
            QT_TRANSLATE_NOOP(
                "Backend", "{} of {} needed more than one take; {} of {} takes were made"
            ),
            QT_TRANSLATE_NOOP(
                "Backend", "all takes of {} are made, good or not: their words are not checked"
            ),
            # what the player shows otherwise than it is
            QT_TRANSLATE_NOOP("Backend", "the transition {} is shown as a dissolve"),
            QT_TRANSLATE_NOOP("Backend", "wipe {} is shown as one from the left"),
            # media that are not there
            QT_TRANSLATE_NOOP(
                "Backend",
                "1 line or shot keeps what is finished while its media is not there: {}",
            ),
            QT_TRANSLATE_NOOP(
                "Backend",
                "{} lines and shots keep what is finished while their media are not there: {}",
            ),
            QT_TRANSLATE_NOOP(
                "Backend", "Nothing is rendered again when the media come back as they were."
            ),
            # how a take was made otherwise
            QT_TRANSLATE_NOOP("Backend", "earlier: {}"),
            QT_TRANSLATE_NOOP("Backend", "says “{}”"),
            QT_TRANSLATE_NOOP("Backend", "voice of a recording"),
            QT_TRANSLATE_NOOP("Backend", "voice {}"),
            QT_TRANSLATE_NOOP("Backend", "prompt “{}”"),
            QT_TRANSLATE_NOOP("Backend", "{} s long"),
            QT_TRANSLATE_NOOP("Backend", "recorded by a person"),
            QT_TRANSLATE_NOOP("Backend", "made from something else"),
            QT_TRANSLATE_NOOP("Backend", "said in another way"),
            QT_TRANSLATE_NOOP("Backend", "words pronounced otherwise"),
            QT_TRANSLATE_NOOP("Backend", "made with its picture, which is not there now"),
            QT_TRANSLATE_NOOP("Backend", "made by an earlier version"),
            QT_TRANSLATE_NOOP("Backend", "made by a later version"),
            QT_TRANSLATE_NOOP("Backend", "made with other weights"),
            QT_TRANSLATE_NOOP("Backend", "its ambience is of an earlier cut"),
            QT_TRANSLATE_NOOP("Backend", "made again, without voices"),
            # what checking asked for
            QT_TRANSLATE_NOOP("Backend", "{} bad take made again: {}"),
            QT_TRANSLATE_NOOP("Backend", "{} bad takes made again: {}"),
            # lines
            QT_TRANSLATE_NOOP(
                "Backend",
                "hurried: the line needs about {} times the natural speed to fit {} s",
            ),
            QT_TRANSLATE_NOOP(
                "Backend", "hurried: the line needs {} times the natural speed to fit {} s"
            ),
            QT_TRANSLATE_NOOP("Backend", "it is in {}, and {} speaks {} only: it will fail"),
            QT_TRANSLATE_NOOP("Backend", "there are no words in it to say: it will fail"),
            QT_TRANSLATE_NOOP(
                "Backend", "its letters are of no language that {} speaks: it will fail"
            ),
            # recordings
            QT_TRANSLATE_NOOP("Backend", "{}: the recording is silent"),
            QT_TRANSLATE_NOOP("Backend", "{}: it holds samples that are no numbers"),
            QT_TRANSLATE_NOOP("Backend", "Export the recording again from where it was made."),
            # what sounds otherwise than it was shot
            QT_TRANSLATE_NOOP(
                "Backend", "retimed clips sound as high or low as they are fast or slow"
            ),
            QT_TRANSLATE_NOOP(
                "Backend", "silent where a clip stands still, plays backwards or races: {}"
            ),
            QT_TRANSLATE_NOOP(
                "Backend",
                "Choose another file, or check which track the microphone was recorded on.",
            ),
            QT_TRANSLATE_NOOP(
                "Backend", "{}: it is {} long; a recording of one line lasts {} minutes at most"
            ),
            QT_TRANSLATE_NOOP("Backend", "Cut the line out of it, and import that."),
            QT_TRANSLATE_NOOP("Backend", "{}: there is no sound in it"),
            QT_TRANSLATE_NOOP("Backend", "Choose a recording with sound."),
            QT_TRANSLATE_NOOP("Backend", "{} is a film: its sound was taken"),
            QT_TRANSLATE_NOOP("Backend", "its channels are mixed to one: lines are mono"),
            QT_TRANSLATE_NOOP(
                "Backend",
                "it is {} s longer than its line has room for: its end is in the clip's handle",
            ),
            QT_TRANSLATE_NOOP("Backend", "{}: there is no such file"),
            QT_TRANSLATE_NOOP("Backend", "1 line keeps its recording of a person"),
            QT_TRANSLATE_NOOP("Backend", "{} lines keep recordings of a person"),
            QT_TRANSLATE_NOOP("Backend", "Generate one by itself to have the engine speak it too."),
            # writing
            QT_TRANSLATE_NOOP("Backend", "{}: the disk is full"),
            QT_TRANSLATE_NOOP(
                "Backend", "Free some space, or write to another disk; nothing was half-written."
            ),
            QT_TRANSLATE_NOOP("Backend", "{}: cannot be written ({})"),
            QT_TRANSLATE_NOOP("Backend", "Choose a folder that you can write to."),
            QT_TRANSLATE_NOOP("Backend", "{}: nothing is rendered yet"),
            QT_TRANSLATE_NOOP("Backend", "Generate takes first."),
            QT_TRANSLATE_NOOP("Backend", "1 job without a rendered take: left out"),
            QT_TRANSLATE_NOOP("Backend", "{} jobs without a rendered take: left out"),
            QT_TRANSLATE_NOOP("Backend", "nothing has been written since the backend began"),
            # what is written
            QT_TRANSLATE_NOOP("Backend", "timeline {}"),
            QT_TRANSLATE_NOOP("Backend", "backup of what is there now"),
            QT_TRANSLATE_NOOP(
                "Backend",
                "backup of what is there now, if changes by hand in it cannot be carried over",
            ),
            QT_TRANSLATE_NOOP("Backend", "track {}"),
            QT_TRANSLATE_NOOP("Backend", "track {}, 1 clip"),
            QT_TRANSLATE_NOOP("Backend", "track {}, {} clips"),
            QT_TRANSLATE_NOOP("Backend", "1 new sound file of {}"),
            QT_TRANSLATE_NOOP("Backend", "{} new sound files of {}"),
            QT_TRANSLATE_NOOP("Backend", "stems: dialogue, effects, ambience, music and effects"),
            QT_TRANSLATE_NOOP("Backend", "preview {}"),
            # voices
            QT_TRANSLATE_NOOP(
                "Backend",
                "voices given at first sight, and kept once something is rendered: {}",
            ),
            # the rest that is met most
            QT_TRANSLATE_NOOP("Backend", "nothing to take back"),
            QT_TRANSLATE_NOOP("Backend", "there is nothing to do again"),
            QT_TRANSLATE_NOOP("Backend", "no timeline is open"),
            QT_TRANSLATE_NOOP("Backend", "Open a timeline first."),
            QT_TRANSLATE_NOOP("Backend", "this range is empty"),
            QT_TRANSLATE_NOOP("Backend", "Choose a range on the timeline."),
            QT_TRANSLATE_NOOP("Backend", "there is no clip with sound in this range"),
            QT_TRANSLATE_NOOP("Backend", "the clips of this range have no sound"),
            QT_TRANSLATE_NOOP("Backend", "what is said there? A voice needs its recording's words"),
            QT_TRANSLATE_NOOP("Backend", "{}: this timeline is open for looking only"),
            QT_TRANSLATE_NOOP("Backend", "the engine {} cannot run here: {}"),
            QT_TRANSLATE_NOOP(
                "Backend",
                "Choose again; what was chosen plays when its line or shot is as it was.",
            ),
            QT_TRANSLATE_NOOP("Backend", "It may have changed meanwhile; look at the list again."),
            QT_TRANSLATE_NOOP("Backend", "Did you mean {}? {}"),
        ),
    )
)
"""Sentences and parts of them; `{}` stands for a name, a number, or another of them."""
