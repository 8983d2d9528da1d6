"""The gate between picture and text: neutral to the bit, and able to learn."""

from __future__ import annotations

import pytest
import torch
from safetensors.torch import save_file

from deepaudio.engines.deepaudio_v1 import gate as gates
from deepaudio.engines.deepaudio_v1.gate import Gate, load_gate
from deepaudio.sampling.speech import FINAL, SpeechModel, plan_line, speak
from deepaudio.sampling.speech import prepare_reference as prepared
from deepaudio_plugin.core.errors import WeightsDamagedError
from tests.helpers.tiny_model import known

CONTOUR = torch.rand(200, generator=torch.Generator().manual_seed(1))


def test_the_neutral_gate_changes_no_bit_of_a_contour():
    for contour in (CONTOUR, torch.zeros(50), torch.ones(1), torch.tensor([1e-38, 1.0])):
        assert torch.equal(Gate()(contour, 20), contour)
        assert torch.equal(Gate().gates(contour, 20), torch.ones(len(contour)))


def test_the_neutral_gate_reproduces_the_checkpoints_speech_to_the_bit(engine, tiny):
    from deepaudio.engines.deepaudio_v1.device import DevicePlacement
    from deepaudio.engines.deepaudio_v1.model_pool import ModelPool

    pool = ModelPool(known(tiny).parts("tiny"), tiny.store(), DevicePlacement(torch.device("cpu")))
    sound = torch.randn(1, 24_000, generator=torch.Generator().manual_seed(2)) * 0.1
    reference = prepared(sound, 24_000, "Some words. ")
    said = []
    with pool.speech() as network, pool.vocos() as vocoder:
        model = SpeechModel(network, vocoder, pool.vocabulary())
        for contour in (CONTOUR, Gate()(CONTOUR, 7)):
            chunks = plan_line(reference, "Hello.", contour)
            said.append(speak(model, reference, chunks, torch.Generator(), settings=FINAL))
    assert torch.equal(*said)


def test_gating_is_mixing_the_inputs_of_two_experts(tiny):
    from deepaudio.engines.deepaudio_v1.device import DevicePlacement
    from deepaudio.engines.deepaudio_v1.model_pool import ModelPool

    pool = ModelPool(known(tiny).parts("tiny"), tiny.store(), DevicePlacement(torch.device("cpu")))
    energy, gate = CONTOUR[None, :, None], torch.rand(1, 200, 1)
    with pool.speech() as network, torch.no_grad():
        guided, unguided, mixed = (
            network.conditions(None, None, e).embedded for e in (energy, 0 * energy, gate * energy)
        )
    assert torch.allclose(mixed, gate * guided + (1 - gate) * unguided, atol=1e-5)
    assert not torch.allclose(guided, unguided)


def test_training_can_move_it_from_zero():
    gate = Gate()
    loss = (gate(0.5 * CONTOUR, 20) - 0.1 * CONTOUR).square().mean()
    loss.backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in gate.parameters())
    with torch.no_grad():
        for parameter in gate.parameters():
            parameter.sub_(0.5 * parameter.grad)
    better = (gate(0.5 * CONTOUR, 20) - 0.1 * CONTOUR).square().mean()
    assert better < loss


def test_what_it_learnt_is_a_file_apart(tmp_path):
    gate, path = Gate(), tmp_path / "gate.safetensors"
    assert torch.equal(load_gate(path)(CONTOUR, 9), CONTOUR)  # no file: neutral
    torch.nn.init.normal_(gate.conv.weight)
    save_file(gate.state_dict(), path)
    assert torch.equal(load_gate(path)(CONTOUR, 9), gate(CONTOUR, 9).detach())
    assert not torch.equal(gate(CONTOUR, 9), CONTOUR)
    assert float(load_gate(path)(torch.ones(50), 9).max()) <= 1


def test_a_file_that_is_no_gate_is_named(tmp_path):
    path = tmp_path / "gate.safetensors"
    path.write_bytes(b"nothing")
    with pytest.raises(WeightsDamagedError, match="is not a gate"):
        load_gate(path)


def test_features_tell_energy_text_and_length():
    features = gates.gate_features(CONTOUR, 40)
    assert features.shape == (gates.FEATURES, 200)
    assert torch.equal(features[0], CONTOUR)
    assert features[3, 0] == pytest.approx(0.2)
