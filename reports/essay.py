"""An essay with its author, as papers are made of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Article:
    """An essay with its author."""

    title: str
    author: str
    department: str
    text: str

    @property
    def chars(self) -> int:
        """Return how many characters it has, blanks left out."""
        return sum(not letter.isspace() for letter in self.text)
