"""The engine `deepaudio-v1`: the networks of DeepAudio-V1 (arXiv 2503.22265) in three stages.

plugin           the entry point
about            what the engine is and whether it can run: loads nothing
declared         the settings that it declares
render_settings  what a request's settings ask for
device           device and precision
model_pool       the networks of a variant, loaded once
runtime          one job at a time: the lock, the retry when memory runs out, the caches
picture          frames of a shot          visual_encoder  their features
sound            video to audio            voices          reference recordings
speech           text to speech            gate, fusion    how picture and text share a line
"""
