from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import DEMO_FRAMES, LINES, SHOTS, SOUNDS, settle


def test_the_demo_has_jobs_in_every_state(demo):
    state = demo.state
    assert (len(state.shots), len(state.cues), len(state.jobs)) == (9, 8, 15)
    assert {job.state for job in state.jobs.all()} == {
        "planned", "changed", "waiting", "rendering", "ready", "failed", "impossible",
    }  # fmt: skip
    assert demo.state.frames == DEMO_FRAMES
    assert all(ref in state.cues for ref in (*LINES, *SOUNDS))


def test_orders_are_recorded_and_answered(demo, stub):
    carried = []
    demo.link.order(messages.Generate, refs=SHOTS[:1], on_carried=lambda: carried.append(1))
    settle()
    assert stub.of(messages.Generate)[0].refs == SHOTS[:1]
    assert carried
    assert not demo.link.busy


def test_a_refusal_is_told_in_words(demo, stub):
    told = []
    demo.notices.posted.connect(told.append)
    stub.refuse(messages.Generate, "not-open", "No timeline is open.")
    demo.link.order(messages.Generate)
    settle()
    assert [notice.sentence for notice in told] == ["No timeline is open."]
