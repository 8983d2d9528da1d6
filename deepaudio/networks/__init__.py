"""The networks of DeepAudio-V1, one file each: config, blocks, network, in that order.

They know shapes and numbers only: no files, no devices, no threads. Letters in shape
comments: B batch, C channels, T samples, M mel bins, F mel frames, N latent frames,
D width, H heads, L text tokens, S steps of a schedule.
"""
