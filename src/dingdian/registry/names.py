"""How names are sorted and found: by their pinyin, kept beside them."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin


def pinyin(name: str) -> str:
    """The full spelling and, after a bar, the initials: 张三 → zhangsan|zs."""
    full = "".join(lazy_pinyin(name)).lower()
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
    return f"{full}|{initials}"
