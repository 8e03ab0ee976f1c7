"""Errors: each message says what happened, to which file or value, and what to do next."""

from __future__ import annotations


class GuillemetError(Exception):
    """Base of every error that Guillemet raises on purpose."""


class UnreadableFile(GuillemetError):
    """A file could not be turned into articles; the message names the file and the reason."""


class IndexMissing(GuillemetError):
    """There is no index in the folder."""


class IndexDamaged(GuillemetError):
    """The database of an index cannot be trusted or read."""


class IndexBusy(GuillemetError):
    """Another process is writing to the index."""


class EncoderMismatch(GuillemetError):
    """An index was made with another encoder than the one that was asked for."""


class ModelUnusable(GuillemetError):
    """A model (encoder or reader) could not be loaded, or does not fit its task."""


class InvalidQuestion(GuillemetError):
    """A question is empty, too long, or holds no letter and no digit."""
