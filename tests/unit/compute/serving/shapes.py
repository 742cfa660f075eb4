"""Round shapes whose times can be worked out by hand."""

from dataclasses import replace

from gigaplan.compute.serving import ChipShape, Constants, Deployment, ModelShape

DENSE = ModelShape(
    total_parameters=10e9,
    active_parameters=10e9,
    routed_parameters=0.0,
    layers=10.0,
    width=1000.0,
    heads=10.0,
    head_width=100.0,
    cache_width=500.0,
    latent=0.0,
    experts=0.0,
    experts_per_token=0.0,
    expert_layers=0.0,
    windowed_share=0.0,
    window=0.0,
    context=100_000.0,
)
MIXTURE = replace(
    DENSE,
    total_parameters=100e9,
    routed_parameters=90e9,
    active_parameters=19e9,
    experts=10.0,
    experts_per_token=1.0,
    expert_layers=10.0,
)
LATENT = replace(MIXTURE, latent=1.0)
CHIP = ChipShape(
    memory=100e9,
    memory_bandwidth=1e12,
    fabric_bandwidth=1e11,
    domain=8.0,
    bf16_peak=1e14,
    fp8_peak=2e14,
    fp4_peak=4e14,
    tdp=1000.0,
)
RUN = Deployment(
    chips=1.0,
    data_ranks=1.0,
    expert_ranks=1.0,
    sequences=1.0,
    prompt=1000.0,
    answer=1000.0,
    weight_bytes=1.0,
    cache_bytes=1.0,
)
PLAIN = Constants(1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0, float("inf"))
