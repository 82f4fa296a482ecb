from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "dingdian.papers"
    verbose_name = "文书"
