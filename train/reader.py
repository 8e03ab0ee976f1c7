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
from collections.abc import Sequence
from pathlib import Path
from random import Random

import torch
from torch import Tensor
from torch.nn import functional

from guillemet.index.encoder import load_encoder
from guillemet.index.tokens import TokenTable
from guillemet.train.body import ReaderBody, load, save
from guillemet.train.data import Example, Mix, kept_out, read_set, read_written
from guillemet.train.features import Features, batches, padded
from guillemet.train.measure import kept_out_sample, measure, xquad_sample

SHARE_WRITTEN, SHARE_WRONG = 0.65, 0.17
RATE, WARM_UP, DECAY, CLIP = 1e-4, 0.02, 0.01, 1.0
SAVE_EVERY, MEASURE_EVERY, LOG_EVERY = 300.0, 600.0, 20  # seconds, seconds, steps
NEVER = -1e9  # the logit of padding


def loss_of(body: ReaderBody, batch: Sequence[Features], table: TokenTable) -> Tensor:
    """Mean cross-entropy of first and last token (Devlin et al. 2019)."""
    vectors, mask = padded([f.ids for f in batch], table)
    with torch.autocast("cpu", torch.bfloat16):
        outputs = body(vectors, mask)
    first, last = (side.float().masked_fill(mask == 0, NEVER) for side in outputs)
    loss = functional.cross_entropy(first, torch.tensor([f.first for f in batch]))
    return (loss + functional.cross_entropy(last, torch.tensor([f.last for f in batch]))) / 2


class Training:
    """A reader that learns, and the folder that keeps its state."""

    def __init__(self, start: Path, folder: Path, hours: float) -> None:
        """Begin with the weights of `start`, or go on where `folder` stands."""
        self.body = load(ReaderBody(), start).train()
        self.optimizer = torch.optim.AdamW(self.body.parameters(), weight_decay=DECAY)
        self.step, self.spent, self.best = 0, 0.0, -1.0
        self.folder, self.seconds = folder, hours * 3600
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "state.pt").exists():
            state = torch.load(folder / "state.pt", weights_only=True)
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
        save(self.body, self.folder / "last.safetensors")

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
        loss.backward()  # type: ignore[no-untyped-call, unused-ignore]
        torch.nn.utils.clip_grad_norm_(self.body.parameters(), CLIP)
        self.optimizer.step()
        self.step += 1
        return float(loss.item())

    def measure(self, samples: dict[str, list[Example]], table: TokenTable) -> None:
        """Measure, and keep the weights if none were better on the kept-out (F1 + AUROC)."""
        for name, examples in samples.items():
            figures = measure(self.body, examples, table)
            self.log(on=name, **{key: round(value, 4) for key, value in figures.items()})
            if name == "kept_out" and figures["f1"] + figures["auroc"] > self.best:
                self.best = figures["f1"] + figures["auroc"]
                save(self.body, self.folder / "best.safetensors")

    def log(self, **entry: object) -> None:
        """A line of JSON, printed and kept."""
        line = json.dumps({"step": self.step, "minutes": round(self.spent / 60, 1), **entry})
        print(line, flush=True)
        with (self.folder / "log.txt").open("a") as file:
            file.write(line + "\n")


def mix(data: Path) -> Mix:
    """The stream of training examples; articles kept out are not in it."""
    written = read_written(data / "written" / "articles.jsonl.gz")
    written = [w for w in written if not kept_out(w.id)]
    vectors = load_encoder().encode_passages([w.text for w in written])
    sets = [read_set(path) for path in sorted((data / "train").glob("*.jsonl.gz"))]
    return Mix(written, sets, vectors)


def train(training: Training, data: Path, tokens: int) -> None:
    """Learn until the time is over by the wall clock; pauses between runs do not count."""
    table = TokenTable()
    samples = {
        "kept_out": kept_out_sample(data / "written" / "articles.jsonl.gz"),
        "xquad": xquad_sample(data / "dev"),
    }
    random = Random(training.step)
    stream = batches(mix(data).stream(random, SHARE_WRITTEN, SHARE_WRONG), tokens, random)
    began, before = time.monotonic(), training.spent
    saved, measured = before, before if training.step else -math.inf
    losses: list[float] = []
    while training.spent < training.seconds:
        if training.spent - measured > MEASURE_EVERY:
            measured = training.spent
            training.measure(samples, table)
        losses.append(training.learn(next(stream), table))
        training.spent = before + time.monotonic() - began
        if training.step % LOG_EVERY == 0:
            training.log(loss=round(sum(losses) / len(losses), 4))
            losses.clear()
        if training.spent - saved > SAVE_EVERY:
            saved = training.spent
            training.save()
    training.save()
    training.measure(samples, table)


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--start", type=Path, required=True, help="weights to begin with")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--hours", type=float, default=1.5)
    parser.add_argument("--tokens", type=int, default=3500, help="in a batch, padding included")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    train(Training(args.start, args.out, args.hours), args.data, args.tokens)


if __name__ == "__main__":
    main()
