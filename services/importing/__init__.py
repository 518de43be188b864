"""What the secretary brings in: rosters and questions, read, shown, and taken over once confirmed."""
