"""The annual plan in the chat: read and reviewed, kept in view all year, proved at its end."""
