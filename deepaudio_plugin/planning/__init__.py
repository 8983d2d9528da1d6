"""From shots and cues to jobs: pure functions, no model and no media read."""
