"""Names of lines and shots in menus and messages."""


def quoted(text: str, limit: int = 40) -> str:
    """A text for a menu: one line, not too long, in quotation marks."""
    flat = " ".join(text.split())
    return f"“{flat}”" if len(flat) <= limit else f"“{flat[: limit - 1].rstrip()}…”"
