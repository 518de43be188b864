"""Reads questions out of papers as people have them: pasted text, Word documents, GIFT and Aiken."""

from language.papers.paper import Paper, RefusedText, read_paper, read_paper_file

__all__ = ["Paper", "RefusedText", "read_paper", "read_paper_file"]
