"""Fits how sure a reading is, and the threshold, on development data.

    python -m guillemet.train.confidence --data FOLDER [--limit 400]

FOLDER holds `dev/` and `written/`. Three collections are asked, each through an index of its own:
the articles of `written/` that no training has seen; XQuAD's paragraphs, each in one language
only, with questions in all; the paragraphs of half of SQuAD 2.0's development set. A third of
XQuAD's questions are asked without the paragraph that answers them.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

from guillemet.eval.measures import auroc, best, calibration_error, f1
from guillemet.index.index import Index
from guillemet.index.nouns import Article
from guillemet.qa.answerer import DEFAULT_OPTIONS
from guillemet.qa.confidence import FEATURES, WEIGHTS_FILE, Features, features
from guillemet.qa.reader import Reader, load_reader
from guillemet.qa.readings import join
from guillemet.train.data import kept_out, rows

RIGHT = 0.5  # the F1 from which a reading counts as right
FALSE_ANSWERS = 0.15  # the share of unanswerable questions that may get an answer
LEFT_OUT = 1 / 3  # of XQuAD's questions, those asked without their paragraph
SEED = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its accepted answers; none when the collection does not answer it."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """Articles and what is asked of them."""

    name: str
    articles: list[Article]
    asked: list[Asked]


def written(folder: Path) -> Collection:
    """The articles that were kept out of training, with all their questions."""
    articles, asked = [], []
    for row in rows(folder / "written" / "articles.jsonl.gz"):
        if kept_out(row["id"]):
            articles.append(Article(row["id"], row["text"], title=row["title"], date=row["date"]))
            for question in row["questions"]:
                texts = [question[key] for key in sorted(question) if len(key) == 2]
                asked += [Asked(text, tuple(question["answers"])) for text in texts]
    return Collection("written", articles, asked)


def xquad(folder: Path, random: Random) -> Collection:
    """XQuAD's paragraphs, each in one language; some paragraphs are left out of the index."""
    sets = [list(rows(path)) for path in sorted((folder / "dev").glob("xquad_*.jsonl.gz"))]
    articles, asked = [], []
    paragraphs: dict[str, list[int]] = {}
    for i, row in enumerate(sets[0]):
        paragraphs.setdefault(row["context"], []).append(i)
    for number, places in enumerate(paragraphs.values()):
        there = random.random() >= LEFT_OUT
        shown = random.choice(sets)
        first = shown[places[0]]
        if there:
            article = Article(str(number), first["context"], title=first["title"].replace("_", " "))
            articles.append(article)
        for i in places:
            answers = tuple(answer["text"] for answer in shown[i]["answers"])
            asked.append(Asked(random.choice(sets)[i]["question"], answers if there else ()))
            asked.append(Asked(shown[i]["question"], answers if there else ()))
    return Collection("xquad", articles, asked)


def squad(folder: Path) -> Collection:
    """The paragraphs and questions of half of SQuAD 2.0's development set."""
    articles: dict[str, Article] = {}
    asked = []
    for row in rows(folder / "dev" / "squad2_dev_half.jsonl.gz"):
        number = str(len(articles))
        articles.setdefault(row["context"], Article(number, row["context"], title=row["title"]))
        asked.append(Asked(row["question"], tuple(a["text"] for a in row["answers"])))
    return Collection("squad2", list(articles.values()), asked)


@dataclass(frozen=True, slots=True)
class Seen:
    """The readings of one question: their features (n, f), which are right (n,), and whether the
    collection answers it.
    """

    features: Features
    right: npt.NDArray[np.bool_]
    answerable: bool


