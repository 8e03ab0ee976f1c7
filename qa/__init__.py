"""Reads passages and cuts out the span that answers, with a citation, or an honest no."""
