"""A session for services that are called one by one, without the store's threads."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session


@pytest.fixture
def session(sqlite_url: str) -> Iterator[Session]:
    """Yield a session on an empty SQLite database."""
    engine = create_engine(sqlite_url)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()
