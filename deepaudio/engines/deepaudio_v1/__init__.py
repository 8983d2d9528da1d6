"""The engine `deepaudio-v1`: the networks of DeepAudio-V1 (arXiv 2503.22265) in three stages.

about     what the engine is and whether it can run: loads nothing
wishes    what a request's settings ask for
place     device and precision
shelf     the networks of a variant, loaded once
studio    one job at a time: the lock, the retry when memory runs out, the caches
picture   frames of a shot          seeing   their features
sound     video to audio            voices   reference recordings
speech    text to speech            gate, fusion   how picture and text share a line
"""
