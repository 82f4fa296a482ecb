"""Validation errors of the typed records, said in the user's words: what is wrong, what was expected, the remedy."""

from __future__ import annotations

import json
from typing import Any

_KINDS = {
    "missing": ("缺少这个字段", "必填", "补上这个字段"),
    "extra_forbidden": ("不认识的字段", "格式里列出的字段", "删去或改正拼写"),
    "int_type": ("不是整数", "半角整数，如 3", "改成整数"),
    "int_from_float": ("不是整数", "半角整数，如 3", "改成整数"),
    "bool_type": ("不是 true 或 false", "true 或 false", "改成 true 或 false"),
    "string_type": ("不是文字", "文字", "改成文字；数字样的编号加引号"),
    "string_too_short": ("不能为空", "非空文字", "填上内容"),
    "tuple_type": ("不是列表", "列表，如 [甲, 乙]", "用方括号或短横线列出"),
    "dict_type": ("不是映射", "若干“键: 值”", "改成映射"),
    "model_type": ("不是映射", "若干“键: 值”", "改成映射"),
    "model_attributes_type": ("不是映射", "若干“键: 值”", "改成映射"),
    "int_parsing": ("不是整数", "半角整数，如 3", "改成整数"),
    "bool_parsing": ("不是 true 或 false", "true 或 false", "改成 true 或 false"),
    "list_type": ("不是列表", "列表，如 [甲, 乙]", "用方括号列出"),
    "string_too_long": ("太长", "不超过规定的长度", "缩短内容"),
    "string_pattern_mismatch": ("有不允许的字符或写法", "接口说明中写明的写法", "改正写法"),
    "greater_than_equal": ("太小", "接口说明中写明的范围", "改成范围内的数"),
    "less_than_equal": ("太大", "接口说明中写明的范围", "改成范围内的数"),
    "none_required": ("必须为空", "null", "改成 null"),
}


def explain_error(error: Any) -> tuple[str, str, str]:
    """(message, expected, remedy) for one error of the record validator."""
    kind, context, value = error["type"], error.get("ctx", {}), error.get("input")
    if kind == "value_error":
        message, _, remedy = str(context.get("error", error["msg"])).partition("|")
        return message, "", remedy
    if kind in ("literal_error", "enum"):
        return f"不认识的值 {_shown(value)}", str(context.get("expected", "")).replace(" or ", "、"), "改成其中之一"
    if kind == "union_tag_invalid":
        return f"不认识的 {context.get('tag')!r}", str(context.get("expected_tags", "")), "核对名称"
    message, expected, remedy = _KINDS.get(kind, (error["msg"], "", ""))
    if kind.endswith("_type") and value is not None and not isinstance(value, dict | list):
        message = f"{_shown(value)} {message}"
    elif kind == "extra_forbidden":
        message = f"不认识的字段 {error['loc'][-1]}"
    return message, expected, remedy


def _shown(value: Any) -> str:
    """A value as the file writes it; text in quotes."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return repr(value) if isinstance(value, str) else str(value)
