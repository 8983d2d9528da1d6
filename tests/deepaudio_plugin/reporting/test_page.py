"""The page: what it says, how it is built, and that nothing in it acts or is fetched."""

from __future__ import annotations

import re

import pytest

from deepaudio_plugin.reporting.model import IN_WORDS, STANDINGS
from deepaudio_plugin.reporting.page import page
from deepaudio_plugin.reporting.sounds import ReportSounds
from tests.helpers.hostile_text import ACTING, spoiled
from tests.helpers.page_tree import parsed
from tests.helpers.reports import line, mixed_report, report, shot, some_sounds, take


@pytest.fixture
def tree():
    return parsed(page(mixed_report(), some_sounds()))


def row_of(tree, name):
    (found,) = tree.find("article", id=name)
    return found


def test_it_has_one_title_headings_in_order_and_real_tables(tree):
    assert [one.text for one in tree.find("h1")] == ["cut.otio"]
    heads = [one.text for one in tree.find("h2")]
    assert heads[:4] == ["In short", "The timeline", "In figures", "Lines and shots"]
    assert tree.find("html", lang="en")
    (totals,) = tree.find("table", class_="totals")
    assert [one.text for one in totals.find("th", scope="col")][2:] == list(IN_WORDS.values())
    lines, shots = totals.find("tr")[1:]
    assert [cell.text for cell in lines.find("td")] == ["4", "1", "0", "1", "1", "1"]
    assert [cell.text for cell in shots.find("td")] == ["2", "1", "1", "0", "0", "0"]


def test_the_engine_is_named_as_what_it_is_with_its_licence(tree):
    (head,) = tree.find("header")
    assert "Engine: Sketch engine: temp. Temp sound, to be replaced." in head.text
    assert "code: Apache-2.0" in head.text
    assert "2026-11-30 12:00 UTC" in head.text


def test_wanted_stands_against_heard_with_differences_marked(tree):
    wanted, heard = row_of(tree, "speech-0002").find("td")
    assert wanted.text == "The old ferry leaves."
    marked = {one.attributes["class"].split()[1]: one for one in heard.find("span", class_="word")}
    assert [one.text for one in marked["missed"].find("del")] == ["old"]
    assert [one.text for one in marked["repeated"].find("ins")] == ["ferry"]
    assert [one.text for one in marked["added"].find("ins")] == ["now"]
    assert [one.text for one in marked["replaced"].find("del")] == ["leaves"]
    assert [one.text for one in marked["replaced"].find("ins")] == ["sinks"]
    assert marked["repeated"].text.startswith("said twice: ")  # for those who hear the page
    assert row_of(tree, "speech-0001").find("td")[1].text == "as wanted"


def test_a_verdict_says_why_and_what_would_mend_it(tree):
    (reasons,) = row_of(tree, "speech-0002").find("ul")
    assert "missed: old; said twice: ferry. Take another." in reasons.text
    assert "not checked: voice: too short" in reasons.text
    assert "cannot be rendered: it is in another language. Write it in English." in (
        row_of(tree, "speech-0004").text
    )


def test_what_is_known_of_a_take_is_said_and_what_is_not_is_left_out(tree):
    facts = row_of(tree, "speech-0001").find("dl")[0].text
    for told in ("12 ms after its cue", "300 ms before its cue's end", "1.10 times", "−23.0 LUFS"):
        assert told in facts
    unknown = row_of(tree, "speech-0003").find("dl")[0].text
    assert "Begins" not in unknown
    assert "Pace" not in unknown
    assert "too quiet to measure" in unknown


def test_totals_hold_what_was_measured_and_count_the_rest_beside(tree):
    short = tree.find("section")[0].text
    assert "Words: 2 of 12 wrong (16.7 %) in 2 lines; 2 lines not heard." in short
    assert "Not checked in 1 take: voice: too short." in short
    assert "1 take not checked at all: run deepaudio check-takes" in short
    assert "1 line or shot without a take: run deepaudio render" in short
    captions = [one.text for one in tree.find("figcaption")]
    assert "1 lines from 0.90 to 0.90" in captions[2]
    assert "Not known of 3 of 4 lines." in captions[2]


def test_standings_are_told_by_sign_and_word_and_not_by_colour_alone(tree):
    badges = {one.attributes["class"]: one.text for one in tree.find("span", class_="badge")}
    assert badges["badge bad"] == "✕ bad"
    assert len({text[0] for text in badges.values()}) == len(badges) == len(STANDINGS)
    boxes = [box.find("text")[0].text for box in tree.find("a", class_="box")]
    assert any(text.startswith("✕ 2") for text in boxes)
    assert all(box.find("title") for box in tree.find("a", class_="box"))


