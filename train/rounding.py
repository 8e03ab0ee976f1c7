"""Rounds the weights of a body to int8 so that the sums suffer least: GPTQ.

Frantar et al. 2023, "GPTQ: Accurate Post-Training Quantization for Generative Pre-trained
Transformers", section 3: inputs are rounded one after the other, and each one's error is made up
for by those that are still to come, as the second moments of real inputs tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import torch
from torch import Tensor, nn

from guillemet.train.body import Body

# Seven of the eight bits: where a processor lacks VNNI, two products of eight bits overflow.
LEVELS = 64
DAMPING, BLOCK = 0.01, 64


def linears(body: Body) -> Iterator[tuple[str, nn.Linear]]:
    """The projections in the layers of a body, by name."""
    for name, part in body.named_modules():
        if isinstance(part, nn.Linear) and name.startswith("encoder."):
            yield name, part


@torch.inference_mode()
def rounded(
    body: Body, inputs: Iterable[tuple[Tensor, Tensor]]
) -> dict[str, tuple[Tensor, Tensor]]:
    """Int8 weights (out, in) and scales (out,) of every projection; `inputs` are typical ones."""
    moments = _moments(body, inputs)
    return {
        name: _round(part.weight, moments[name], _scales(part.weight))
        for name, part in linears(body)
    }


def _moments(body: Body, inputs: Iterable[tuple[Tensor, Tensor]]) -> dict[str, Tensor]:
    """The second moments (in, in) of what goes into each projection."""
    moments = {name: torch.zeros(p.in_features, p.in_features) for name, p in linears(body)}

    def watch(name: str) -> None:
        def add(_part: nn.Module, seen: tuple[Tensor, ...]) -> None:
            rows = seen[0].flatten(0, 1)
            moments[name] += rows.T @ rows

        hooks.append(body.get_submodule(name).register_forward_pre_hook(add))

    hooks: list[torch.utils.hooks.RemovableHandle] = []
    for name in moments:
        watch(name)
    for embeddings, mask in inputs:
        body(embeddings, mask)
    for hook in hooks:
        hook.remove()
    return moments


def _scales(weight: Tensor) -> Tensor:
    return weight.abs().amax(1) / LEVELS


def _round(weight: Tensor, moments: Tensor, scales: Tensor) -> tuple[Tensor, Tensor]:
    """One projection, the inputs that weigh most first."""
    order = moments.diag().argsort(descending=True)
    left, upper = weight[:, order].clone(), _inverse_factor(moments[order][:, order])
    whole = torch.zeros_like(left)
    for start in range(0, len(order), BLOCK):
        block = slice(start, start + BLOCK)
        errors = torch.zeros_like(left[:, block])
        for i in range(start, min(start + BLOCK, len(order))):
            whole[:, i] = (left[:, i] / scales).round().clamp(-LEVELS, LEVELS)
            errors[:, i - start] = (left[:, i] - whole[:, i] * scales) / upper[i, i]
            left[:, block] -= errors[:, i - start, None] * upper[None, i, block]
        left[:, start + BLOCK :] -= errors @ upper[block, start + BLOCK :]
    return whole[:, order.argsort()].to(torch.int8), scales


def _inverse_factor(moments: Tensor) -> Tensor:
    """The upper Cholesky factor of the inverse, damped so that there is one."""
    damped = moments + torch.eye(len(moments)) * moments.diag().mean() * DAMPING
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(damped))
    return torch.linalg.cholesky(inverse, upper=True)
