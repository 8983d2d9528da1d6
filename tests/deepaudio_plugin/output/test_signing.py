"""Files are signed in the background: what comes back, and what is no longer begun."""

from __future__ import annotations

import threading

import pytest

from deepaudio_plugin.core.errors import WorkerStartError
from deepaudio_plugin.core.protocol import Failed, OriginClaim, Signed
from deepaudio_plugin.output.signing import BackgroundSigning
from deepaudio_plugin.rendering.progress import Watch


class StandIn:
    """A worker client of which the test says what `sign` answers, one call after the other."""

    def __init__(self, *answers):
        self.asked: list[tuple[str, ...]] = []
        self._answers = list(answers)
        self._lock = threading.Lock()

    def sign(self, requests, cancelled):
        [request] = requests
        with self._lock:
            answer = self._answers[min(len(self.asked), len(self._answers) - 1)]
            self.asked.append(tuple(claim.title for claim in request.claims))
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            yield from answer(request, cancelled)


def claims(*titles):
    return [OriginClaim(f"/{title}.wav", title, "trained") for title in titles]


def signed(request, _cancelled):
    yield Signed(request.id, tuple("" for _ in request.claims))


@pytest.fixture
def background():
    made = []

    def make(*answers):
        worker = StandIn(*answers)
        made.append(BackgroundSigning(lambda: worker))
        return made[-1], worker

    yield make
    for one in made:
        one.close()


def test_a_batch_is_signed_while_the_next_is_written(background):
    written = threading.Event()

    def waits_for_the_next(request, _cancelled):
        assert written.wait(60)
        yield from signed(request, _cancelled)

    signing, _ = background(waits_for_the_next)
    signing.begin(claims("one"), Watch())
    assert list(signing.answers(until_all=False)) == []  # nothing is waited for
    written.set()
    [batch] = signing.answers(until_all=True)
    assert (batch.claims, batch.problems) == (tuple(claims("one")), ("",))


def test_answers_come_in_the_order_that_files_were_handed_over(background):
    signing, _ = background(signed)
    for number in range(6):
        signing.begin(claims(str(number)), Watch())
    found = [batch.claims[0].title for batch in signing.answers(until_all=True)]
    assert found == list("012345")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "did not say what became of them"),
        (lambda r, _c: iter([Signed(r.id, ("",))]), "did not say what became of them"),
        (lambda r, _c: iter([Failed(r.id, "job", "no certificate")]), "no certificate"),
    ],
    ids=["no answer", "half an answer", "a failure"],
)
def test_each_file_that_is_not_known_to_be_signed_has_a_reason(background, answer, said):
    signing, _ = background(answer)
    signing.begin(claims("one", "two"), Watch())
    [batch] = signing.answers(until_all=True)
    assert len(batch.problems) == 2
    assert said in batch.problems[1]


def test_a_worker_that_does_not_start_is_tried_once(background):
    signing, worker = background(WorkerStartError("no interpreter"))
    for title in ("one", "two", "three"):
        signing.begin(claims(title), Watch())
        [batch] = signing.answers(until_all=True)
        assert batch.problems == ("no interpreter",)
    assert worker.asked == [("one",)]


def test_nothing_is_signed_any_more_once_it_is_closed(background):
    begun, ended = threading.Event(), threading.Event()

    def until_cancelled(_request, cancelled):
        begun.set()
        while not cancelled():
            ended.wait(0.01)
        ended.set()
        return iter(())

    signing, worker = background(until_cancelled)
    for title in ("one", "two", "three", "four", "five"):
        signing.begin(claims(title), Watch())
    assert begun.wait(60)
    signing.close()
    assert ended.is_set()
    assert len(worker.asked) < 5
    assert list(signing.answers(until_all=True)) == []


def test_who_made_a_certificate_is_told(background):
    def new(request, _cancelled):
        yield Signed(request.id, ("",), "this computer", True)

    signing, _ = background(new)
    signing.begin(claims("one"), Watch())
    [batch] = signing.answers(until_all=True)
    assert batch.new_signer == "this computer"
