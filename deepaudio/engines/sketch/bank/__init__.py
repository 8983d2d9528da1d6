"""The sound bank: every sound is computed, none is recorded.

`noise` makes the random numbers, `shapes` the building blocks, `recipes` makers put together of
makers. What goes on is in `textures`, `beds` and `places`; what happens once in `bodies`, `steps`,
`doors`, `signals`, `hands`, `house`, `people`, `animals`, `vehicles` and `blows`. `sounds` says
what a sound is, `catalogue` names them all, `cached_sounds` keeps what was made.
"""
