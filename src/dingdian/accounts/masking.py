"""Personal data as lists show it."""

from __future__ import annotations


def mask_name(name: str) -> str:
    """张三 → 张某."""
    return name[:1] + "某" * (1 if len(name) < 3 else 2) if name else ""


def mask_id(number: str) -> str:
    """The first six and the last two characters."""
    return number[:6] + "*" * max(0, len(number) - 8) + number[-2:] if len(number) > 8 else "*" * len(number)


def mask_code(code: str) -> str:
    """The last four characters hidden."""
    return code[:-4] + "****" if len(code) > 4 else "*" * len(code)
