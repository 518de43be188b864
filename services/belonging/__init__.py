"""How accounts come to belong to people, what roles people hold, and how they leave."""
