"""A benchmark's columns: how each metric is taken of a file, or of all files together."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.evaluation import extractors, published
from deepaudio.evaluation.cases import Case, LeftOut
from deepaudio.evaluation.extractors import Array
from deepaudio.evaluation.features import NotHere
from deepaudio.evaluation.metrics import (
    Metric,
    cepstra,
    classes,
    desync,
    embeddings,
    frechet,
    levels,
    onsets,
    speakers_words,
    timing,
    word_errors,
)
from deepaudio.evaluation.published import Published
from deepaudio.evaluation.sounds import MeasuredSound
from deepaudio.evaluation.whole import Whole, set_distance, set_score

Valued = tuple[float, float]  # a figure, and its weight in the mean
Wholes = Callable[[Sequence[Case]], Whole]


def _nothing(_case: Case) -> float:
    return 1.0


def _target(case: Case) -> MeasuredSound | None:
    return case.true


@dataclass(frozen=True)
class TableColumn:
    """A metric as a benchmark takes it: `value` of each file, or `whole` of all together."""

    metric: Metric
    value: Callable[[Case], Valued] | None = None
    truth: Callable[[Case], float] = _nothing  # the weight of a failure; LeftOut: nothing is true
    raw: Callable[[Case], float] | None = None  # what the published script takes, where it differs
    published: Published | None = None  # None: no paper has it
    other: Callable[[Case], MeasuredSound | None] = _target  # what a file is compared with
    whole: Wholes | None = None
    published_whole: Wholes | None = None
    extractor: str = ""  # whose features are compared, if they are brought
    scale: float = 1.0  # of the table: 100 for shares, as papers print them

    @property
    def unit(self) -> str:
        """Of the table."""
        return "%" if self.scale == 100 else self.metric.unit


def columns() -> dict[str, TableColumn]:
    """Every column by the name of its metric."""
    found = (*_of_speech(), *_of_timing(), *_of_sound(), *_of_levels(), *_of_sets())
    return {column.metric.name: column for column in found}


def _of_speech() -> list[TableColumn]:
    wer, wer_published = word_errors.METRICS
    spk_sim, emo_sim, sim_o, _ = embeddings.METRICS
    mcd, mcd_sl = cepstra.METRICS

    def raw_wer(case: Case) -> float:
        return wer_published.measure(case.item.text, case.heard())  # type: ignore[no-any-return]

    return [
        TableColumn(wer, _wer, _words, raw_wer, published.mean_wer, scale=100),
        TableColumn(speakers_words.METRIC, _cpwer, _speakers_words, scale=100),
        TableColumn(
            spk_sim,
            _to_target(spk_sim, extractors.WAVLM),
            _true,
            published=published.spk_sim,
            extractor=extractors.WAVLM,
            scale=100,
        ),
        TableColumn(
            emo_sim,
            _to_target(emo_sim, extractors.EMOTION),
            _true,
            published=published.emo_sim,
            extractor=extractors.EMOTION,
        ),
        TableColumn(
            sim_o,
            _to_prompt(sim_o, extractors.ECAPA),
            _prompt,
            published=published.sim_o,
            other=lambda case: case.prompt,
            extractor=extractors.ECAPA,
        ),
        TableColumn(mcd, _cepstral(mcd), _true, None, published.mcd),
        TableColumn(mcd_sl, _cepstral(mcd_sl), _true, None, published.mcd),
    ]


def _of_timing() -> list[TableColumn]:
    duration, pace, start, end, contour = timing.METRICS

    def spans(metric: Metric) -> TableColumn:
        return TableColumn(
            metric, lambda case: (metric.measure(case.span, case.true_span), 1.0), _span
        )

    return [
        spans(duration),
        TableColumn(pace, lambda case: (timing.pace(case.text(), case.span), 1.0), _text),
        spans(start),
        spans(end),
        TableColumn(contour, _contour, _true),
    ]


def _of_sound() -> list[TableColumn]:
    kl_pann, kl_passt = classes.METRICS[:2]
    ib = embeddings.METRICS[-1]

    def brought(
        metric: Metric,
        extractor: str,
        value: Callable[[Case], Valued],
        truth: Callable[[Case], float] = _nothing,
        raw: Callable[[Case], float] | None = None,
    ) -> TableColumn:
        mean = published.mean_of_pairs
        return TableColumn(metric, value, truth, raw, mean, extractor=extractor)

    return [
        brought(kl_pann, extractors.PANN, *_divergence(extractors.PANN)),
        brought(kl_passt, extractors.PASST, *_divergence(extractors.PASST)),
        brought(ib, extractors.IMAGEBIND, _picture_and_sound),
        brought(desync.METRIC, extractors.SYNCHFORMER, _desync),
        TableColumn(onsets.METRIC, _onsets, _events),
    ]


def _of_levels() -> list[TableColumn]:
    def level(metric: Metric) -> TableColumn:
        return TableColumn(metric, lambda case: (metric.measure(_full_rate(case)), 1.0))

    return [level(metric) for metric in levels.METRICS]


def _of_sets() -> list[TableColumn]:
    passt, pann, vggish = frechet.METRICS
    is_pann, is_passt = classes.METRICS[2:]
    return [
        _frechet(passt, extractors.PASST, paired=True),
        _frechet(pann, extractors.PANN, paired=False),
        _frechet(vggish, extractors.VGGISH, paired=False),
        _inception(is_pann, extractors.PANN),
        _inception(is_passt, extractors.PASST),
    ]


# -- what the list and the target must have, and how much a file that failed weighs ---


def _text(case: Case) -> float:
    case.text()
    return 1.0


def _words(case: Case) -> float:
    """All words of the text: a file that failed has all of them wrong. Raises NotHere."""
    return float(_normalised([case.text()]))


def _speakers_words(case: Case) -> float:
    if not case.item.speakers:
        raise LeftOut("the list does not say who says what")
    return float(_normalised(list(case.item.speakers.values())))


def _normalised(texts: Sequence[str]) -> int:
    try:
        count = sum(len(word_errors.words(text)) for text in texts)
    except ModuleNotFoundError as error:
        raise NotHere(str(error)) from error
    if not count:
        raise LeftOut("the text has no words")
    return count


def _true(case: Case) -> float:
    case.true_sound()
    return 1.0


def _span(case: Case) -> float:
    start, end = case.true_span
    if end <= start:
        raise LeftOut("the target says nothing")
    return 1.0


def _prompt(case: Case) -> float:
    if case.prompt is None:
        raise LeftOut("the list has no prompt's sound")
    return 1.0


def _events(case: Case) -> float:
    if case.item.events_s is None:
        raise LeftOut("the list does not say what happens when")
    return float(len(case.item.events_s))


# -- values of one file --------------------------------------------------------------


def _wer(case: Case) -> Valued:
    errors = word_errors.errors_between(case.text(), case.heard())
    return errors.wrong / errors.words, float(errors.words)


def _cpwer(case: Case) -> Valued:
    heard = case.of_generated(extractors.SPEAKERS, "text").reshape(-1)
    said = [word_errors.words(text) for text in case.item.speakers.values()]
    errors = speakers_words.assigned_errors(said, [word_errors.words(str(t)) for t in heard])
    return errors.wrong / errors.words, float(errors.words)


def _to_target(metric: Metric, extractor: str) -> Callable[[Case], Valued]:
    def value(case: Case) -> Valued:
        true = case.of_true(extractor, "embedding")
        return metric.measure(case.of_generated(extractor, "embedding"), true), 1.0

    return value


def _to_prompt(metric: Metric, extractor: str) -> Callable[[Case], Valued]:
    def value(case: Case) -> Valued:
        prompt = case.of_prompt(extractor, "embedding")
        return metric.measure(case.of_generated(extractor, "embedding"), prompt), 1.0

    return value


def _cepstral(metric: Metric) -> Callable[[Case], Valued]:
    def value(case: Case) -> Valued:
        true = case.of_true(extractors.CEPSTRA, "cepstra")
        generated = case.of_generated(extractors.CEPSTRA, "cepstra")
        try:
            return metric.measure(true, generated), 1.0
        except ModuleNotFoundError as error:
            raise NotHere(extractors.EXTRACTORS[extractors.CEPSTRA].needs) from error

    return value


def _divergence(
    extractor: str,
) -> tuple[Callable[[Case], Valued], Callable[[Case], float], Callable[[Case], float]]:
    """Value, truth and raw value of a KL divergence."""

    def logits(case: Case) -> tuple[Array, Array]:
        return case.of_true(extractor, "logits"), case.of_generated(extractor, "logits")

    return (
        lambda case: (classes.kl_divergence(*logits(case)), 1.0),
        _true,
        lambda case: classes.published_kl_divergence(*logits(case)),
    )


def _picture_and_sound(case: Case) -> Valued:
    picture = case.of_picture(extractors.IMAGEBIND, "video")
    return embeddings.cosine(picture, case.of_generated(extractors.IMAGEBIND, "audio")), 1.0


def _desync(case: Case) -> Valued:
    return desync.desync(case.of_generated(extractors.SYNCHFORMER, "logits")), 1.0


def _onsets(case: Case) -> Valued:
    """F1 of a clip; weighted so that the mean is that of all clips' hits, misses and extras."""
    found = onsets.onsets(case.generated.mono, case.generated.rate)
    agreement = onsets.agreement(found, case.item.events_s or ())
    return agreement.f1, float(2 * agreement.hits + agreement.misses + agreement.extras)


