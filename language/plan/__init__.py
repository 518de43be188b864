"""Reads annual plans: what is to be done, by whom, how often, how many times."""

from language.plan.obligation import Every, Frequency, Obligation, Plan
from language.plan.reading import paragraphs, read_plan

__all__ = ["Every", "Frequency", "Obligation", "Plan", "paragraphs", "read_plan"]
