"""The page: one HTML file that opens offline and asks for nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

from deepaudio_plugin import __version__
from deepaudio_plugin.core.problems import number
from deepaudio_plugin.core.protocol import Stem
from deepaudio_plugin.reporting.drawing import timeline_drawings
from deepaudio_plugin.reporting.markup import Markup, joined, tag
from deepaudio_plugin.reporting.model import IN_WORDS, STANDINGS, ReportRow, TakeReport, count
from deepaudio_plugin.reporting.plots import plots
from deepaudio_plugin.reporting.rows import article
from deepaudio_plugin.reporting.sounds import ReportSounds
from deepaudio_plugin.timeline.timing import clock

GENERATOR = "DeepAudio for editors: report"
"""By which a later report knows that it may replace the file."""

_MIB = 1 << 20


def page(report: TakeReport, sounds: ReportSounds) -> str:
    """The whole page."""
    title = f"{report.name}: takes"
    style, script = _resource("page.css"), _resource("page.js")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="generator", content=f"{GENERATOR} {__version__}"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", Markup(style)),
    )
    main = tag(
        "main",
        _totals(report),
        _section("The timeline", timeline_drawings(report, sounds)),
        _section("In figures", tag("div", plots(report), class_="plots")),
        tag("h2", "Lines and shots", id="rows", tabindex=-1),
        _filter(),
        _listen(report, sounds),
        _articles(report, sounds, "speech", "Lines"),
        _articles(report, sounds, "audio", "Sound of shots"),
    )
    body = tag(
        "body",
        tag("a", "Skip to lines and shots", href="#rows", class_="skip"),
        tag("header", _head(report)),
        main,
        tag("footer", tag("p", _made(report), class_="faint")),
        tag("script", Markup(script)),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _policy(style: str, script: str) -> str:
    """Nothing is loaded but sound in the page or beside it; no script runs but the page's own."""
    return (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; "
        "media-src data: file: 'self'; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _resource(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8")


def _section(title: str, *content: Markup) -> Markup:
    return tag("section", tag("h2", title), *content)


def _head(report: TakeReport) -> Markup:
    temp = "Temp sound, to be replaced. " if report.is_temp else ""
    return joined(
        tag("h1", report.name),
        tag("p", f"Engine: {report.engine}. {temp}Licences: {report.terms}."),
        tag(
            "p",
            f"{clock(report.duration_s)} from {report.start}, {number(len(report.shots), 'shot')}. "
            f"Report of {report.made}.",
            class_="faint",
        ),
    )


def _totals(report: TakeReport) -> Markup:
    heads = ["", "all", *(IN_WORDS[standing] for standing in STANDINGS)]
    table = tag(
        "table",
        tag("caption", "Takes that play, by verdict", class_="aloud"),
        tag("thead", tag("tr", [tag("th", head, scope="col") for head in heads])),
        tag(
            "tbody",
            _counted("Lines", report.of("speech")),
            _counted("Sound of shots", report.of("audio")),
        ),
        class_="totals",
    )
    told = [tag("li", text) for text in _said(report)]
    return _section("In short", tag("div", table, class_="scroll"), tag("ul", told))


def _counted(name: str, rows: list[ReportRow]) -> Markup:
    counts = count(rows)
    cells = [len(rows), *(counts[standing] for standing in STANDINGS)]
    return tag("tr", tag("th", name, scope="row"), [tag("td", str(cell)) for cell in cells])


def _said(report: TakeReport) -> Iterator[str]:
    """What the totals come to, what they do not hold, and what to do about it."""
    yield from _words(report)
    for what, takes in report.unchecked().items():
        yield f"Not checked in {number(takes, 'take')}: {what}."
    counts = count(report.rows)
    if counts["unchecked"]:
        yield (
            f"{number(counts['unchecked'], 'take')} not checked at all: run deepaudio check-takes "
            "on the timeline, or deepaudio report with --check."
        )
    if counts["missing"]:
        yield (
            f"{_either(counts['missing'])} without a take: run deepaudio render, "
            "then write the report again with the same options (--cast, --takes and others)."
        )
    if not report.rows:
        yield "There is no line to speak and no shot to give sound to."
    for note in report.notes:
        yield f"Left out: {note}."


def _either(count: int) -> str:
    return "1 line or shot" if count == 1 else f"{count} lines or shots"


def _words(report: TakeReport) -> Iterator[str]:
    """Wrong words over all lines that were heard; the others are counted beside."""
    takes = [row.take for row in report.of("speech") if row.take is not None]
    heard = [take for take in takes if take.wrong_share is not None]
    words = sum(take.measure("words") or 0 for take in heard)
    wrong = sum(take.measure("wrong_words") or 0 for take in heard)
    if heard and words:
        rest = len(report.of("speech")) - len(heard)
        others = f"; {number(rest, 'line')} not heard" if rest else ""
        share = f"{wrong / words:.1%}".replace("%", " %")
        yield (
            f"Words: {wrong:g} of {words:g} wrong ({share}) in {number(len(heard), 'line')}"
            f"{others}."
        )


def _filter() -> Markup:
    """Choosing what is shown; a script shows it, for without one it would do nothing."""

    def option(value: str, text: str, *, checked: bool = False) -> Markup:
        box = Markup(
            f'<input type="radio" name="shown" value="{value}"{" checked" if checked else ""}>'
        )
        return tag("label", box, f" {text}")

    return tag(
        "fieldset",
        tag("legend", "Show"),
        option("all", "all", checked=True),
        option("problems", "problems only"),
        id="filter",
        hidden=True,
    )


def _listen(report: TakeReport, sounds: ReportSounds) -> Markup:
    """Which takes are in the page, and what is with the others."""
    if not sounds.embedded and not sounds.linked:
        return tag("p", "There is no take to listen to yet.", class_="faint")
    total = len(sounds.embedded) + len(sounds.linked)
    told = (
        f"{len(sounds.embedded)} of {number(total, 'take')} are in this page, compressed "
        f"({sounds.size / _MIB:.1f} MiB of at most {sounds.most / _MIB:.0f} MiB)."
    )
    if sounds.linked:
        told += (
            f" {len(sounds.linked)} are linked: they play while the page and the take library "
            "stay where they are. What needs another listen is put into the page first."
        )
    if any(row.take is not None and not row.take.is_recorded for row in report.rows):
        told += " All sound here that no person has recorded was generated."
    return tag("p", told, class_="faint")


def _articles(report: TakeReport, sounds: ReportSounds, stem: Stem, title: str) -> Markup:
    rows = report.of(stem)
    if not rows:
        return Markup("")
    return tag("section", tag("h2", title), [article(row, sounds) for row in rows])


def _made(report: TakeReport) -> str:
    return (
        f"Written by DeepAudio for editors {__version__}, {report.made}. Verdicts are a help and "
        "no judge. This page loads nothing from the network."
    )
