"""A widget for each thing a person does."""
