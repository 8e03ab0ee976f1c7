"""A place in an article as the address of a link: `#cite/<article id>/<start>/<end>`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

_HREF = re.compile("#cite/([^/]+)/([0-9]{1,12})/([0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class Place:
    """Characters `start` to `end` of an article's text, in code points."""

    article_id: str
    start: int
    end: int

    @property
    def href(self) -> str:
        """The address; it holds no character that HTML or an address gives a meaning to."""
        return f"#cite/{quote(self.article_id, safe='')}/{self.start}/{self.end}"

    @classmethod
    def parse(cls, href: str) -> Place:
        """The place of an address. Raises ValueError on anything else."""
        found = _HREF.fullmatch(href)
        if not found or int(found[2]) >= int(found[3]):
            raise ValueError(f"not a place in an article: {href!r}")
        return cls(unquote(found[1]), int(found[2]), int(found[3]))
