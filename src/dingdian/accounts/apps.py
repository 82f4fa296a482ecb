from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "dingdian.accounts"

    def ready(self) -> None:
        import dingdian.accounts.signals  # noqa: F401
