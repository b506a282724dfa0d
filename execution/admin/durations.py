"""How long something took, as people read it."""

from datetime import timedelta


def in_words(time: timedelta) -> str:
    """Give hours and minutes; seconds below a minute."""
    seconds = max(0, int(time.total_seconds()))
    minutes, hours = seconds // 60, seconds // 3600
    if hours:
        return f"{hours:,} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{seconds} s"
