"""Reads annual plans: what is to be done, by whom, how often, how many times."""

from language.plan.kinds import BY_HOURS
from language.plan.obligation import Every, Frequency, Obligation, Plan
from language.plan.reading import paragraphs, read_plan

__all__ = ["BY_HOURS", "Every", "Frequency", "Obligation", "Plan", "paragraphs", "read_plan"]
