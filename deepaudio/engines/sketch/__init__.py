"""The embedded engine: temp speech and temp sound without model weights."""
