"""What a watermark changes in a spectrum, and what it leaves."""

from __future__ import annotations

import torch

from deepaudio.networks import perth
from tests.helpers.watermarks import small_network, surf


def spectra():
    return perth.spectrum(torch.from_numpy(surf(1.0)))


def test_nothing_is_changed_from_2_khz_up():
    with torch.inference_mode():
        added = small_network().encoder(spectra())
    edge = round(2_000 / (perth.SAMPLE_RATE / perth.N_FFT))
    assert added[:, :edge].abs().sum() > 0
    assert added[:, edge:].abs().sum() == 0


def test_silence_stays_silent():
    quiet = torch.zeros(1, perth.SAMPLE_RATE)
    with torch.inference_mode():
        added = small_network().encoder(perth.spectrum(quiet))
    assert added.abs().sum() == 0


def test_phases_stay():
    found = spectra()
    with torch.inference_mode():
        marked = found + small_network().encoder(found)
    turned = torch.angle(marked / found)[found.abs() > 1e-3]
    assert turned.abs().max() < 1e-3


def test_the_inverse_of_the_spectrum_is_the_sound():
    sound = torch.from_numpy(surf(0.7))
    back = perth.waveform_of(perth.spectrum(sound), sound.shape[1])
    torch.testing.assert_close(back, sound, atol=1e-5, rtol=0)


def test_a_decoder_gives_one_confidence_for_each_sound():
    with torch.inference_mode():
        sure = small_network().decoder(torch.cat([spectra(), spectra()]))
    assert sure.shape == (2,)
    assert ((sure >= 0) & (sure <= 1)).all()
