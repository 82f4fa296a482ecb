"""Forms of the acts of persons' processes: one declaration for each, and the form of a decision with its findings."""

from dingdian.web.forms.decision import DecisionForms
from dingdian.web.forms.step import StepForm
from dingdian.web.forms.steps import STEPS
from dingdian.web.forms.where import Where

__all__ = ["STEPS", "DecisionForms", "StepForm", "Where"]
