"""The weights file of a trained model: what differs from the published encoder, in half precision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nlp.errors import ModelError

if TYPE_CHECKING:
    import torch
    from torch import nn

ENCODER, HEADS, VALUES = "encoder.", "heads.", "values."


def save_weights(path: Path, *, network: nn.Module, heads: nn.Module, vectors: dict[str, torch.Tensor]) -> None:
    """Write everything that training changed; the encoder's embeddings were frozen and stay out.

    Args:
        path: of the safetensors file.
        network: the fine-tuned encoder.
        heads: over it.
        vectors: (n, width) of the known values, by attribute.
    """
    import torch
    from safetensors.torch import save_file

    tensors = {f"{ENCODER}{k}": v for k, v in network.state_dict().items() if not k.startswith("embeddings.")}
    tensors |= {f"{HEADS}{k}": v for k, v in heads.state_dict().items()}
    tensors |= {f"{VALUES}{k}": v for k, v in vectors.items()}
    save_file({k: v.detach().to("cpu", torch.float16).contiguous() for k, v in tensors.items()}, path)
    path.chmod(0o644)  # safetensors writes for the owner alone


def load_weights(path: Path, *, network: nn.Module, heads: nn.Module) -> dict[str, torch.Tensor]:
    """Put the weights of a file into an encoder and its heads.

    Returns:
        The vectors of the known values, by attribute, in single precision.

    Raises:
        ModelError: the file does not fit the encoder or the label space.
    """
    from safetensors.torch import load_file

    tensors = {name: tensor.float() for name, tensor in load_file(path).items()}
    mine = {k.removeprefix(ENCODER): v for k, v in tensors.items() if k.startswith(ENCODER)}
    try:
        missing = network.load_state_dict(mine, strict=False)
        heads.load_state_dict({k.removeprefix(HEADS): v for k, v in tensors.items() if k.startswith(HEADS)})
    except RuntimeError as error:
        raise ModelError(f"{path} does not fit this version of Rapport: {error}") from error
    if missing.unexpected_keys or any(not k.startswith("embeddings.") for k in missing.missing_keys):
        raise ModelError(f"{path} belongs to another encoder than the one loaded.")
    return {k.removeprefix(VALUES): v for k, v in tensors.items() if k.startswith(VALUES)}
