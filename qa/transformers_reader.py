"""Any extractive-QA model of transformers as a reader; the decoding is ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from inspect import signature
from typing import Any

import numpy as np

from guillemet.index.errors import ModelUnusable
from guillemet.index.tokens import Tokens
from guillemet.qa.decoding import Logits, decode
from guillemet.qa.nouns import Span
from guillemet.qa.windows import OVERLAP, QUESTION, WINDOW

BATCH = 8  # windows that are read at once


class TransformersReader:
    """A model with two logits a token, by name or path, on the CPU.

    Its first token stands for "no answer here". A model that never learnt to say no has logits
    there as well, but they mean nothing: its scores order the spans and no more.
    """

    def __init__(self, name_or_path: str) -> None:
        self.name = name_or_path
        self._tokenizer, self._model = _load(name_or_path)
        longest = min(WINDOW, self._tokenizer.model_max_length, _positions(self._model))
        self._window = {"max_length": longest, "stride": min(OVERLAP, longest // 4)}
        self._inputs = set(signature(self._model.forward).parameters)

    def read(self, question: str, passages: Sequence[str], n_best: int = 5) -> list[list[Span]]:
        """For each passage its best spans, best first."""
        if not passages:
            return []
        seen: list[list[Logits]] = [[] for _ in passages]
        for passage, logits in self._logits(self._beginning(question), passages):
            seen[passage].append(logits)
        return [decode(p, windows, n_best) for p, windows in zip(passages, seen, strict=True)]

    def _beginning(self, question: str) -> str:
        """As much of a question as leaves room for a passage."""
        limit = min(QUESTION, self._window["max_length"] // 3)
        offsets = self._tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)[
            "offset_mapping"
        ]
        return question if len(offsets) <= limit else question[: offsets[limit - 1][1]]

    def _logits(self, question: str, passages: Sequence[str]) -> Iterator[tuple[int, Logits]]:
        """The logits of every window, with the number of its passage."""
        import torch

        encoded = self._tokenizer(
            [question] * len(passages),
            list(passages),
            truncation="only_second",
            padding=True,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            return_tensors="np",
            **self._window,
        )
        places = encoded.pop("offset_mapping")
        passage = encoded.pop("overflow_to_sample_mapping")
        inputs = {k: torch.from_numpy(v) for k, v in encoded.items() if k in self._inputs}
        for begin in range(0, len(passage), BATCH):
            with torch.inference_mode():
                output = self._model(**{k: v[begin : begin + BATCH] for k, v in inputs.items()})
            sides = output.start_logits.float().numpy(), output.end_logits.float().numpy()
            for i, (first, last) in enumerate(zip(*sides, strict=True), begin):
                inside = np.array([text == 1 for text in encoded.sequence_ids(i)])
                null = int(encoded["attention_mask"][i].argmax())
                starts, ends = places[i][inside].astype(np.int32).T
                tokens = Tokens(encoded["input_ids"][i][inside], starts, ends)
                yield (
                    int(passage[i]),
                    Logits(tokens, first[inside], last[inside], float(first[null] + last[null])),
                )


def _load(name_or_path: str) -> tuple[Any, Any]:
    """Tokenizer and model. Raises ModelUnusable with what to do about it."""
    try:
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer
    except ImportError as error:
        raise ModelUnusable(
            f"The reader {name_or_path!r} needs transformers: "
            "pip install 'guillemet[sentence-transformers]'."
        ) from error
    try:
        tokenizer = AutoTokenizer.from_pretrained(name_or_path)
        model, found = AutoModelForQuestionAnswering.from_pretrained(
            name_or_path, output_loading_info=True
        )
    except Exception as error:
        raise ModelUnusable(
            f"transformers cannot load the reader {name_or_path!r}: {error} Give the name of an "
            "extractive-QA model, or a folder with its config.json, weights and tokenizer."
        ) from error
    if found["missing_keys"]:
        raise ModelUnusable(
            f"The model {name_or_path!r} is not trained for extractive question answering: it "
            f"has no {', '.join(sorted(found['missing_keys']))}. Give one that is "
            "(...ForQuestionAnswering)."
        )
    if not tokenizer.is_fast:
        raise ModelUnusable(
            f"The tokenizer of {name_or_path!r} does not say where its tokens stand in the text. "
            "Give a model with a tokenizer.json."
        )
    return tokenizer, model.eval()


def _positions(model: Any) -> int:  # noqa: ANN401  its own type needs the library
    """How many tokens the model takes; RoBERTa's kin leave their first two positions unused."""
    positions = getattr(model.config, "max_position_embeddings", 0)
    return positions - 2 if positions > 2 else WINDOW
