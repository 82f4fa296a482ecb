"""Takes envelopes: who sent it, whether it is theirs and new, then the transaction. What is wrong is answered as -2."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.utils import timezone

from dingdian.gate_client.answers import Answer
from dingdian.settlement.infno import transactions
from dingdian.settlement.infno.envelope import CLOCKS, Envelope, Read, Refused, answer, read
from dingdian.settlement.infno.seen import Seen
from dingdian.settlement.infno.signatures import Verify
from dingdian.settlement.judge import NothingKnown, Wrong
from dingdian.settlement.keeper import Keeper
from dingdian.settlement.moment import release

_log = logging.getLogger(__name__)
_SLACK = timedelta(seconds=2 * CLOCKS)
SIGN_IN = "9001"


@dataclass(frozen=True)
class Answered:
    """An answer, and what the log tells of it."""

    body: bytes
    client: str
    infno: str
    infcode: int
    answers: Sequence[Answer] = ()


@dataclass(frozen=True)
class Desk:
    """`secret`: by which the numbers of sign-ins are made and known again, without keeping them."""

    keeper: Keeper
    ways: Mapping[str, Verify]
    seen: Seen
    secret: str

    def answer(
        self, body: bytes, now: datetime, *, stranger: Callable[[], float], known: Callable[[str, float], float]
    ) -> Answered:
        """Answer one message. `stranger` and `known` take from the rates and tell the seconds to wait.

        In the log a question mark stands before who only says that it is them.
        """
        told: Envelope | None = None
        client, infno = "?", ""
        try:
            try:
                found = read(body)
                told = found.envelope
                client, infno = f"?{told.fixmedins_code}", told.infno
                self._signed(found)
            except Refused:
                if wait := stranger():
                    raise Refused(f"无效的报文太多，请 {int(wait) + 1} 秒后再发") from None
                raise
            client = told.fixmedins_code
            self._new(told, now)
            if wait := known(client, transactions.cost(told)):
                raise Refused(f"请求超过了约定的频次，请 {int(wait) + 1} 秒后再发")
            output, answers = self._done(told, now)
            return Answered(answer(told, now, 0, "", output), client, infno, 0, answers)
        except Refused as refused:
            code, text = refused.code, refused.text
        except Wrong as wrong:
            where = wrong.field.replace("lines", "input.data")
            code, text = -2, "；".join(x for x in (f"{wrong.message}（{where}）", wrong.remedy) if x)
        except (NothingKnown, DatabaseError):
            code, text = -1, "登记和记录暂时查不到，请稍后再发"
        except Exception:
            _log.exception("gate: a message failed")
            code, text = -1, "系统内部出错，没有作出答复；已记录"
        finally:
            release()
        return Answered(answer(told, now, code, text, None), client, infno, code)

    def _new(self, told: Envelope, now: datetime) -> None:
        """Refuse what comes again, comes too late, or comes before signing in."""
        sent = told.sent_at()
        if abs((now - sent).total_seconds()) > CLOCKS:
            raise Refused(f"inf_time 与本系统时间相差超过 {CLOCKS // 60} 分钟：核对时钟，重新组成报文")
        if told.msgid[:12] != told.fixmedins_code.ljust(12, "0")[:12]:
            raise Refused("msgid 的前 12 位不是 fixmedins_code")
        if not self.seen.first(told.msgid, now, sent + _SLACK):
            raise Refused("msgid 已用过：同一报文只收一次，重发请换新的 msgid")
        if told.infno != SIGN_IN and not self._signed_in(told, now):
            raise Refused("sign_no 无效或已过期：先发 9001 签到")

    def _signed(self, found: Read) -> None:
        """Refuse what is not signed, and whole, by whom it says it is from."""
        told = found.envelope
        keys = self.keeper.clients.keys(told.fixmedins_code)
        if not keys:
            if not self.keeper.clients.known:
                raise Refused("登记和记录暂时查不到，请稍后再发", -1)
            raise Refused("fixmedins_code 没有登记接口公钥：向经办机构登记")
        if not told.cainfo:
            raise Refused("报文没有签名（cainfo）")
        verify = self.ways.get(told.signtype)
        if verify is None:
            raise Refused(f"signtype 不是本系统接受的签名方式（{'、'.join(self.ways)}）")
        signature = told.signature()
        if not any(verify(k.public, found.signed, signature) for k in keys if k.algorithm == told.signtype):
            raise Refused("签名对不上：核对公钥、被签的文本和签名方式")

    def _done(self, told: Envelope, now: datetime) -> tuple[dict[str, object], Sequence[Answer]]:
        if told.infno == SIGN_IN:
            at = timezone.localtime(now)
            number = self._number(told, f"{at:%Y%m%d}")
            return {"signinoutb": {"sign_time": f"{at:%Y-%m-%d %H:%M:%S}", "sign_no": number}}, ()
        do = transactions.BY_NUMBER.get(told.infno)
        if do is None:
            known = "、".join((SIGN_IN, *transactions.BY_NUMBER))
            raise Refused(f"没有交易 {told.infno}；有：{known}")
        return do(self.keeper, told)

    def _signed_in(self, told: Envelope, now: datetime) -> bool:
        """A sign-in counts on its day and the next."""
        today = timezone.localtime(now).date()
        days = (today, today - timedelta(days=1))
        return any(hmac.compare_digest(self._number(told, f"{d:%Y%m%d}"), told.sign_no) for d in days)

    def _number(self, told: Envelope, day: str) -> str:
        text = f"{told.fixmedins_code}\n{told.opter}\n{day}".encode()
        return day + hmac.new(self.secret.encode(), text, hashlib.sha256).hexdigest()[:22]
