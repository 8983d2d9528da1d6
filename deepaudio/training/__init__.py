"""Training in stages: lists, features, losses, the loop, a voice of one's own."""
