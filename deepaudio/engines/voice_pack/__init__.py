"""A pack of neural voices behind the sketch engine, there when somebody has installed it."""
