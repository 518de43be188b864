"""Reads questions out of papers as people have them: pasted text, Word documents, GIFT and Aiken."""

from language.papers.messages import joined_messages
from language.papers.paper import BREAK, HEADINGS, Paper, RefusedText, read_paper, read_paper_file

__all__ = ["BREAK", "HEADINGS", "Paper", "RefusedText", "joined_messages", "read_paper", "read_paper_file"]
