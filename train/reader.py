"""Trains the reader; stops by the clock, and goes on where it was stopped.

    python -m guillemet.train.reader --data DIR --start FILE.safetensors --hours 1.5 --out DIR

`--data` holds `written/articles.jsonl.gz`, `train/*.jsonl.gz` and `dev/xquad_*.jsonl.gz`. The
token table stays as it is, so that reader and encoder share it. In `--out`: `log.txt`,
`state.pt` (to resume from), `last.safetensors` and `best.safetensors` (best on the kept-out).
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from guillemet.eval.measures import auroc, best, exact_match, f1
from guillemet.index.encoder import load_encoder
from guillemet.index.tokens import BOS, EOS, Ids, Tokenizer, Tokens, TokenTable
from guillemet.train import body as bodies
from guillemet.train.data import Example, Mix, kept_out, read_set, read_written

QUESTION, WINDOW = 48, 320  # tokens
SHARE_WRITTEN, SHARE_WRONG = 0.65, 0.17
RATE, WARM_UP, DECAY, CLIP = 1e-4, 0.02, 0.01, 1.0
SAVE_EVERY, MEASURE_EVERY, LOG_EVERY = 300.0, 600.0, 20  # seconds, seconds, steps
BATCHES_AHEAD = 16  # sorted by length together
LONGEST_ANSWER = 60  # tokens
NO_ANSWER = -1e9


@dataclass(frozen=True, slots=True)
class Features:
    """What the body sees of an example: ids (t,), and the first and last token of the answer."""

    ids: Ids
    first: int
    last: int
    tokens: Tokens  # of the passage, as far as the window shows it
    offset: int  # of the passage's first token in ids


def features(example: Example, window: int, random: Random | None) -> Features:
    """`<s> question </s> </s> passage </s>`; the answer at `<s>` when there is none.

    A passage too long is shown from its beginning, or with `random` from anywhere that shows the
    answer.
    """
    tokenizer = Tokenizer.load()
    question = tokenizer.encode(example.question).ids[:QUESTION]
    tokens = tokenizer.encode(example.passage)
    room = window - len(question) - 4
    first, last = _answer(tokens, example)
    start = _shift(len(tokens), room, first, last, random) if random else 0
    seen = Tokens(
        *(part[start : start + room] for part in (tokens.ids, tokens.starts, tokens.ends))
    )
    ids = np.concatenate([[BOS], question, [EOS, EOS], seen.ids, [EOS]], dtype=np.int32)
    offset = len(question) + 3
    if not example.end or not start <= first <= last < start + room:
        return Features(ids, 0, 0, seen, offset)
    return Features(ids, first - start + offset, last - start + offset, seen, offset)


def _answer(tokens: Tokens, example: Example) -> tuple[int, int]:
    first = int(np.searchsorted(tokens.ends, example.start, "right"))
    return first, int(np.searchsorted(tokens.starts, example.end, "left")) - 1


def _shift(length: int, room: int, first: int, last: int, random: Random) -> int:
    lowest, highest = max(0, last + 1 - room), min(first, max(0, length - room))
    return random.randint(lowest, highest) if lowest <= highest else lowest


def padded(batch: Sequence[Features], table: TokenTable) -> tuple[Tensor, Tensor]:
    """Token vectors (b, t, 384) and mask (b, t)."""
    length = max(len(f.ids) for f in batch)
    ids = np.ones((len(batch), length), np.int32)
    mask = np.zeros((len(batch), length), np.int64)
    for row, f in enumerate(batch):
        ids[row, : len(f.ids)] = f.ids
        mask[row, : len(f.ids)] = 1
    return torch.from_numpy(table.rows(ids)), torch.from_numpy(mask)


def batches(examples: Iterator[Example], tokens: int, random: Random) -> Iterator[list[Features]]:
    """Batches of like lengths, at most `tokens` with the padding."""
    while True:
        ahead: list[Features] = []
        while sum(len(f.ids) for f in ahead) < tokens * BATCHES_AHEAD:
            ahead.append(features(next(examples), WINDOW, random))
        ahead.sort(key=lambda f: len(f.ids))
        found: list[list[Features]] = [[]]
        for f in ahead:
            if len(f.ids) * (len(found[-1]) + 1) > tokens:
                found.append([])
            found[-1].append(f)
        random.shuffle(found)
        yield from found


def logits(body: bodies.ReaderBody, batch: Sequence[Features], table: TokenTable) -> list[Tensor]:
    """Start and end logits, (b, t) float32 each; padding can't be chosen."""
    vectors, mask = padded(batch, table)
    with torch.autocast("cpu", torch.bfloat16):
        outputs = body(vectors, mask)
    return [output.float().masked_fill(mask == 0, NO_ANSWER) for output in outputs]


