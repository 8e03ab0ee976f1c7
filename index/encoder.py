"""Texts to vectors: our own encoder, or any model of sentence-transformers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from guillemet.index.bodies import Body
from guillemet.index.centring import STRENGTH
from guillemet.index.errors import ModelUnusable
from guillemet.index.portable import write_folder
from guillemet.index.tokens import BOS, EOS, WEIGHTS, WIDTH, Floats, Ids, Tokenizer

OWN = "guillemet"
WEIGHTS_FILE = WEIGHTS / "encoder.onnx"
LONGEST = 512  # tokens, special ones included; what is beyond is not seen
QUERY, PASSAGE = "query: ", "passage: "


class Encoder(Protocol):
    """What makes vectors. `name` changes when the vectors do: an index is stamped with it."""

    @property
    def name(self) -> str:
        """The name that load_encoder takes, `#`, and a fingerprint of the weights."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    @property
    def centring(self) -> float:
        """How much of its language's mean to take off a question's vector (centring.py), 0..1."""

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        """(n, dimension) float32, L2-normalised."""

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """(n, dimension) float32, L2-normalised."""


class OnnxEncoder:
    """Our own: multilingual-e5-small, trained against its bias for the asker's own language."""

    dimension = WIDTH
    centring = 0.25  # trained against the bias, so half as much as others need

    def __init__(self, path: Path = WEIGHTS_FILE) -> None:
        self._path = path
        self._body = Body(path)

    @cached_property
    def name(self) -> str:
        """`guillemet#` and a fingerprint of the weights. Raises ModelUnusable without them."""
        if not self._path.is_file():
            raise ModelUnusable(f"The weights {self._path} are missing. Install guillemet again.")
        return f"{OWN}#{sha256(self._path.read_bytes()).hexdigest()[:8]}"

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        """(n, 384) float32, L2-normalised."""
        return self._encode([QUERY + text for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """(n, 384) float32, L2-normalised."""
        return self._encode([PASSAGE + text for text in texts])

    def _encode(self, texts: Sequence[str]) -> Floats:
        vectors = [outputs[0] for outputs in self._body.run([_ids(text) for text in texts])]
        return np.array(vectors, np.float32).reshape(-1, WIDTH)


def _ids(text: str) -> Ids:
    found = Tokenizer.load().encode(text).ids[: LONGEST - 2]
    return np.concatenate([[BOS], found, [EOS]], dtype=np.int32)


class SentenceTransformerEncoder:
    """Any model of sentence-transformers, with its own prompts for questions and documents."""

    centring = STRENGTH

    def __init__(self, name_or_path: str) -> None:
        self._given = name_or_path

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401  its own types need the library
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelUnusable(
                f"The encoder {self._given!r} needs sentence-transformers: "
                "pip install 'guillemet[sentence-transformers]'."
            ) from error
        try:
            return SentenceTransformer(self._given)
        except (OSError, ValueError) as error:
            raise ModelUnusable(
                f"sentence-transformers cannot load the encoder {self._given!r}: {error}"
            ) from error

    @cached_property
    def name(self) -> str:
        """The given name, `#`, and a fingerprint of the model's weights and prompts."""
        return f"{self._given}#{_fingerprint(self._model)}"

    @cached_property
    def dimension(self) -> int:
        """The length of a vector."""
        return len(self._model.encode("a", show_progress_bar=False))

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        """(n, dimension) float32, L2-normalised."""
        return self._normalised(self._model.encode_query, texts)

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """(n, dimension) float32, L2-normalised."""
        return self._normalised(self._model.encode_document, texts)

    def _normalised(self, encode: Any, texts: Sequence[str]) -> Floats:  # noqa: ANN401
        vectors = encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32).reshape(-1, self.dimension)


def _fingerprint(model: Any) -> str:  # noqa: ANN401
    """From about a thousand weights of every tensor: training moves them all.

    A pooler is left out: where a model has none, transformers draws one at random, never used.
    """
    seen = sha256(repr((sorted(model.prompts.items()), model.max_seq_length)).encode())
    for name, tensor in sorted(model.state_dict().items()):
        if "pooler" in name:
            continue
        flat = tensor.flatten()
        sample = flat[:: max(1, len(flat) // 1000)].float().cpu().numpy()
        seen.update(f"{name} {tuple(tensor.shape)}".encode() + sample.tobytes())
    return seen.hexdigest()[:8]


def load_encoder(name_or_path: str | None = None) -> Encoder:
    """Our own encoder (None, "" or "guillemet"), or a sentence-transformers model by name or path.

    The name of an encoder is taken as well: its fingerprint is left out, so that the caller can
    compare the names. Nothing is loaded yet; a model that cannot be used raises ModelUnusable
    when it first is.
    """
    given = re.sub(r"#[0-9a-f]{8}$", "", name_or_path or OWN)
    return OnnxEncoder() if given == OWN else SentenceTransformerEncoder(given)


def export_encoder(folder: Path) -> None:
    """Write our own encoder as a folder that sentence-transformers loads (470 MB, float32)."""
    # `document`, not `passage`: encode_document sends no prompt under any other name.
    prompts = {"query": QUERY, "document": PASSAGE}
    write_folder(WEIGHTS_FILE, prompts, LONGEST, folder)
