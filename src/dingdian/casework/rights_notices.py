"""Who is told of an application for rights: who may approve it, who configures it, who applied."""

from __future__ import annotations

from dingdian.accounts.models import Application, User
from dingdian.accounts.rights import approvers
from dingdian.casework.notices import tell


def told(application: Application) -> None:
    """Tell whose turn it is, or who applied what came of it; once for each state."""
    state = application.state
    if state == Application.State.ASKED:
        _tell(application, approvers(application), "有一件权限申请待您审批")
    elif state == Application.State.APPROVED:
        keepers = User.objects.filter(role=User.Role.SECURITY_ADMIN, is_active=True)
        _tell(application, list(keepers), "有一件权限申请已批准，待您配置")
    else:
        _tell(application, [application.applicant], f"您的权限申请：{state.label}")


def _tell(application: Application, users: list[User], title: str) -> None:
    for user in users:
        key = f"rights:{application.pk}:{application.state}:{user.pk}"
        body = f"{application.get_kind_display()}：{application.username}"
        tell(key, title, user=user, body=body, link=f"/rights/{application.pk}/")
