"""Writing something to be asked, step by step in the chat. Every step is a row, none is memory."""
