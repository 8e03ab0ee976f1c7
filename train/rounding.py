"""Makes a body ready for int8: large activations are shrunk, weights rounded with foresight.

The tool that writes int8 ONNX gives the activations of a text one scale, which a few channels
twenty times the others' size would spoil, and rounds each weight by itself. Ours cost less: the
encoder's cosine to float32 is 0.9986 and not 0.982.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from guillemet.train.body import Body

# Seven of the eight bits: where a processor lacks VNNI, two products of eight bits overflow.
LEVELS = 64
USUAL = 0.98  # the share of channels whose size is left alone
DAMPING, BLOCK = 0.01, 64

Inputs = Sequence[tuple[Tensor, Tensor]]


def shrink(body: Body, inputs: Inputs) -> None:
    """Divide the largest input channels of the projections, and multiply their weights.

    As SmoothQuant does (Xiao et al. 2023), but only where a channel outgrows nearly all others.
    The body computes what it did; the new factors are buffers named `shrink`.
    """
    largest: dict[str, Tensor] = {}

    def see(name: str, rows: Tensor) -> None:
        seen = rows.abs().amax(0)
        largest[name] = torch.maximum(largest.get(name, seen), seen)

    targets = dict(_shrinkable(body))
    _watch(body, targets, inputs, see)
    for name, parts in targets.items():
        usual = largest[name].quantile(USUAL)
        factors = (largest[name] / usual).clamp(min=1)
        for part in parts:
            part.weight.data *= factors
        owner = body.get_submodule(name)
        owner.register_buffer("shrink", 1 / factors)
        owner.register_forward_pre_hook(_shrunk)


def _shrunk(part: nn.Module, seen: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    return (seen[0] * part.get_buffer("shrink"), *seen[1:])


def _shrinkable(body: Body) -> Iterator[tuple[str, list[nn.Linear]]]:
    """Modules with outgrown channels in their input, and the projections that it goes to."""
    layers: Any = body.encoder.layer
    for i, layer in enumerate(layers):
        attention = layer.attention.self
        place = f"encoder.layer.{i}"
        yield f"{place}.attention.self", [attention.query, attention.key, attention.value]
        yield f"{place}.intermediate.dense", [layer.intermediate.dense]
        yield f"{place}.output.dense", [layer.output.dense]


def rounded(body: Body, inputs: Inputs) -> dict[str, tuple[Tensor, Tensor]]:
    """Int8 weights (out, in) and scales (out,) of the projections in the layers, by GPTQ.

    Frantar et al. 2023, section 3: the columns are rounded one after the other, and the error of
    each is made up for by those to come, as the second moments of typical inputs tell.
    """
    projections = {
        name: part
        for name, part in body.named_modules()
        if isinstance(part, nn.Linear) and name.startswith("encoder.")
    }
    moments = {name: torch.zeros(()) for name in projections}

    def add(name: str, rows: Tensor) -> None:
        moments[name] = moments[name] + rows.T @ rows

    _watch(body, projections, inputs, add)
    return {name: _round(part.weight.detach(), moments[name]) for name, part in projections.items()}


def _watch(
    body: Body, names: Iterable[str], inputs: Inputs, see: Callable[[str, Tensor], None]
) -> None:
    """Run the body, and show what goes into the modules of these names, as (tokens, channels)."""
    hooks = [
        body.get_submodule(name).register_forward_pre_hook(
            lambda _part, seen, name=name: see(name, seen[0].flatten(0, 1))
        )
        for name in names
    ]
    with torch.no_grad():
        for embeddings, mask in inputs:
            body(embeddings, mask)
    for hook in hooks:
        hook.remove()


def _round(weight: Tensor, moments: Tensor) -> tuple[Tensor, Tensor]:
    """One projection; the inputs that weigh most are rounded first."""
    scales = weight.abs().amax(1) / LEVELS
    order = moments.diag().argsort(descending=True)
    left, upper = weight[:, order].clone(), _inverse_factor(moments[order][:, order])
    whole = torch.zeros_like(left)
    for start in range(0, len(order), BLOCK):
        block = slice(start, start + BLOCK)
        errors = torch.zeros_like(left[:, block])
        for i in range(start, start + errors.shape[1]):
            whole[:, i] = (left[:, i] / scales).round().clamp(-LEVELS, LEVELS)
            errors[:, i - start] = (left[:, i] - whole[:, i] * scales) / upper[i, i]
            left[:, block] -= errors[:, i - start, None] * upper[None, i, block]
        left[:, start + BLOCK :] -= errors @ upper[block, start + BLOCK :]
    return whole[:, order.argsort()].to(torch.int8), scales


def _inverse_factor(moments: Tensor) -> Tensor:
    """The upper Cholesky factor of the inverse, damped so that there is one."""
    damped = moments + torch.eye(len(moments)) * moments.diag().mean() * DAMPING
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(damped))
    factor: Tensor = torch.linalg.cholesky(inverse, upper=True)
    return factor
