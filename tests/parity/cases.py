"""What this project computes for each kind of case, found by the case's module and config.

A checker takes a case and gives its outputs by the names of the kit (`out_...`); for
cases of exact values it gives the list of what differs.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from deepaudio.features import clip_text, energy, mel, reference, speech_text, video
from deepaudio.networks import (
    antialias,
    bigvgan,
    clip,
    f5,
    mmaudio,
    mmaudio_plan,
    sequence,
    synchformer,
    vae,
    vocos,
)
from deepaudio.networks.rotary import rotary_table
from deepaudio.sampling import audio, speech, speech_flow
from deepaudio.weights import official
from deepaudio.weights.loading import Network, load_strict
from tests.helpers.published import clip_merges, read_frames

from .kit import Case

Outputs = dict[str, Any]
Checker = Callable[[Case], Outputs]
Differences = Callable[[Case], list[str]]

ARRAYS: list[tuple[re.Pattern[str], Checker]] = []
EXACT: list[tuple[re.Pattern[str], Differences]] = []


def arrays(pattern: str) -> Callable[[Checker], Checker]:
    """Register a checker of arrays for the modules that match."""
    return lambda checker: ARRAYS.append((re.compile(pattern), checker)) or checker


def exact(pattern: str) -> Callable[[Differences], Differences]:
    """Register a checker of exact values for the modules that match."""
    return lambda checker: EXACT.append((re.compile(pattern), checker)) or checker


def build(network: Callable[..., Network], config: Any, tensors: dict[str, Tensor]) -> Network:
    """A network of these tensors, through the loader that reads official files."""
    with torch.device("meta"):
        module = network(config)
    return load_strict(module, tensors)


def differing(found: list[Any], expected: list[Any]) -> list[str]:
    return [
        f"entry {i}: {a!r} instead of {b!r}"
        for i, (a, b) in enumerate(zip(found, expected, strict=True))
        if a != b
    ]


# -- features -----------------------------------------------------------------------


@arrays(r"mel converter|MelSpec")
def mels(case: Case) -> Outputs:
    config = {"16k": mel.MEL_16K, "44k": mel.MEL_44K}.get(
        case.config.get("mode", ""), mel.MEL_SPEECH
    )
    return {"out_mel": mel.log_mel(case.tensors()["wave"], config)}


@arrays(r"energy contour")
def contours(case: Case) -> Outputs:
    c = case.config
    return {"out_energy": energy.energy_contour(case.inputs["wave"], c["sr"], c["target_duration"])}


@arrays(r"preprocess_ref_audio_text")
def references(case: Case) -> Outputs:
    c = case.config
    if speech_text.finished_ref_text(c["ref_text"]) != c["ref_text_out"]:
        raise AssertionError(f"reference text of {c['ref_text']!r}")
    return {"out_wave_i16": reference.prepare_recording(case.inputs["wave_i16"], c["sr"]).pcm}


@exact(r"sequence_config")
def sequences(case: Case) -> list[str]:
    def row(entry: dict[str, Any]) -> dict[str, Any]:
        make = {"16k": sequence.sequence_16k, "44k": sequence.sequence_44k}[entry["mode"]]
        s = make(entry["duration"])
        return {
            "mode": entry["mode"],
            "duration": entry["duration"],
            "latent_seq_len": s.latent_frames,
            "clip_seq_len": s.clip_frames,
            "sync_seq_len": s.sync_frames,
            "num_audio_frames": s.num_samples,
            "sampling_rate": s.sample_rate,
        }

    return differing([row(entry) for entry in case.listed], case.listed)


@exact(r"chunk_text")
def chunks(case: Case) -> list[str]:
    found = [speech_text.chunk_text(e["text"], e["max_chars"]) for e in case.listed]
    return differing(found, [e["chunks"] for e in case.listed])


@exact(r"pinyin tokenizer")
def tokens(case: Case) -> list[str]:
    vocabulary = speech_text.Vocabulary.read(case.kit.file("vocab.txt"))
    wrong = [] if vocabulary.size == case.listed["vocab_size"] else ["size of the vocabulary"]
    for entry in case.listed["cases"]:
        found = speech_text.tokens_of(entry["text"])
        wrong += [] if found == entry["tokens"] else [f"tokens of {entry['text']!r}"]
        wrong += [] if vocabulary.ids([found])[0].tolist() == entry["ids"] else ["ids"]
    batch = case.listed.get("padded_batch")
    if batch is not None:
        lines = [speech_text.tokens_of(text) for text in batch["texts"]]
        wrong += [] if vocabulary.ids(lines).tolist() == batch["ids"] else ["padded batch"]
    return wrong


# -- speech -------------------------------------------------------------------------


def vocos_of(config: dict[str, Any], tensors: dict[str, Tensor]) -> vocos.Vocos:
    backbone, head = (config[part]["init_args"] for part in ("backbone", "head"))
    sizes = vocos.VocosConfig(
        mel_bins=backbone["input_channels"],
        dim=backbone["dim"],
        inner=backbone["intermediate_dim"],
        depth=backbone["num_layers"],
        n_fft=head["n_fft"],
        hop_length=head["hop_length"],
    )
    return build(vocos.Vocos, sizes, official.vocos(tensors))


@arrays(r"vocos decode")
def vocos_decode(case: Case) -> Outputs:
    model, inputs = vocos_of(case.config, case.weights()), case.tensors()
    found = {"out_wave": model(inputs["mel"])}
    if "out_feat" in case.expected:
        frames = case.expected["out_feat"].shape[1]
        found["out_feat"] = model.backbone(inputs["mel"])[:, :frames]
    if "wave" in inputs:
        found["out_features"] = mel.log_mel(inputs["wave"], mel.MEL_VOCOS)
    return found


def f5_config(c: dict[str, Any]) -> f5.F5Config:
    return f5.F5Config(
        dim=c["dim"],
        depth=c["depth"],
        heads=c["heads"],
        head_dim=c.get("dim_head", 64),
        ff_mult=c["ff_mult"],
        text_dim=c["text_dim"],
        text_depth=c["conv_layers"],
        vocabulary=c.get("text_num_embeds", 2545),
        mel_bins=c.get("mel_dim", 100),
    )


def f5_sizes(tensors: dict[str, Tensor]) -> dict[str, Any]:
    """A config as the kit writes it, for cases that name only the weights."""
    shapes = {name.removeprefix("transformer."): t.shape for name, t in tensors.items()}
    dim, inner = (
        shapes["time_embed.time_mlp.2.bias"][0],
        shapes["transformer_blocks.0.attn.to_q.bias"][0],
    )
    head = 2 * shapes["rotary_embed.inv_freq"][0]
    return {
        "dim": dim,
        "depth": 1 + max(int(n.split(".")[1]) for n in shapes if n.startswith("transformer_b")),
        "heads": inner // head,
        "dim_head": head,
        "ff_mult": shapes["transformer_blocks.0.ff.ff.2.weight"][1] // dim,
        "text_dim": shapes["text_embed.text_embed.weight"][1],
        "text_num_embeds": shapes["text_embed.text_embed.weight"][0] - 1,
        "conv_layers": 1 + max(int(n.split(".")[2]) for n in shapes if "text_blocks" in n),
        "mel_dim": shapes["proj_out.bias"][0],
    }


def vocos_sizes(tensors: dict[str, Tensor]) -> vocos.VocosConfig:
    """Sizes for cases that name only the weights."""
    inner, dim = tensors["backbone.convnext.0.pwconv1.weight"].shape
    n_fft = len(tensors["head.out.bias"]) - 2
    depth = 1 + max(int(n.split(".")[2]) for n in tensors if n.startswith("backbone.convnext"))
    mel_bins = tensors["backbone.embed.weight"].shape[1]
    return vocos.VocosConfig(mel_bins, dim, inner, depth, n_fft, n_fft // 4)


def f5_of(config: dict[str, Any], tensors: dict[str, Tensor]) -> f5.F5:
    container = {
        "ema_model_state_dict": {f"ema_model.{name}": tensor for name, tensor in tensors.items()}
    }
    container["ema_model_state_dict"] |= {"initted": torch.tensor(1), "step": torch.tensor(1)}
    return build(f5.F5, f5_config(config), official.f5(container))


@arrays(r"f5 DiT")
def f5_network(case: Case) -> Outputs:
    model, i = f5_of(case.config, case.weights()), case.tensors()
    t, frames = i["time"].reshape(-1), i["x"].shape[1]
    mask = torch.arange(frames) < i["lens"][:, None] if "lens" in i else None
    full = model.conditions(i["cond"], i["text"], i["energy"])
    outputs: dict[str, Callable[[], Tensor]] = {
        "out_pred": lambda: model(i["x"], t, full),
        "out_pred_uncond": lambda: model(i["x"], t, model.conditions(None, None, i["energy"])),
        "out_pred_droptext": lambda: model(
            i["x"], t, model.conditions(i["cond"], None, i["energy"])
        ),
        "out_pred_mask": lambda: model(
            i["x"], t, model.conditions(i["cond"], i["text"], i["energy"], mask)
        ),
        "out_pred_noenergy": lambda: model(
            i["x"], t, model.conditions(i["cond"], i["text"], torch.zeros_like(i["energy"]))
        ),
        "out_text_embed": lambda: model.text_embed(i["text"], frames),
        "out_text_embed_drop": lambda: model.text_embed(None, frames).expand(len(t), -1, -1),
        "out_time_embed": lambda: model.time_embed(t),
        "out_input_embed": lambda: model.input_embed(i["x"], full.embedded),
    }
    return {name: outputs[name]() for name in case.expected}


@arrays(r"TextEmbedding")
def text_embedding(case: Case) -> Outputs:
    c = case.config
    config = f5.F5Config(text_dim=c["text_dim"], text_depth=c["conv_layers"], vocabulary=c["vocab"])
    prefix = "transformer.text_embed."
    tensors = official.under(case.weights(only=prefix), prefix)
    model, ids = build(f5.TextEmbedding, config, tensors), case.tensors()["text"]
    shapes = {name: array.shape[1] for name, array in case.expected.items()}
    return {
        name: model(None if name.endswith("_drop") else ids, frames)
        for name, frames in shapes.items()
    }


@arrays(r"DiTBlock")
def dit_block(case: Case) -> Outputs:
    found = re.search(r"transformer_blocks\.(\d+)", case.module)
    prefix = f"transformer.transformer_blocks.{found.group(1) if found else 0}."
    config = f5.F5Config(dim=case.config["dim"], heads=case.config["heads"])
    block = build(f5.F5Block, config, official.under(case.weights(only=prefix), prefix))
    i = case.tensors()
    table = f5.rotary_table(i["x"].shape[1], config.head_dim)
    cond = f5.F5Conditions(i["x"], None, table)
    modulation = block.attn_norm(torch.nn.functional.silu(i["t"]))
    return {"out_y": block(i["x"], modulation, cond)}


@arrays(r"CFM\.sample")
def f5_sampling(case: Case) -> Outputs:
    c, i = case.config, case.tensors()
    model = f5_of(c["dit"], case.weights())
    audio = mel.log_mel(i["wave24k"], mel.MEL_SPEECH).mT if "wave24k" in i else i["cond_mel"]
    lengths = i.get("lens", torch.tensor([audio.shape[1]]))
    requested = i.get("duration", torch.tensor([c.get("duration", 0)]))
    frames = speech_flow.durations(i["text_ids"], lengths, requested)
    trajectory = [i["y0"]]

    def sample(settings: speech_flow.SpeechFlowSettings, on_step: Any = None) -> Tensor:
        return speech_flow.sample_mel(
            model, audio, i["text_ids"], i["energy"], i["y0"],
            frames=frames, lengths=lengths, settings=settings, on_step=on_step,
        )  # fmt: skip

    def settings(strength: float, sway: float, one_batch: bool) -> speech_flow.SpeechFlowSettings:
        return speech_flow.SpeechFlowSettings(c["steps"], strength, sway, one_batch=one_batch)

    chosen = settings(c["cfg_strength"], c["sway_sampling_coef"], True)
    two_passes = settings(c["cfg_strength"], c["sway_sampling_coef"], False)
    found: Outputs = {
        "out_out": sample(chosen, lambda _step, x: trajectory.append(x)),
        "out_cond_mel": audio.mT,
        "out_trajectory": torch.stack(trajectory),
        "out_time_grid": chosen.schedule(),
        "out_out_nocfg_nosway": sample(settings(0.0, 0.0, True)),
    }
    torch.testing.assert_close(sample(two_passes), found["out_out"], atol=1e-4, rtol=1e-4)
    return {name: found[name] for name in case.expected}


@arrays(r"infer_batch_process")
def f5_inference(case: Case) -> Outputs:
    c, i = case.config, case.tensors()
    vocabulary = speech_text.Vocabulary.read(case.kit.file("vocab.txt"))
    weights, vocoder = case.weights(), case.weights("weights2")
    model = speech.SpeechModel(
        f5_of(f5_sizes(weights), weights),
        build(vocos.Vocos, vocos_sizes(vocoder), official.vocos(vocoder)),
        vocabulary,
    )
    voice = speech.prepare_reference(i["ref_wave"], c["sr"], c["ref_text"])
    contours = i["energy_target"].flatten(), i["energy_prompt"].flatten()
    (chunk,) = speech.plan_line(voice, c["gen_text"], *contours)
    if list(chunk.tokens) != c["tokens"] or chunk.frames != c["duration"]:
        raise AssertionError(f"planned {chunk.frames} frames of {chunk.tokens}")
    settings = speech_flow.SpeechFlowSettings(c["nfe_step"], c["cfg_strength"], c["sway"])
    sampled = speech.render_chunk(
        model, voice, chunk, torch.Generator(), noise=i["y0"], settings=settings
    )
    return {
        "out_cond_wave24k": voice.waveform,
        "out_energy": chunk.energy,
        "out_sampled": sampled,
        "out_mel": sampled[0, voice.frames :].mT,
        "out_wave": speech.decode_chunk(model, voice, sampled),
    }


@exact(r"infer_batch_process")
def durations(case: Case) -> list[str]:
    def row(e: dict[str, Any]) -> dict[str, Any]:
        frames = e["ref_samples_24k"] // speech.HOP
        text = speech_text.spaced_ref_text(e["ref_text"])
        total = speech.line_frames(frames, text, e["gen_text"], e["speed"], e["fix_duration"])
        return {
            "ref_audio_len": frames,
            "duration": total,
            "tokens": speech_text.tokens_of(text + e["gen_text"]),
            "energy_shape": [1, total, 1],
        }

    rows = [row(e) for e in case.listed]
    return differing(rows, [{key: e[key] for key in rows[0]} for e in case.listed])


# -- vocoders -----------------------------------------------------------------------


@arrays(r"anti-aliased snakebeta")
def snakebeta(case: Case) -> Outputs:
    tensors = official.without_constant(
        case.weights(), ".filter", lambda _: antialias.resampling_filter()
    )
    act = build(antialias.AntiAliased, case.config["channels"], tensors)
    x = case.tensors()["x"]
    return {
        "out_filter": antialias.resampling_filter()[None, None],
        "out_up": torch.stack(antialias.upsampled_phases(x), dim=-1).flatten(-2),
        "out_act": act.act(x),
        "out_y": act(x),
    }


@arrays(r"BigVGAN")
def vocoder(case: Case) -> Outputs:
    c = case.config
    config = bigvgan.BigVGANConfig(
        mel_bins=c["num_mels"],
        upsample_rates=tuple(c["upsample_rates"]),
        upsample_kernels=tuple(c["upsample_kernel_sizes"]),
        width=c["upsample_initial_channel"],
        kernels=tuple(c["resblock_kernel_sizes"]),
        dilations=tuple(c["resblock_dilation_sizes"][0]),
        tanh=c.get("use_tanh_at_final", True),
        final_bias=c.get("use_bias_at_final", True),
    )
    model = build(bigvgan.BigVGAN, config, official.bigvgan({"generator": case.weights()}))
    return {"out_wave": model(case.tensors()["mel"])}


@arrays(r"VAE")
def codec(case: Case) -> Outputs:
    c, i = case.config, case.tensors()
    config = (
        vae.PRESETS[c["mode"]]
        if "mode" in c
        else vae.VAEConfig(c["data_dim"], c["embed_dim"], c["hidden_dim"])
    )
    model = build(functools.partial(vae.VAE, encoder=True), config, official.vae(case.weights()))
    posterior = model.encode(i["mel"])
    return {
        "out_dec": model.decode(i["z"]),
        "out_dec_raw": model.decoder(i["z"]),
        "out_enc_mean": posterior.mean,
        "out_enc_logvar": posterior.logvar,
        "out_enc_std": posterior.std,
    }


# -- audio --------------------------------------------------------------------------


def mmaudio_of(case: Case) -> mmaudio.MMAudio:
    c = case.config
    config = (
        mmaudio.PRESETS[c["variant"]]
        if "variant" in c
        else mmaudio.MMAudioConfig(
            latent_dim=c["latent_dim"],
            dim=c["hidden_dim"],
            heads=c["num_heads"],
            depth=c["depth"],
            fused_depth=c["fused_depth"],
            v2=c["v2"],
            clip_dim=c["clip_dim"],
            sync_dim=c["sync_dim"],
            text_dim=c["text_dim"],
            text_tokens=len(case.weights()["empty_string_feat"]),
        )
    )
    return build(mmaudio.MMAudio, config, official.mmaudio(case.weights()))


def condition_outputs(prefix: str, cond: mmaudio_plan.MMAudioConditions) -> Outputs:
    return {
        f"out_{prefix}_clip_f": cond.clip,
        f"out_{prefix}_sync_f": cond.sync,
        f"out_{prefix}_text_f": cond.text,
        f"out_{prefix}_clip_f_c": cond.clip_mean,
        f"out_{prefix}_text_f_c": cond.text_mean,
    }


@arrays(r"mmaudio\.(MMAudio|get_my_mmaudio)")
def flow(case: Case) -> Outputs:
    if not case.inputs:
        return flow_sampling(case)
    model, i = mmaudio_of(case), case.tensors()
    cond = model.conditions(i["clip"], i["sync"], i["text"], i["latent"].shape[1])
    found = condition_outputs("cond", cond) | {
        "out_t_embed": model.t_embed(i["t"]),
        "out_flow": model(i["latent"], i["t"], cond),
    }
    head = case.expected.get("out_cond_sync_f_head")
    if head is not None:
        found["out_cond_sync_f_head"] = cond.sync[:, : head.shape[1]]
    return found


def flow_sampling(case: Case) -> Outputs:
    """A case without inputs of its own shares those of the case of its network."""
    keys = ("module", "config", "weights", "update_seq_lengths")
    i = next(
        other
        for other in case.kit.cases
        if other.inputs and all(other.entry.get(k) == case.entry.get(k) for k in keys)
    ).tensors()
    model, entry, x = mmaudio_of(case), case.entry, i["latent"]
    batch, frames, _ = x.shape
    clip, sync = (
        model.empty_clip(batch, i["clip"].shape[1]),
        model.empty_sync(batch, i["sync"].shape[1]),
    )
    away = i["neg_text"] if entry["used_negative_text"] else model.empty_text(batch)
    cond = model.conditions(i["clip"], i["sync"], i["text"], frames)
    null = model.conditions(clip, sync, away, frames)
    t = torch.tensor([entry["ode_t"]])

    def settings(strength: float, one_batch: bool = True) -> audio.AudioFlowSettings:
        return audio.AudioFlowSettings(entry["num_steps"], strength, one_batch)

    def at_t(strength: float) -> Tensor:
        return audio.audio_velocity(model, cond, null, t, settings(strength))(x, 0)

    x1 = audio.sample_latent(model, cond, null, x, settings(entry["cfg_strength"]))
    two_passes = audio.sample_latent(model, cond, null, x, settings(entry["cfg_strength"], False))
    torch.testing.assert_close(two_passes, x1, atol=1e-3, rtol=1e-3)
    return condition_outputs("empty", null) | {
        "out_empty_flow": model(x, i["t"], null),
        "out_ode": at_t(entry["cfg_strength"]),
        "out_ode_nocfg": at_t(0.5),
        "out_euler_x1": x1,
        "out_unnormalized": model.unnormalise(x1),
        "out_flow_t2a": model(x, i["t"], model.conditions(clip, sync, i["text"], frames)),
    }


@arrays(r"mmaudio blocks")
def blocks(case: Case) -> Outputs:
    c, i, tensors = case.config, case.tensors(), case.weights()
    dim, heads = c["dim"], c["heads"]

    def part(network: Any, prefix: str) -> Any:
        own = {k: v for k, v in tensors.items() if k.startswith(prefix)}
        return build(lambda _: network(), None, official.under(own, prefix))

    first = part(lambda: mmaudio.JointBlock(dim, heads, last=False), "joint_blocks.0.")
    last = part(lambda: mmaudio.JointBlock(dim, heads, last=True), "joint_blocks.1.")
    fused = part(lambda: mmaudio.MMAudioStream(dim, heads, kernel=3), "fused_blocks.0.")
    final = part(lambda: mmaudio.FinalLayer(dim, c["out_dim"]), "final_layer.")
    tables = (
        rotary_table(c["latent_len"], dim // heads),
        rotary_table(c["clip_len"], dim // heads, scale=c["latent_len"] / c["clip_len"]),
    )
    of_frame, of_all = (torch.nn.functional.silu(i[n]) for n in ("extended_c", "global_c"))

    def modulations(block: mmaudio.JointBlock) -> tuple[Tensor, Tensor, Tensor]:
        latent = block.latent_block.modulate(of_frame)
        return latent, block.clip_block.modulate(of_all), block.text_block.modulate(of_all)

    joint = first((i["latent"], i["clip_f"], i["text_f"]), modulations(first), tables)
    x, *_ = last(joint, modulations(last), tables)
    y = fused(x, of_frame, tables[0])
    return {
        "out_joint_latent": joint[0],
        "out_joint_clip": joint[1],
        "out_joint_text": joint[2],
        "out_last_joint_latent": x,
        "out_fused": y,
        "out_final": final(y, final.adaLN_modulation(of_all)),
    }


@exact(r"nearest-exact")
def nearest(case: Case) -> list[str]:
    found = [mmaudio.nearest_rows(e["n_in"], e["n_out"]).tolist() for e in case.listed]
    return differing(found, [e["index"] for e in case.listed])


# -- picture ------------------------------------------------------------------------


@arrays(r"load_video")
def frames_of_video(case: Case) -> Outputs:
    c, i = case.config, case.inputs
    timed = list(read_frames(case.kit.path / c["file"]))
    np.testing.assert_allclose([t for t, _ in timed], i["decoded_times"], atol=1e-6)
    within = [(t, pixels) for t, pixels in timed if 0 <= t <= c["duration_arg"]]

    def indices(rate: int) -> np.ndarray:
        sampler = video.Sampler(rate)
        copies = [sampler.copies(t) for t, _ in within]
        return np.repeat(np.arange(len(within)), copies)

    frames = video.sample_frames(timed, c["duration_arg"])
    clip_u8, sync_u8 = (
        name in case.expected for name in ("out_clip_frame1_u8", "out_sync_frame2_u8")
    )
    assert clip_u8 and sync_u8
    return {
        "out_clip_indices": indices(8),
        "out_sync_indices": indices(25),
        "out_clip_frame1_u8": video.squeezed(i["clip_source_frame"]),
        "out_sync_frame2_u8": video.centred(i["sync_source_frame"]),
        "out_n_clip": np.array(len(frames.clip)),
        "out_n_sync": np.array(len(frames.sync)),
        "out_n_all": np.array(len(within)),
        "out_duration_sec": np.array(frames.duration_s),
        "out_clip_mean": video.for_clip(frames.clip)[0].mean(dim=(1, 2, 3)),
        "out_sync_mean": video.for_sync(frames.sync)[0].mean(dim=(1, 2, 3)),
    }


def clip_config(c: dict[str, Any]) -> clip.ClipConfig:
    vision, text = c["vision"], c["text"]
    return clip.ClipConfig(
        embed_dim=c["embed_dim"],
        image_size=vision["image_size"],
        patch=vision["patch_size"],
        vision_dim=vision["width"],
        vision_depth=vision["layers"],
        vision_heads=vision["width"] // vision["head_width"],
        text_dim=text["width"],
        text_depth=text["layers"],
        text_heads=text["heads"],
        text_tokens=text["context_length"],
        vocabulary=text["vocab_size"],
        quick_gelu=c["quick_gelu"],
    )


@arrays(r"open_clip CLIP")
def clip_features(case: Case) -> Outputs:
    model = build(clip.Clip, clip_config(case.config), official.clip(case.weights()))
    i = case.tensors()
    pixels = clip.normalised(i["frames01"].flatten(0, 1)).view_as(i["frames01"])
    batch, count = case.expected["out_normalized_pixels"].shape[:2]
    found = clip_tokenizer()(case.config["texts"])
    if not torch.equal(found, i["text_ids"]):
        raise AssertionError("ids of the texts")
    return {
        "out_image_features": model.encode_images(i["frames01"]),
        "out_text_features": model.encode_text(i["text_ids"]),
        "out_normalized_pixels": pixels[:batch, :count],
    }


@functools.cache
def clip_tokenizer() -> clip_text.ClipTokenizer:
    return clip_text.ClipTokenizer.read(clip_merges())


@exact(r"open_clip tokenizer")
def clip_ids(case: Case) -> list[str]:
    found = clip_tokenizer()([e["text"] for e in case.listed]).tolist()
    return differing(found, [e["ids"] for e in case.listed])


@arrays(r"synchformer")
def synchronisation(case: Case) -> Outputs:
    model = build(synchformer.Synchformer, synchformer.SynchformerConfig(),
                  official.synchformer(case.weights()))  # fmt: skip
    frames = case.tensors()["frames_u8"]
    segments = model.embed(frames)
    tokens = model.tokens(segments[:1])
    found = {
        "out_features": model(frames),
        "out_one_segment": model.pool(tokens)[None],
        "out_tokens_head": tokens,
        "out_tokens_tail": tokens,
    }
    head = case.expected["out_tokens_head"].shape[1]
    tail = case.expected["out_tokens_tail"].shape[1]
    return found | {"out_tokens_head": tokens[:, :head], "out_tokens_tail": tokens[:, -tail:]}
