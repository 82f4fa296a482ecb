"""Forms of the steps of institutions: made from the acts of the law, one way for all of them."""

from dingdian.web.forms.institutional.build import SYSTEM, UNASKED, fields, label_of, models, shape

__all__ = ["SYSTEM", "UNASKED", "fields", "label_of", "models", "shape"]
