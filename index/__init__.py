"""Files to articles, articles to passages, and the passages for a question."""
