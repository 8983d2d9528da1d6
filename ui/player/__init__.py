"""The player: frames of the film, and the sound that they follow."""
