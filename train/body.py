"""The body of a model: BERT without its token table, in plain torch.

Parameter names are those of transformers' BertModel, so weights go to and fro unchanged.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, INNER, HEADS, LAYERS, POSITIONS = 384, 1536, 12, 12, 512
EPSILON = 1e-12


class _Self(nn.Module):
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


class _Output(nn.Module):
    """Project, add what came in, normalise."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.dense = nn.Linear(width, WIDTH)
        self.LayerNorm = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, x: Tensor, before: Tensor) -> Tensor:
        normalised: Tensor = self.LayerNorm(self.dense(x) + before)
        return normalised


class _Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.ModuleDict({"self": _Self(), "output": _Output(WIDTH)})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(WIDTH, INNER)})
        self.output = _Output(INNER)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        x = self.attention["output"](self.attention["self"](x, bias), x)
        y: Tensor = self.output(functional.gelu(self.intermediate["dense"](x)), x)
        return y


class Body(nn.Module):
    """Token vectors (b, t, 384) and mask (b, t), 1 for tokens and 0 for padding, to (b, t, 384)."""

    def __init__(self) -> None:
        super().__init__()
        self.embeddings = nn.ModuleDict(
            {
                "position_embeddings": nn.Embedding(POSITIONS, WIDTH),
                "token_type_embeddings": nn.Embedding(2, WIDTH),
                "LayerNorm": nn.LayerNorm(WIDTH, eps=EPSILON),
            }
        )
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(_Layer() for _ in range(LAYERS))})

    def forward(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        positions = self.embeddings["position_embeddings"].weight[: embeddings.shape[1]]
        kind = self.embeddings["token_type_embeddings"].weight[0]
        x: Tensor = self.embeddings["LayerNorm"](embeddings + positions + kind)
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.encoder["layer"]:
            x = layer(x, bias)
        return x


class EncoderBody(Body):
    """To one vector a text, (b, 384): the mean over its tokens, L2-normalised."""

    def forward(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        states = super().forward(embeddings, mask)
        weights = mask[:, :, None].to(states.dtype)
        mean = (states * weights).sum(1) / weights.sum(1)
        return functional.normalize(mean, dim=-1)


class ReaderBody(Body):
    """To the logits (b, t) of a span's first token and of its last."""

    def __init__(self) -> None:
        super().__init__()
        self.qa_outputs = nn.Linear(WIDTH, 2)

    def forward(self, embeddings: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:  # type: ignore[override]
        start, end = self.qa_outputs(super().forward(embeddings, mask)).unbind(-1)
        return start, end


def load(body: Body, path: Path) -> Body:
    """Fill a body with the weights of a safetensors file (of any float type), ready to serve."""
    from safetensors.torch import load_file

    body.load_state_dict({name: tensor.float() for name, tensor in load_file(path).items()})
    return body.eval()


def save(body: Body, path: Path) -> None:
    """Write a body's weights in float16; the file is there whole or not at all."""
    from safetensors.torch import save_file

    half = {name: t.detach().half().contiguous() for name, t in body.state_dict().items()}
    beside = path.with_suffix(".part")
    save_file(half, beside)
    beside.replace(path)