def loss_of(body: bodies.ReaderBody, batch: Sequence[Features], table: TokenTable) -> Tensor:
    """Mean cross-entropy of first and last token (Devlin et al. 2019)."""
    first, last = logits(body, batch, table)
    wanted = torch.tensor([[f.first, f.last] for f in batch])
    sides = (
        functional.cross_entropy(first, wanted[:, 0]),
        functional.cross_entropy(last, wanted[:, 1]),
    )
    return (sides[0] + sides[1]) / 2


def best_span(
    first: npt.NDArray[np.float32], last: npt.NDArray[np.float32], f: Features
) -> tuple[int, int, float]:
    """The likeliest span of the passage, in characters, and its score over "no answer"."""
    a, n = f.offset, len(f.tokens)
    scores = first[a : a + n, None] + last[None, a : a + n]
    allowed = np.triu(np.ones((n, n), bool)) & ~np.triu(np.ones((n, n), bool), LONGEST_ANSWER)
    i, j = np.unravel_index(np.where(allowed, scores, NO_ANSWER).argmax(), scores.shape)
    score = float(scores[i, j] - first[0] - last[0])
    return int(f.tokens.starts[i]), int(f.tokens.ends[j]), score


@torch.inference_mode()
def measure(
    body: bodies.ReaderBody, examples: Sequence[Example], table: TokenTable
) -> dict[str, float]:
    """F1 and EM of the best span on the answerable, and how well scores tell them apart (AUROC)."""
    body.eval()
    order = sorted(examples, key=lambda e: len(e.passage))
    found: list[tuple[Example, str, float]] = []
    for part in (order[i : i + 12] for i in range(0, len(order), 12)):
        batch = [features(e, bodies.POSITIONS, None) for e in part]
        sides = [side.numpy() for side in logits(body, batch, table)]
        for example, f, first, last in zip(part, batch, *sides, strict=True):
            start, end, score = best_span(first, last, f)
            found.append((example, example.passage[start:end], score))
    body.train()
    return _figures(found)


