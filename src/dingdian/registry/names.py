"""How names are sorted and found: by their pinyin, kept beside them."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

_SURNAMES = {  # read otherwise as a surname than in words
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "任": "ren", "朴": "piao",
    "盖": "ge", "冼": "xian", "翟": "zhai", "缪": "miao", "乐": "yue", "尹": "yin", "华": "hua", "覃": "qin",
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun",
}  # fmt: skip


@lru_cache(maxsize=50_000)
def pinyin(name: str, *, person: bool = False, longest: int = 400) -> str:
    """The full spelling and, after a bar, the initials: 张三 → zhangsan|zs. A person's surname is read as one.

    What of the full spelling would go beyond `longest` characters in all is cut off; the initials stay whole.
    """
    surname = next((s for s in (name[:2], name[:1]) if person and s in _SURNAMES), "")
    syllables = _SURNAMES[surname].split() if surname else []
    rest = name[len(surname) :]
    full = "".join([*syllables, *lazy_pinyin(rest)]).lower()
    initials = "".join([*(s[0] for s in syllables), *lazy_pinyin(rest, style=Style.FIRST_LETTER)]).lower()
    return f"{full[: longest - len(initials) - 1]}|{initials}"
