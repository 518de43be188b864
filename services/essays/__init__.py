"""Essays: writing and handing in, what is alike, and the secretary's desk."""