def _figures(found: Sequence[tuple[Example, str, float]]) -> dict[str, float]:
    read = [(e, given) for e, given, _ in found if e.answers]
    f1s: dict[bool, list[float]] = {True: [], False: []}
    for e, given in read:
        f1s[e.languages[0] == e.languages[1]].append(best(f1, given, e.answers))
    return {
        "f1": _mean(f1s[True] + f1s[False]),
        "f1_same": _mean(f1s[True]),
        "f1_other": _mean(f1s[False]),
        "em": _mean([best(exact_match, given, e.answers) for e, given in read]),
        "auroc": auroc(
            np.array([score for *_, score in found]),
            np.array([float(bool(e.answers)) for e, *_ in found]),
        ),
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def kept_out_sample(written: Path) -> list[Example]:
    """Of each kept-out article four questions in a language each, two whole rounds of eight."""
    examples = [e for w in read_written(written) if kept_out(w.id) for e in w.examples]
    return examples[::9]


def xquad_sample(folder: Path) -> list[Example]:
    """About 300 questions of XQuAD: twelve languages to themselves, four to one another."""
    languages = sorted(path.name[6:8] for path in folder.glob("xquad_*.jsonl.gz"))
    pairs = [(a, a) for a in languages]
    pairs += [(a, b) for a in ("en", "hi", "vi", "zh") for b in ("en", "hi", "vi", "zh") if a != b]
    files = [tuple(folder / f"xquad_{language}.jsonl.gz" for language in pair) for pair in pairs]
    return [e for i, pair in enumerate(files) for e in read_set(*pair)[i * 2 :: 48]]


def mix(data: Path) -> Mix:
    """The stream of training examples; articles kept out are not in it."""
    written = read_written(data / "written" / "articles.jsonl.gz")
    written = [w for w in written if not kept_out(w.id)]
    vectors = load_encoder().encode_passages([w.text for w in written])
    sets = [read_set(path) for path in sorted((data / "train").glob("*.jsonl.gz"))]
    return Mix(written, sets, vectors)


class Training:
    """The state of a training, and the folder that it is kept in."""

    def __init__(self, start: Path, folder: Path, hours: float) -> None:
        self.body = bodies.ReaderBody()
        bodies.load(self.body, start)
        self.body.train()
        self.optimizer = torch.optim.AdamW(self.body.parameters(), weight_decay=DECAY)
        self.step, self.spent, self.best = 0, 0.0, -1.0
        self.folder, self.seconds = folder, hours * 3600
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "state.pt").exists():
            self._resume()

    def _resume(self) -> None:
        state = torch.load(self.folder / "state.pt", weights_only=True)
        self.body.load_state_dict(state["body"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.spent, self.best = state["step"], state["spent"], state["best"]

    def save(self) -> None:
        """Keep all that a resumed training needs; a kill in between loses nothing."""
        state = {
            "body": self.body.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "spent": self.spent,
            "best": self.best,
        }
        beside = self.folder / "state.part"
        torch.save(state, beside)
        beside.replace(self.folder / "state.pt")
        bodies.save(self.body, self.folder / "last.safetensors")

    def rate(self) -> float:
        """Up in the first moments, then down in a line to nothing when the time is over."""
        done = self.spent / self.seconds
        return RATE * min(done / WARM_UP, max(0.0, 1 - done) / (1 - WARM_UP))

    def learn(self, batch: Sequence[Features], table: TokenTable) -> float:
        """One step; the loss before it."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate()
        loss = loss_of(self.body, batch, table)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.body.parameters(), CLIP)
        self.optimizer.step()
        self.step += 1
        return loss.item()

    def log(self, **entry: object) -> None:
        """A line of JSON, printed and kept."""
        line = json.dumps({"step": self.step, "minutes": round(self.spent / 60, 1), **entry})
        print(line, flush=True)
        with (self.folder / "log.txt").open("a") as file:
            file.write(line + "\n")

    def measured(self, samples: dict[str, list[Example]], table: TokenTable) -> None:
        """Measure on the samples, and keep the weights if none were better on the kept-out."""
        for name, examples in samples.items():
            figures = measure(self.body, examples, table)
            self.log(on=name, **{key: round(value, 4) for key, value in figures.items()})
            if name == "kept_out" and figures["f1"] + figures["auroc"] > self.best:
                self.best = figures["f1"] + figures["auroc"]
                bodies.save(self.body, self.folder / "best.safetensors")


def train(training: Training, data: Path, tokens: int) -> None:
    """Learn until the time is over, by the wall clock, pauses between runs left out."""
    table = TokenTable()
    samples = {
        "kept_out": kept_out_sample(data / "written" / "articles.jsonl.gz"),
        "xquad": xquad_sample(data / "dev"),
    }
    random = Random(training.step)
    stream = batches(mix(data).stream(random, SHARE_WRITTEN, SHARE_WRONG), tokens, random)
    began, before = time.monotonic(), training.spent
    saved, measured = before, -math.inf if training.step == 0 else before
    losses: list[float] = []
    seen = 0
    while training.spent < training.seconds:
        if training.spent - measured > MEASURE_EVERY:
            measured = training.spent
            training.measured(samples, table)
        batch = next(stream)
        losses.append(training.learn(batch, table))
        seen += len(batch)
        training.spent = before + time.monotonic() - began
        if training.step % LOG_EVERY == 0:
            speed = round(seen / (training.spent - before), 1)
            training.log(loss=round(_mean(losses), 4), examples_a_second=speed)
            losses.clear()
        if training.spent - saved > SAVE_EVERY:
            saved = training.spent
            training.save()
    training.save()
    training.measured(samples, table)


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--start", type=Path, required=True, help="weights to begin with")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--hours", type=float, default=1.5)
    parser.add_argument("--tokens", type=int, default=3500, help="in a batch, padding included")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(0)
    train(Training(args.start, args.out, args.hours), args.data, args.tokens)


if __name__ == "__main__":
    main()
