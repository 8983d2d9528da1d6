"""Solving the flows: schedules, solver, guidance, and the two renders made of them."""
