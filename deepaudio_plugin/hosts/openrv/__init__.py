"""OpenRV."""
