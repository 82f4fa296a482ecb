"""The public page where anybody checks a paper: by its code, its QR code, or the file itself. No personal data."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from dingdian.accounts.masking import mask_name
from dingdian.papers import seal
from dingdian.papers.actions import ALPHABET, LENGTH
from dingdian.papers.layout import in_fours
from dingdian.papers.models import Paper, Reprint
from dingdian.papers.queries import state_of
from dingdian.registry.models import Person

LARGEST = 10 * 1024 * 1024
_NOT_IN_CODE = re.compile(f"[^{ALPHABET}]")


@dataclass(frozen=True)
class Compared:
    """What a file that somebody brought is worth: sign, tone, words."""

    sign: str
    tone: str
    words: str


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Asks for the code, or takes a file and says whether it is a paper of this site."""
    if request.method == "POST":
        return _file(request, None)
    if text := request.GET.get("code", "").strip():
        code = _NOT_IN_CODE.sub("", text.upper())[:LENGTH]
        return redirect("verify-code", code or "-")
    return _page(request, None, asked="")


@require_http_methods(["GET", "POST"])
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What a paper is: number, title, day, office, whether it counts, hash."""
    wanted = _NOT_IN_CODE.sub("", code.upper())
    found = Paper.objects.defer("pdf", "document").filter(code=wanted).first() if len(wanted) == LENGTH else None
    if request.method == "POST":
        return _file(request, found)
    return _page(request, found, asked=code)


def _file(request: HttpRequest, named: Paper | None) -> HttpResponse:
    """Compare the file with what is kept, then look at its signature."""
    upload = request.FILES.get("file")
    if upload is None:
        return _page(request, named, asked="", refusal="没有选择文件；请选择要核对的文书 PDF。")
    if upload.size is None or upload.size > LARGEST:
        return _page(request, named, asked="", refusal="文件超过 10 MB，不是本站文书；请核对选择的文件。")
    content = upload.read()
    digest = hashlib.sha256(content).hexdigest()
    papers = Paper.objects.defer("pdf", "document")
    found = papers.filter(sha256=digest).first()
    if found is not None:
        compared = Compared("●", "good", "与存档的原件逐字节相同")
    elif (reprint := Reprint.objects.filter(sha256=digest).first()) is not None:
        found = papers.get(pk=reprint.paper_id)
        compared = Compared("●", "good", "是本站打印的副本")
    else:
        compared = _by_signature(content)
    if named is not None and found is not None and found.pk != named.pk:
        compared = Compared("■", "bad", f"文件是另一份文书（{found.number}），与核验码不符")
    return _page(request, found or named, asked="", compared=compared)


def _by_signature(content: bytes) -> Compared:
    verdict = seal.verify(content)
    if not verdict.signed:
        return Compared("■", "bad", "文件没有电子印章，也不是存档的原件")
    if not verdict.intact:
        return Compared("■", "bad", "文件在用印后被改动，或已损坏")
    if not verdict.trusted:
        return Compared("■", "bad", "文件的电子印章不是由本站认可的证书所盖")
    return Compared("◐", "warn", f"电子印章有效（{verdict.by}），但本站没有存档这份文件")


def _page(
    request: HttpRequest, found: Paper | None, *, asked: str, compared: Compared | None = None, refusal: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "paper": found,
        "asked": asked,
        "compared": compared,
        "refusal": refusal,
        "missing": bool(asked) and found is None,
    }
    if found is not None:
        name = Person.objects.filter(region=found.region_id, code=found.person).values_list("name", flat=True).first()
        context |= {"state": state_of(found), "name": mask_name(name) if name else "", "code": in_fours(found.code)}
    answer = render(
        request, "papers/verify.html", context, status=404 if context["missing"] else 422 if refusal else 200
    )
    patch_cache_control(answer, no_store=True)
    return answer
