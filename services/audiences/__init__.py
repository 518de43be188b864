"""Whom something is asked of: chosen by the secretary, said in words, frozen when it is published."""

from services.audiences.belonging import belonging, how_many, members, why
from services.audiences.choice import Audience, Chosen
from services.audiences.saying import say_audience, say_chosen

__all__ = ["Audience", "Chosen", "belonging", "how_many", "members", "say_audience", "say_chosen", "why"]
