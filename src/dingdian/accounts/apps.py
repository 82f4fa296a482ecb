from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "dingdian.accounts"
    default = True

    def ready(self) -> None:
        import dingdian.accounts.signals  # noqa: F401


class WithoutSignIn(AppConfig):
    """For a process in which nobody signs in through pages."""

    name = "dingdian.accounts"
