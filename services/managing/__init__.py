"""What a secretary does about something after it was published, of whatever kind."""
