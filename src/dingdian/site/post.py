"""How the site sends e-mail and text messages, read from the environment, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_MAIL = ("HOST", "PORT", "TLS", "USER", "PASSWORD")


@dataclass(frozen=True)
class Post:
    """`host` empty: no e-mail; `sms` empty: no text messages. `problems`: why neither is used, in words."""

    host: str = ""
    port: int = 0
    tls: str = "starttls"
    user: str = ""
    password: str = ""
    sender: str = ""
    url: str = ""
    sms: str = ""
    sign: str = ""
    problems: tuple[str, ...] = field(default=())


def read(environ: Mapping[str, str]) -> Post:
    """What the environment says; all of it or, where something is missing or wrong, nothing but the problems."""
    host, port, tls, user, password = (environ.get(f"DINGDIAN_SMTP_{name}", "") for name in _MAIL)
    sender, url = environ.get("DINGDIAN_MAIL_FROM", ""), environ.get("DINGDIAN_URL", "").rstrip("/")
    sms, sign = environ.get("DINGDIAN_SMS", ""), environ.get("DINGDIAN_SMS_SIGN", "")
    tls = tls or "starttls"
    wrong = []
    if not host and (port or user or password or sender or "DINGDIAN_SMTP_TLS" in environ):
        wrong.append("设置了发信的一部分，没有 DINGDIAN_SMTP_HOST：写明邮件服务器，或都去掉")
    if host:
        if "@" not in sender:
            wrong.append("没有设置 DINGDIAN_MAIL_FROM，或不是邮箱地址：写明发信地址")
        if bool(user) != bool(password):
            wrong.append("DINGDIAN_SMTP_USER 和 DINGDIAN_SMTP_PASSWORD 只设了一个：两个都设，或都不设")
        if tls not in _PORTS:
            wrong.append("DINGDIAN_SMTP_TLS 只能是 starttls、tls 或 none")
        if tls == "none" and host not in _LOCAL:
            wrong.append("DINGDIAN_SMTP_TLS=none 会明文发送：改用 starttls 或 tls；只有本机的邮件服务器可以不加密")
        if port and not (port.isdecimal() and 0 < int(port) < 65536):
            wrong.append("DINGDIAN_SMTP_PORT 不是端口号：写 1 到 65535 的整数")
    if bool(sms) != bool(sign):
        wrong.append("DINGDIAN_SMS 和 DINGDIAN_SMS_SIGN 只设了一个：两个都设，或都不设")
    if (host or sms) and not url.startswith("https://"):
        wrong.append("没有设置 DINGDIAN_URL，或不是 https:// 开头：写明本站的地址，消息里的链接由它开头")
    if wrong:
        return Post(url=url, problems=tuple(wrong))
    return Post(host, int(port or _PORTS[tls]), tls, user, password, sender, url, sms, sign)
