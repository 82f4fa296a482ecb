from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "dingdian.signing"
    verbose_name = "网签"
