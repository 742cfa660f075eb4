"""Models and chips of the catalogue as the shapes serving works with."""

from __future__ import annotations

from gigaplan.catalogue import Entry, entry
from gigaplan.compute.serving import ChipShape, ModelShape

NUMBER = "dimensionless"
BYTES_PER_GIGABYTE = 1e9
PER_TERA = 1e12


def model_shape(name: str) -> ModelShape:
    """Return the shape of a model of the catalogue; raises InputError with the nearest names."""
    found = entry("models", name)
    return ModelShape(
        total_parameters=found.number("total_parameters", NUMBER),
        active_parameters=found.number("active_parameters", NUMBER),
        routed_parameters=found.number("routed_parameters", NUMBER),
        layers=found.number("layers", NUMBER),
        width=found.number("width", NUMBER),
        heads=found.number("heads", NUMBER),
        head_width=found.number("head_width", NUMBER),
        cache_width=found.number("kv_width", NUMBER),
        latent=1.0 if found.texts["attention"] == "mla" else 0.0,
        experts=found.number("experts", NUMBER),
        experts_per_token=found.number("experts_per_token", NUMBER),
        expert_layers=found.number("expert_layers", NUMBER),
        windowed_share=found.number("windowed_share", NUMBER),
        window=found.number("window", "token"),
        context=found.number("context", "token"),
    )


def chip_shape(name: str) -> ChipShape:
    """Return the shape of a chip of the catalogue; raises InputError with the nearest names.

    Eight-bit integers stand for eight-bit floats where a chip has only those; a precision without a unit
    of its own runs at the next wider one.
    """
    found = entry("chips", name)
    wide = found.number("bf16_peak", "TFLOP/s/chip")
    eight = _first(found, ("fp8_peak", "int8_peak"), wide)
    return ChipShape(
        memory=found.number("hbm", "GB/chip") * BYTES_PER_GIGABYTE,
        memory_bandwidth=found.number("hbm_bandwidth", "TB/s/chip") * PER_TERA,
        fabric_bandwidth=found.number("scale_up_bandwidth", "GB/s/chip") * BYTES_PER_GIGABYTE,
        domain=found.number("scale_up_domain", "chip"),
        bf16_peak=wide * PER_TERA,
        fp8_peak=eight * PER_TERA,
        fp4_peak=_first(found, ("fp4_peak",), eight) * PER_TERA,
        tdp=found.number("tdp", "W/chip"),
    )


def _first(found: Entry, names: tuple[str, ...], otherwise: float) -> float:
    present = [found.number(name, "TFLOP/s/chip") for name in names if name in found.values]
    return present[0] if present else otherwise
