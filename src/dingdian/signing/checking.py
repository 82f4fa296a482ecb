"""The public page where anybody checks an agreement signed on line: by number, code, QR code, or the file itself."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from dingdian.papers import two_seals
from dingdian.papers.actions import ALPHABET, LENGTH
from dingdian.papers.layout import in_fours
from dingdian.papers.two_seals import Seal
from dingdian.signing.actions import LARGEST
from dingdian.signing.models import Edition, Session

_NOT_IN_CODE = re.compile(f"[^{ALPHABET}]")
_DISCLOSED = (Session.State.SIGNED,)


@dataclass(frozen=True)
class Compared:
    """What a file that somebody brought is worth: sign, tone, words."""

    sign: str
    tone: str
    words: str


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Asks for number or code, or takes a file and says whether it is an agreement of this site, unchanged."""
    asked = (code or request.GET.get("number", "")).strip()[:80]
    named = _named(asked) if asked else None
    if request.method == "GET":
        return _page(request, named, asked=asked)
    upload = request.FILES.get("file")
    if upload is None or upload.size is None or upload.size > LARGEST:
        return _page(request, named, asked=asked, refusal="没有选择文件，或文件超过 20 MB；请选择要核对的协议 PDF。")
    content = upload.read()
    found = Edition.objects.filter(sha256=hashlib.sha256(content).hexdigest()).select_related("session").first()
    seals = two_seals.seals(content)
    session = found.session if found is not None and found.stage in _FULL else None
    compared = _compared(found, seals)
    if named is not None and session is not None and session.pk != named.pk:
        compared = Compared("■", "bad", f"文件是另一份协议（{session.number}），与所查的不是同一份")
    return _page(request, session or named, compared=compared, seals=seals or ())


_FULL = (Edition.Stage.SIGNED, Edition.Stage.SCAN)


def _compared(found: Edition | None, seals: list[Seal] | None) -> Compared:
    if found is not None and found.stage == Edition.Stage.SIGNED:
        return Compared("●", "good", "与存档的双方签章协议逐字节相同")
    if found is not None and found.stage == Edition.Stage.SCAN:
        return Compared("●", "good", "与存档的线下签订扫描件逐字节相同")
    if found is not None:
        return Compared("◐", "warn", "是签订过程中的文件，双方还没有签完，不是生效的协议")
    if not seals:
        return Compared("■", "bad", "文件没有电子签章，也不是存档的协议")
    if not all(s.intact for s in seals) or not any(s.whole for s in seals):
        return Compared("■", "bad", "文件在签章后被改动，或已损坏")
    if not all(s.trusted for s in seals):
        return Compared("■", "bad", "文件的电子签章不是由本站认可的证书所签")
    return Compared("◐", "warn", "电子签章有效，但本站没有存档这份文件")


def _named(text: str) -> Session | None:
    """The signed agreement of a number or a code; one that is not signed is nobody's to see."""
    signed = Session.objects.filter(state__in=_DISCLOSED).defer("document").select_related("agency")
    code = _NOT_IN_CODE.sub("", text.upper())
    if len(code) == LENGTH and (by_code := signed.filter(code=code).first()) is not None:
        return by_code
    return signed.filter(number=text).first()


def _page(
    request: HttpRequest, found: Session | None, *, asked: str = "", compared: Compared | None = None,
    seals: Any = (), refusal: str = "",
) -> HttpResponse:  # fmt: skip
    missing = bool(asked) and found is None
    context: dict[str, Any] = {"session": found, "asked": asked, "compared": compared, "seals": seals,
                               "refusal": refusal, "missing": missing}  # fmt: skip
    if found is not None:
        file = found.editions.filter(stage__in=_FULL).order_by("-id").defer("pdf").first()
        context |= {"code": in_fours(found.code), "file": file}
    answer = render(request, "signing/verify.html", context, status=404 if missing else 422 if refusal else 200)
    patch_cache_control(answer, no_store=True)
    return answer