def _contour(case: Case) -> Valued:
    true = case.true_sound()
    ours = case.generated.whole().at_rate(true.rate).samples[0]
    return timing.contour_correlation(ours, true.first, true.rate), 1.0


def _full_rate(case: Case) -> Array:
    return case.generated.whole().at_rate(SAMPLE_RATE).samples


# -- figures of all files ------------------------------------------------------------


def _frechet(metric: Metric, extractor: str, *, paired: bool) -> TableColumn:
    """As published FD-PaSST takes pairs only, the others whatever is there."""

    def over(measure: Callable[[Array, Array], float], only_pairs: bool) -> Wholes:
        return functools.partial(
            set_distance,
            generated=lambda case: case.of_generated(extractor, "features"),
            true=lambda case: case.of_true(extractor, "features"),
            measure=measure,
            only_pairs=only_pairs,
        )

    return TableColumn(
        metric,
        whole=over(frechet.frechet_distance, True),
        published_whole=over(frechet.published_frechet_distance, paired),
        extractor=extractor,
    )


def _inception(metric: Metric, extractor: str) -> TableColumn:
    whole = functools.partial(
        set_score,
        generated=lambda case: case.of_generated(extractor, "logits"),
        measure=metric.measure,
    )
    return TableColumn(metric, whole=whole, published_whole=whole, extractor=extractor)
