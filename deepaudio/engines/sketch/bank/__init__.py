"""The sound bank: every sound is computed, none is recorded.

`noise` makes the random numbers, `shapes` the building blocks, `textures` what goes on
(rain, wind, a room), `bodies`, `steps`, `doors` and `signals` what
happens once, `catalogue` names them and knows the words that ask for them, `cached_sounds` keeps
what was made.
"""
