"""Reads questions out of papers as people have them: pasted text, Word documents, GIFT and Aiken."""

from language.papers.paper import HEADINGS, Paper, RefusedText, read_paper, read_paper_file

__all__ = ["HEADINGS", "Paper", "RefusedText", "read_paper", "read_paper_file"]