def test_every_box_of_the_timeline_leads_to_its_line(tree):
    names = {article.attributes["id"] for article in tree.find("article")}
    assert {box.attributes["href"][1:] for box in tree.find("a", class_="box")} == names
    (wave,) = tree.find("path", class_="wave")
    assert wave.attributes["d"].count("M") == 16


def test_a_longer_timeline_is_drawn_in_strips_of_a_minute():
    rows = [line(number, take(f"take{number}")) for number in range(1, 61)]
    tree = parsed(page(report(*rows, duration_s=180.0), ReportSounds()))
    strips = tree.find("div", class_="strip")
    assert [strip.attributes["aria-label"][:22] for strip in strips] == [
        "Timeline from 0:00.000",
        "Timeline from 1:00.000",
        "Timeline from 2:00.000",
    ]
    assert [len(strip.find("a", class_="box")) for strip in strips] == [20, 20, 20]


def test_takes_are_played_from_the_page_or_linked_and_the_limit_is_said(tree):
    players = [one.attributes for one in tree.find("audio")]
    assert len(players) == 5
    assert all("controls" in one and one["preload"] == "none" for one in players)
    assert row_of(tree, "speech-0001").find("audio")[0].attributes["src"].startswith("data:audio/")
    (link,) = row_of(tree, "audio-0001").find("a")
    assert link.attributes["href"] == "../takes/look1.wav#t=0.1,2.1"
    said = tree.find("main")[0].text
    assert "2 of 5 takes are in this page" in said
    assert "of at most 16 MiB" in said
    assert "3 are linked" in said


def test_nothing_is_fetched_from_elsewhere(tree):
    for element in tree.walk():
        for name in ("src", "href", "action", "poster", "srcset"):
            address = element.attributes.get(name, "#")
            assert re.match(r"#|data:audio/|\.\./takes/", address), (element.name, address)
    assert not tree.find("link")
    (policy,) = [
        one.attributes["content"] for one in tree.find("meta") if "http-equiv" in one.attributes
    ]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    style, script = tree.find("style")[0].text, tree.find("script")[0].text
    assert "url(" not in style
    assert "@import" not in style
    assert "http" not in script


def test_without_scripts_all_is_shown_and_the_filter_is_not(tree):
    (chooser,) = tree.find("fieldset")
    assert "hidden" in chooser.attributes
    assert not [one for one in tree.find("article") if "hidden" in one.attributes]
    problems = [one.attributes["id"] for one in tree.find("article") if "data-problem" in
                one.attributes]  # fmt: skip
    assert problems == ["speech-0002", "speech-0004", "audio-0001"]


def test_it_is_made_for_print_for_the_dark_and_for_a_phone(tree):
    style = tree.find("style")[0].text
    for asked in ("@media print", "prefers-color-scheme: dark", "max-width: 34rem"):
        assert asked in style
    assert tree.find("meta", name="viewport")


def test_names_and_words_of_others_do_not_act():
    plain = parsed(page(mixed_report(), ReportSounds()))
    text = page(spoiled(mixed_report()), ReportSounds())
    assert not ACTING.search(text)
    tree = parsed(text)
    assert not tree.find("img")
    assert not tree.find("b")
    assert [one.name for one in tree.walk()].count("script") == 1
    assert len(tree.find("article")) == len(plain.find("article"))
    assert "<img src=" in tree.find("h1")[0].text


def test_a_project_without_takes_says_so_and_how_to_have_some():
    tree = parsed(page(report(line(1, None), shot(1, None)), ReportSounds()))
    said = tree.find("main")[0].text
    assert "2 lines or shots without a take: run deepaudio render" in said
    assert "There is no take to listen to yet." in said
    assert "no take is rendered" in row_of(tree, "speech-0001").text
    assert not tree.find("audio")


def test_a_timeline_without_lines_and_shots_is_a_page_too():
    said = parsed(page(report(), ReportSounds())).find("main")[0].text
    assert "There is no line to speak and no shot to give sound to." in said


def test_two_thousand_lines_stay_small():
    rows = [line(number, take(f"take{number}")) for number in range(1, 2001)]
    sounds = ReportSounds(
        waveforms={f"take{number}": bytes([200, 50] * 16) for number in range(1, 2001)},
        linked={f"take{number}": f"../takes/take{number}.wav" for number in range(1, 2001)},
    )
    text = page(report(*rows, duration_s=6000.0), sounds)
    assert text.count("<article") == 2000
    assert len(text.encode()) + sounds.most < 30e6
