from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "dingdian.casework"
