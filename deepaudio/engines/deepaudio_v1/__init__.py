"""The engine `deepaudio-v1`: the networks of DeepAudio-V1 (arXiv 2503.22265) in three stages.

about            what the engine is and whether it can run: loads nothing
declared         its settings and their ranges
render_settings  the settings of a request, parsed
device           device and precision
model_pool       the networks of a variant, loaded once
runtime          one job at a time: the lock, the retry when memory runs out, the caches
picture          frames of a shot
visual_encoder   features of pictures and prompts
feature_folder   the cache of features on disk
sound            video to audio
speech           text to speech
voices           reference recordings
evidence         what a trained fusion is shown of a picture
fusion           how picture and text share a line
"""
