"""What letters need of the database: the chain of signatures, 甲方, objections, papers, new versions."""
