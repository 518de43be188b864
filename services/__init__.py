"""What the product does: plain functions of (session, now, ...) that change state and say what to answer.

No telegram, no asyncio, no commit: the store opens the transaction, the doors (handlers, scheduler) speak.
"""
