"""Each line and shot of a report: what was wanted, what is heard, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.core.verdicts import HeardWords, Verdict
from deepaudio_plugin.reporting.drawing import SIGNS
from deepaudio_plugin.reporting.markup import Markup, tag
from deepaudio_plugin.reporting.model import (
    IN_WORDS,
    PROBLEMS,
    ReportedTake,
    ReportRow,
    Standing,
)
from deepaudio_plugin.reporting.sounds import ReportSounds

_AS_MARKED = {
    "missed": "missed",
    "added": "added",
    "repeated": "said twice",
    "replaced": "heard otherwise",
}


def article(row: ReportRow, sounds: ReportSounds) -> Markup:
    """A line or shot."""
    place = tag("span", f"{row.begin} – {row.end}", class_="place")
    return tag(
        "article",
        tag("h3", badge(row.standing), " ", _title(row), " ", place),
        _wanted(row),
        _amiss(row),
        tag("dl", [tag("div", tag("dt", name), tag("dd", told)) for name, told in _facts(row)]),
        _player(row, sounds),
        id=row.id,
        class_=row.standing,
        data_problem=row.standing in PROBLEMS,
    )


def badge(standing: Standing) -> Markup:
    """A standing by sign, colour and words."""
    return tag("span", f"{SIGNS[standing]} {IN_WORDS[standing]}", class_=f"badge {standing}")


def _title(row: ReportRow) -> str:
    who = row.speaker if row.stem == "speech" else row.name
    return f"{row.title}: {who}" if who else row.title


def _wanted(row: ReportRow) -> Markup:
    """Wanted against heard."""
    if row.stem == "audio":
        wanted = [tag("bdi", row.prompt) if row.prompt else "what moves in the picture"]
        return tag("table", _line("Wanted", wanted))
    wanted = [tag("bdi", row.text)]
    if row.delivery:
        wanted = [f"({row.delivery}) ", *wanted]
    rows = [_line("Wanted", wanted)]
    if row.said:
        rows.append(_line("As said", [tag("bdi", row.said)]))
    if row.take is not None:
        rows.append(_line("Heard", _heard(row.take)))
    return tag("table", *rows, class_="words")


def _line(name: str, content: Sequence[str]) -> Markup:
    return tag("tr", tag("th", name, scope="row"), tag("td", content))


def _heard(take: ReportedTake) -> list[str]:
    verdict = take.verdict
    if verdict is None:
        return [tag("i", "not checked")]
    if verdict.heard:
        return [one for stretch in verdict.heard for one in (_stretch(stretch), " ")]
    if take.wrong_share is None:
        return [tag("i", "not heard: see below")]
    if take.measure("wrong_words"):
        return [tag("i", "otherwise: see below")]
    return [tag("i", "as wanted")]


def _stretch(stretch: HeardWords) -> Markup:
    """Words with what is wrong with them, marked for eyes and ears."""
    if stretch.state == "same":
        return tag("span", stretch.wanted)
    parts = [
        tag("span", f"{_AS_MARKED[stretch.state]}: ", class_="aloud"),
        tag("del", stretch.wanted) if stretch.wanted else "",
        " " if stretch.wanted and stretch.heard else "",
        tag("ins", stretch.heard) if stretch.heard else "",
    ]
    return tag("span", parts, class_=f"word {stretch.state}", title=_AS_MARKED[stretch.state])


def _amiss(row: ReportRow) -> Markup:
    """Why it stands as it does, and what would mend it."""
    told = list(_reasons(row))
    return tag("ul", told, class_="reasons") if told else Markup("")


def _reasons(row: ReportRow) -> Iterator[Markup]:
    if row.problem:
        yield _reason(f"cannot be rendered: {row.problem}", row.hint)
    elif row.take is None:
        yield _reason("no take is rendered", "Render the timeline, then write the report again.")
    verdict = row.take.verdict if row.take else None
    for reason in verdict.reasons if verdict else ():
        yield _reason(reason.text, reason.remedy)
    for what in _unchecked(row.take, verdict):
        yield tag("li", f"not checked: {what}", class_="unchecked")
    for remark in (*row.remarks, *(row.take.warnings if row.take else ())):
        yield tag("li", remark)
    if row.is_moved:
        yield tag("li", "an editor has moved, trimmed or copied its clip: see the timeline")


def _reason(text: str, remedy: str) -> Markup:
    return tag("li", tag("strong", text), f". {remedy}" if remedy else "")


def _unchecked(take: ReportedTake | None, verdict: Verdict | None) -> tuple[str, ...]:
    if take is None:
        return ()
    return verdict.unchecked if verdict else ("nobody has asked for it yet",)


def _facts(row: ReportRow) -> Iterator[tuple[str, str]]:
    """What is known of it, with names. Nothing stands for what is not known."""
    take = row.take
    if row.stem == "speech":
        by_a_person = take is not None and take.is_recorded
        voice = "recorded by a person" if by_a_person else row.voice or "the engine's own"
        yield "Voice", voice + (f" ({row.voice_reason})" if row.voice_reason else "")
    if take is None:
        return
    yield from _places(take)
    if take.pace is not None:
        yield "Pace", f"{take.pace:.2f} times the voice's own"
    level = f"{take.lufs:.1f} LUFS" if take.lufs is not None else "too quiet to measure"
    peak = f", true peak {take.true_peak_db:.1f} dBTP" if take.true_peak_db is not None else ""
    yield "Loudness", (level + peak).replace("-", "−")
    likeness, wrong, words = map(take.measure, ("likeness", "wrong_words", "words"))
    if likeness is not None:
        yield "Likeness to its voice", f"{likeness:.2f} of 1"
    if wrong is not None and words is not None:
        yield "Wrong words", f"{wrong:g} of {words:g}"
    made = f", {take.made}" if take.made and not take.is_recorded else ""
    yield "Take", ("recorded" if take.is_recorded else f"seed {take.seed}") + made
    if row.others:
        yield "Other takes", ", ".join(IN_WORDS[standing] for standing in row.others)


def _places(take: ReportedTake) -> Iterator[tuple[str, str]]:
    if take.begins_after_s is not None:
        yield "Begins", _beside(take.begins_after_s, "its cue")
    if take.ends_after_s is not None:
        yield "Ends", _beside(take.ends_after_s, "its cue's end")
    else:
        yield "Length", f"{take.length / SAMPLE_RATE:.2f} s"


def _beside(by_s: float, what: str) -> str:
    by = round(by_s * 1000)
    if by == 0:
        return f"with {what}"
    return f"{abs(by)} ms {'after' if by > 0 else 'before'} {what}"


def _player(row: ReportRow, sounds: ReportSounds) -> Markup:
    if row.take is None:
        return Markup("")
    embedded = sounds.embedded.get(row.take.key)
    source = embedded or sounds.linked.get(row.take.key)
    player = tag("audio", src=source, controls=True, preload="none", aria_label=row.title)
    if embedded:
        return player
    return tag("p", player, " ", tag("a", "open the file", href=source), class_="linked")
