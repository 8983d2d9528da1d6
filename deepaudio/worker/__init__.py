"""The worker process: a loop that turns messages into engine calls."""
