"""Personal data as lists show them. The full view is for a person's own page and is logged."""

from __future__ import annotations

STAR = "*"


def mask_name(name: str) -> str:
    """张三 → 张*, 欧阳小明 → 欧***: the first character stays, the rest is hidden."""
    return name[:1] + STAR * (len(name) - 1)


def mask_id(number: str) -> str:
    """A document number with its first three and last two characters; one too short to hide is hidden whole."""
    return _middle(number, 3, 2)


def mask_code(code: str) -> str:
    """A national code with its first seven (kind and division) and last two characters."""
    return _middle(code, 7, 2)


def mask_contact(contact: str) -> str:
    """A telephone number, address or account with its first three and last two characters."""
    return _middle(contact, 3, 2)


def _middle(text: str, head: int, tail: int) -> str:
    """Hides all where fewer than four characters would be hidden."""
    hidden = len(text) - head - tail
    if hidden < 4:
        return STAR * len(text)
    return text[:head] + STAR * hidden + text[-tail:]
