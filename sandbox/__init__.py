"""A local messenger that speaks the Bot API, for trials and tests. Knows the bot only over HTTP."""

from sandbox.server import TOKEN, Box, serve

__all__ = ["TOKEN", "Box", "serve"]
