"""Reads annual plans: what is to be done, by whom, how often, how many times."""

from language.plan.obligation import Every, Frequency, Obligation, Plan

__all__ = ["Every", "Frequency", "Obligation", "Plan"]
