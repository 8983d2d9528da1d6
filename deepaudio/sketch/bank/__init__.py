"""The sound bank: every sound is computed, none is recorded.

`noise` makes the random numbers, `shapes` the building blocks, `textures` what goes on
(rain, wind, a room), `strikes` what happens once (a step, a door, glass), `catalogue`
names them and knows the words that ask for them.
"""
