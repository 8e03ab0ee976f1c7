"""The body of a model: BERT without its token table, in plain torch.

Parameter names are those of transformers' BertModel, so weights go to and fro unchanged.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from torch import Tensor, nn
from torch.nn import functional

WIDTH, INNER, HEADS, LAYERS, POSITIONS = 384, 1536, 12, 12, 512
EPSILON = 1e-12
MASKED = -1e4  # added to the attention that padding would get

AnyBody = TypeVar("AnyBody", bound="Body")


class _Embeddings(nn.Module):  # type: ignore[misc, unused-ignore]  # Any without torch
    def __init__(self) -> None:
        super().__init__()
        self.position_embeddings = nn.Embedding(POSITIONS, WIDTH)
        self.token_type_embeddings = nn.Embedding(2, WIDTH)
        self.LayerNorm = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, x: Tensor) -> Tensor:
        positions = self.position_embeddings.weight[: x.shape[1]]
        normalised: Tensor = self.LayerNorm(x + positions + self.token_type_embeddings.weight[0])
        return normalised


class _Self(nn.Module):  # type: ignore[misc, unused-ignore]  # Any without torch
    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, t, _ = x.shape
        q, k, v = (
            part(x).view(b, t, HEADS, WIDTH // HEADS).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        mixed = functional.scaled_dot_product_attention(q, k, v, bias.to(q.dtype))
        return mixed.transpose(1, 2).reshape(b, t, WIDTH)


class _Output(nn.Module):  # type: ignore[misc, unused-ignore]  # Any without torch
    """Project, add what came in, normalise."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.dense = nn.Linear(width, WIDTH)
        self.LayerNorm = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, x: Tensor, before: Tensor) -> Tensor:
        normalised: Tensor = self.LayerNorm(self.dense(x) + before)
        return normalised


class _Attention(nn.Module):  # type: ignore[misc, unused-ignore]  # Any without torch
    def __init__(self) -> None:
        super().__init__()
        self.self = _Self()
        self.output = _Output(WIDTH)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        mixed: Tensor = self.output(self.self(x, bias), x)
        return mixed


class _Intermediate(nn.Module):  # type: ignore[misc, unused-ignore]  # Any without torch
    def __init__(self) -> None:
        super().__init__()
        self.dense = nn.Linear(WIDTH, INNER)

    def forward(self, x: Tensor) -> Tensor:
        return functional.gelu(self.dense(x))


class _Layer(nn.Module):  # type: ignore[misc, unused-ignore]  # Any without torch
    def __init__(self) -> None:
        super().__init__()
        self.attention = _Attention()
        self.intermediate = _Intermediate()
        self.output = _Output(INNER)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        x = self.attention(x, bias)
        y: Tensor = self.output(self.intermediate(x), x)
        return y


class _Layers(nn.Module):  # type: ignore[misc, unused-ignore]  # Any without torch
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.ModuleList(_Layer() for _ in range(LAYERS))

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        for layer in self.layer:
            x = layer(x, bias)
        return x


class Body(nn.Module):  # type: ignore[misc, unused-ignore]  # Any without torch
    """BERT's layers over the vectors of tokens (Devlin et al. 2019): post-norm, exact GELU."""

    def __init__(self) -> None:
        super().__init__()
        self.embeddings = _Embeddings()
        self.encoder = _Layers()

    def states(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        """Token vectors (b, t, 384) and mask (b, t), 1 for tokens, 0 for padding: (b, t, 384)."""
        bias = (1.0 - mask[:, None, None, :].to(embeddings.dtype)) * MASKED
        states: Tensor = self.encoder(self.embeddings(embeddings), bias)
        return states


class EncoderBody(Body):
    """One vector a text."""

    def forward(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        """The mean over the tokens, L2-normalised: (b, 384)."""
        states = self.states(embeddings, mask)
        weights = mask[:, :, None].to(states.dtype)
        mean = (states * weights).sum(1) / weights.sum(1)
        return functional.normalize(mean, dim=-1)


class ReaderBody(Body):
    """Where a span begins and ends."""

    def __init__(self) -> None:
        super().__init__()
        self.qa_outputs = nn.Linear(WIDTH, 2)

    def forward(self, embeddings: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """The logits (b, t) of a span's first token and of its last; both at `<s>` mean none."""
        first, last = self.qa_outputs(self.states(embeddings, mask)).unbind(-1)
        return first, last


def load(body: AnyBody, path: Path) -> AnyBody:
    """Fill a body with the weights of a safetensors file (of any float type)."""
    from safetensors.torch import load_file

    body.load_state_dict({name: tensor.float() for name, tensor in load_file(path).items()})
    body.eval()
    return body


def save(body: Body, path: Path) -> None:
    """Write a body's weights in float16; the file is there whole or not at all."""
    from safetensors.torch import save_file

    half = {name: t.detach().half().contiguous() for name, t in body.state_dict().items()}
    beside = path.with_suffix(".part")
    save_file(half, beside)
    beside.replace(path)
