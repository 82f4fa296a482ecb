from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "dingdian.web"
