"""What an agency protects in its own work, and the controls of the system by which each of it is held."""

from __future__ import annotations

from collections.abc import Mapping

CONTROLS: Mapping[str, tuple[str, ...]] = {
    "data_security": (
        "按区划和单位限定可见、可办的范围", "办理记录只增不改，前后相连", "登录、查看和导出逐条留痕，不能修改",
    ),
    "privacy": (
        "列表里的姓名、编码和证件号码遮盖", "没有权限的角色看不到完整的证件号码", "查看完整信息逐次记入访问日志",
        "导出默认遮盖，写明导出人和时间",
    ),
    "fund_security": ("审核与拨付分人办理", "不利处理由两人经办和批准", "暂停结算期间不能拨付"),
}  # fmt: skip
"""Topic → what holds it; a rule may name no other topic."""
LABELS: Mapping[str, str] = {"data_security": "数据安全", "privacy": "个人隐私", "fund_security": "基金安全"}