def seen(collection: Collection, asked: Iterable[Asked], reader: Reader) -> Iterator[Seen]:
    """Ask the questions as an Answerer does, keeping all that was read."""
    with tempfile.TemporaryDirectory() as folder, Index.create(folder) as index:
        index.add(collection.articles)
        for each in asked:
            hits = index.search(each.question, DEFAULT_OPTIONS.passages)
            texts = [hit.passage.text for hit in hits]
            readings = join(hits, reader.read(each.question, texts, DEFAULT_OPTIONS.n_best))
            right = (
                [best(f1, r.quote, each.answers) >= RIGHT for r in readings] if each.answers else []
            )
            yield Seen(
                features(each.question, readings, hits),
                np.array(right or [False] * len(readings), bool),
                bool(each.answers),
            )


def fit(data: list[Seen]) -> tuple[npt.NDArray[np.float64], float]:
    """Logistic regression over the three best readings of each question: weights (f,), bias."""
    from sklearn.linear_model import LogisticRegression

    x = np.concatenate([s.features[:3] for s in data])
    y = np.concatenate([s.right[:3] for s in data])
    spread = x.std(axis=0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=1000).fit(x / spread, y)
    return model.coef_[0] / spread, float(model.intercept_[0])


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of each question the surest reading: its confidence, and whether it is right, (n,)."""

    confidence: npt.NDArray[np.float64]
    right: npt.NDArray[np.bool_]
    answerable: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, data: list[Seen], weights: npt.NDArray[np.float64], bias: float) -> Outcome:
        """Rank the readings of each question by the fitted model."""
        best = [(s.features @ weights).argmax() for s in data]
        logits = np.array([s.features[i] @ weights for s, i in zip(data, best, strict=True)]) + bias
        right = np.array([s.right[i] for s, i in zip(data, best, strict=True)])
        return cls(1 / (1 + np.exp(-logits)), right, np.array([s.answerable for s in data]))

    def threshold(self) -> float:
        """The lowest confidence at which few enough unanswerable questions get an answer."""
        return float(np.quantile(self.confidence[~self.answerable], 1 - FALSE_ANSWERS))

    def figures(self, threshold: float) -> dict[str, float]:
        """What the fit reaches on these questions."""
        given = self.confidence >= threshold
        return {
            "questions": len(given),
            "right_when_forced": float(self.right[self.answerable].mean()),
            "auroc_answerable": auroc(self.confidence, self.answerable.astype(float)),
            "auroc_right": auroc(self.confidence, self.right.astype(float)),
            "ece": calibration_error(self.confidence, self.right.astype(float)),
            "false_answers": float(given[~self.answerable].mean()),
            "answered": float(given[self.answerable].mean()),
            "right_of_answered": float(self.right[given].mean()),
        }


def main() -> None:
    """Ask, fit, choose the threshold, write `confidence.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=400, help="questions of each collection")
    parser.add_argument("--reader", help="another reader than ours, by name or path")
    parser.add_argument("--out", type=Path, default=WEIGHTS_FILE)
    args = parser.parse_args()
    random = Random(SEED)
    by_name: dict[str, list[Seen]] = {}
    reader = load_reader(args.reader)
    for collection in (written(args.data), xquad(args.data, random), squad(args.data)):
        # The task itself counts double: what is written like the articles that people ask about.
        n = args.limit * 2 if collection.name == "written" else args.limit
        asked = random.sample(collection.asked, min(n, len(collection.asked)))
        found = [s for s in seen(collection, asked, reader) if len(s.features)]
        by_name[collection.name] = found
        print(f"{collection.name}: {len(collection.articles)} articles, {len(found)} questions")
    everything = [s for found in by_name.values() for s in found]
    weights, bias = fit(everything)
    threshold = Outcome.of(by_name["written"], weights, bias).threshold()
    figures = {
        name: {k: round(v, 4) for k, v in Outcome.of(d, weights, bias).figures(threshold).items()}
        for name, d in {**by_name, "all": everything}.items()
    }
    made = {
        "weights": dict(zip(FEATURES, np.round(weights, 5).tolist(), strict=True)),
        "bias": round(bias, 5),
        "threshold": round(threshold, 4),
        "figures": figures,
    }
    args.out.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    print(json.dumps(made, indent=1))


if __name__ == "__main__":
    main()
