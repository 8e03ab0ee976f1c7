"""The two articles that every newcomer starts with, and questions on them."""

from __future__ import annotations

from pathlib import Path

SEEDS = Path(__file__).parent.parent / "seeds"

# (language, question); the last one is not answered in the articles.
QUESTIONS = (
    ("vi", "Sản lượng mười loại kim loại màu đạt bao nhiêu?"),
    ("hi", "गुआंगयुआन के उप महापौर कौन हैं?"),
    ("en", "How many smart factories have been recognised?"),
    ("zh", "广元的电解铝产能是多少？"),
    ("en", "What did a tonne of copper cost in 2019?"),
)
