"""What happens when things fail: killed processes, a database that is away, a Telegram that stumbles."""
