"""The two articles that every newcomer starts with, and questions on them."""

from __future__ import annotations

from pathlib import Path

SEEDS = Path(__file__).parent.parent / "seeds"

# (language, question); the last one is not answered in the articles.
QUESTIONS = (
    ("vi", "Sản lượng mười loại kim loại màu đạt bao nhiêu?"),
    ("hi", "2024 में एल्यूमीनियम उद्योग का उत्पादन मूल्य कितना था?"),
    ("en", "How many intelligent factories have been recognised so far?"),
    ("zh", "广元铝产品出口到哪些国家？"),
    ("en", "What did a tonne of copper cost in 2019?"),
)
