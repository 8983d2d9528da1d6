import dataclasses
import random
from types import SimpleNamespace

from deepaudio_ui.state.timeline import TimelineState
from deepaudio_ui.timeline.canvas import blocks
from deepaudio_ui.timeline.rows import JOB_MARKS, Row, Rows
from deepaudio_ui.timeline.scale import Scale

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import LINES, _cue, big_facts, demo_facts

CUE = _cue("jon", 1, "line", 0, 24, "Only me.", "JON")


def fed(facts):
    state = TimelineState()
    for fact in facts:
        state.handle(fact)
    spoiled = []
    rows = Rows(lambda row, first, last: spoiled.append((row.key, first, last)))
    feed(rows, state)
    return state, rows, spoiled


def feed(rows, state):
    rows.take_tracks(state.tracks)
    rows.take_clips(state, 1000)
    rows.take_shots(state, [item.ref for item in state.shots.all()])
    rows.take_cues(state, [item.ref for item in state.cues.all()])
    rows.take_jobs(state, [item.ref for item in state.jobs.all()])


def test_the_demo_lies_on_its_rows():
    _, rows, _ = fed(demo_facts())
    assert [len(row) for row in rows.all()] == [9, 9, 4, 1, 7, 1, 9, 6]
    assert [row.kind for row in rows.cues] == ["cues", "cues"]  # a sound beside a line


def test_items_between_frames_are_found_like_looking_at_each():
    rows_of, random_of = Row("shots", "shots"), random.Random(4)
    _, rows, _ = fed(big_facts(60))
    everything = [item for row in rows.all() for item in row.items]
    for item in random_of.sample(everything, 150):
        rows_of.put(str(len(rows_of)), item)
    rows_of.order()
    for _ in range(300):
        first = random_of.randrange(0, 2900)
        last = first + random_of.randrange(1, 400)
        low, high = rows_of.between(first, last)
        wanted = [i for i in rows_of.items if i.start < last and i.start + i.frames > first]
        assert [i for i in rows_of.items[low:high] if i in wanted] == wanted


def test_a_job_that_changes_is_replaced_and_told():
    state, rows, spoiled = fed(demo_facts())
    job = dataclasses.replace(state.jobs.get(LINES[0]), state="rendering")
    state.handle(messages.Jobs((job,)))
    spoiled.clear()
    rows.take_jobs(state, [job.ref])
    row = rows.lanes["speech", 0]
    assert row.get(job.ref) is job
    assert JOB_MARKS["rendering"] in row.marks
    assert spoiled == [("speech 0", job.start, job.start + job.frames)]


def test_a_job_that_changes_its_lane_leaves_the_old_one():
    state, rows, _ = fed(demo_facts())
    job = dataclasses.replace(state.jobs.get(LINES[0]), lane=1)
    state.handle(messages.Jobs((job,)))
    rows.take_jobs(state, [job.ref])
    assert job.ref not in rows.lanes["speech", 0]
    assert job.ref in rows.lanes["speech", 1]


def test_a_cue_that_moves_keeps_the_order_of_time():
    state, rows, _ = fed(demo_facts())
    cue = dataclasses.replace(state.cues.get(LINES[0]), start=1300)
    state.handle(messages.Cues((cue,)))
    rows.take_cues(state, [cue.ref])
    assert rows.cues[0].starts == sorted(rows.cues[0].starts)
    assert sum(cue.ref in row for row in rows.cues) == 1


def test_what_is_removed_is_gone_with_its_empty_lane():
    _state, rows, _ = fed(demo_facts())
    rows.drop((), LINES, LINES)
    assert ("speech", 0) not in rows.lanes
    assert sum(map(len, rows.cues)) == 2


def test_merged_blocks_show_the_worst_of_what_lies_in_them():
    state, rows, _ = fed(big_facts(400))
    row = rows.lanes["audio", 0]
    scale = Scale.fitting(state.frames, 200)
    runs = blocks(scale, row, (0, 200), row.marks)
    assert runs[0][0] == 0
    assert 190 <= runs[-1][1] <= 201
    assert max(flag for _, _, flag in runs) == JOB_MARKS["failed"]
    assert all(left < right for left, right, _ in runs)


def test_merged_blocks_leave_gaps_free():
    row = Row("shots", "shots")
    _, rows, _ = fed(demo_facts())
    for ref, item in zip(rows.shots.refs, rows.shots.items, strict=True):
        if item.index in (1, 9):
            row.put(ref, item)
    runs = blocks(Scale(0.1), row, (0, 144), row.marks)
    assert [flag for _, _, flag in runs] == [0, 2]
    assert runs[0][1] <= 18
    assert runs[1][0] >= 129


def test_a_line_that_moves_spoils_where_it_was_and_gives_its_room_free():
    state, rows, spoiled = fed(demo_facts())
    first, second = (state.cues.get(ref) for ref in LINES[:2])
    over = dataclasses.replace(second, start=first.start + 2)
    state.handle(messages.Cues((over,)))
    spoiled.clear()
    rows.take_cues(state, [over.ref])
    assert over.ref in rows.cues[1]
    assert spoiled[0] == ("cues 0", second.start, second.start + second.frames)
    shorter = dataclasses.replace(first, frames=2)
    state.handle(messages.Cues((shorter,)))
    rows.take_cues(state, [shorter.ref])
    assert over.ref in rows.cues[0]


def test_the_room_of_a_line_that_is_gone_is_free():
    state, rows, _ = fed(demo_facts())
    first, second = (state.cues.get(ref) for ref in LINES[:2])
    over = dataclasses.replace(second, start=first.start + 2)
    state.handle(messages.Cues((over,)))
    rows.take_cues(state, [over.ref])
    assert over.ref in rows.cues[1]
    rows.drop((), [first.ref], ())  # as an added one, or the part of a split, that is undone
    assert over.ref in rows.cues[0]


def test_a_deleted_line_is_on_no_row_until_it_is_brought_back():
    state, rows, _ = fed(demo_facts())
    cue = state.cues.get(LINES[1])
    for removed in (True, False):
        state.handle(messages.Cues((dataclasses.replace(cue, removed=removed),)))
        rows.take_cues(state, [cue.ref])
        assert any(cue.ref in row for row in rows.cues) is not removed


def test_lines_that_overlap_never_share_a_row_that_was_emptied_between():
    """The first moves up, which leaves an empty row; the second takes it, not the last one."""
    times = {"jon": (84, 132), "pete": (156, 274), "anna": (228, 276), "old": (300, 348)}
    cues = {
        ref: dataclasses.replace(CUE, ref=ref, start=start, frames=end - start)
        for ref, (start, end) in times.items()
    }
    state = SimpleNamespace(cues=cues)
    rows = Rows(lambda *_: None)
    for ref in ("jon", "anna", "old", "pete"):
        rows.take_cues(state, [ref])
    for ref, start, frames in (("anna", 266, 48), ("pete", 0, 274)):
        cues[ref] = dataclasses.replace(cues[ref], start=start, frames=frames)
        rows.take_cues(state, [ref])
        assert all(
            e <= s for row in rows.cues for e, s in zip(row.ends, row.starts[1:], strict=False)
        )
    assert [row.refs for row in rows.cues] == [["jon", "old"], ["anna"], ["pete"]]
