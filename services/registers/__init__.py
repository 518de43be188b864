"""Registers (台账) of what is done elsewhere: entering, correcting, and what they add up to."""

from services.registers.books import BOOKS, Book
from services.registers.years import count

__all__ = ["BOOKS", "Book", "count"]
