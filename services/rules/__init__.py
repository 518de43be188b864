"""Searching the bureau's rules and the explanations of the question bank."""
