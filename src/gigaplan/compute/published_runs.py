"""Published training runs the training law is held to, with their source."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gigaplan.compute.training import (
    HALF_SPEED_TOKENS,
    SECONDS_IN_HOUR,
    Run,
    Speed,
    TrainedModel,
    speed_through,
)

SECONDS_IN_MINUTE = 60.0
H100_BF16_PEAK, H100_FP8_PEAK = (
    989e12,
    1979e12,
)  # dense FLOP/s, NVIDIA H100 SXM datasheet; the H800's are equal

# Shapes: config.json and model cards of meta-llama/Llama-3.1-405B and deepseek-ai/DeepSeek-V3.
LLAMA_405B = TrainedModel(active_parameters=405.9e9, attention_width=126 * 128 * 128)
DEEPSEEK_V3 = TrainedModel(active_parameters=37e9, attention_width=61 * 128 * 160, mixture=True)


@dataclass(frozen=True)
class MeasuredRun:
    """A run as published: what it was, on how many chips, how long it took [min] and its mean step [s]."""

    run: Run
    chips: float
    minutes: float
    step_seconds: float

    @property
    def step(self) -> Run:
        """Return one step of the run as a run of its own: a batch of tokens, without evaluation."""
        return replace(self.run, tokens=self.run.batch_tokens)

    @property
    def share(self) -> float:
        """Return the share of the peak it reached."""
        return self.run.share_reached(self.chips, self.minutes * SECONDS_IN_MINUTE)


def _mlperf(
    chips: float, minutes: float, batch_sequences: float, samples: float, step_seconds: float
) -> MeasuredRun:
    sequence = 8192.0
    run = Run(LLAMA_405B, samples * sequence, sequence, batch_sequences * sequence, H100_FP8_PEAK)
    return MeasuredRun(run, chips, minutes, step_seconds)


# MLPerf Training v5.0, Llama 3.1 405B, NVIDIA H100 in FP8: median of three logs, run_start to run_stop. Samples at
# run_stop and the mean step of the last block are read from the logs (training_results_v5.0, NVIDIA/results/
# eos-dfw_n64, n256, n320 and n1024). All three runs of a size stop alike but for one of n256, at 322,560.
# The block of n320 holds a stall of 22.5 s among steps of 11.2, so its mean lies above the usual step.
MLPERF_LLAMA = (
    _mlperf(512, 230.7, 1152, 276_480, 55.238),
    _mlperf(2048, 60.2, 1152, 276_480, 14.264),
    _mlperf(2560, 50.4, 1120, 282_240, 12.068),
    _mlperf(8192, 19.64, 1536, 322_560, 5.273),
)

# Llama 3 report (arXiv 2407.21783), table 4: 16 M tokens a batch, 43 % of BF16 on 8,192 chips, 41 % on 16,384.
LLAMA_PRETRAINING = Run(LLAMA_405B, 15.6e12, 8192, 2048 * 8192, H100_BF16_PEAK)
LLAMA_SHARES = {8192: 0.43, 16384: 0.41}
LLAMA_CHIP_HOURS = 30.84e6  # Meta's model card
LLAMA_OPERATIONS = 3.8e25  # Llama 3 report

# DeepSeek-V3 report (arXiv 2412.19437): 14.8 T tokens, sequences of 4,096, 15,360 a batch, 2.664 M H800-hours.
DEEPSEEK_PRETRAINING = Run(DEEPSEEK_V3, 14.8e12, 4096, 15360 * 4096, H100_FP8_PEAK)
DEEPSEEK_CHIP_HOURS, DEEPSEEK_CHIPS = 2.664e6, 2048
MIXTURE_BAND = (
    0.12,
    0.21,
)  # share of the FP8 peak: medians of NVIDIA's tables, H100 to GB300, 64-1,024 chips

# Megatron-LM's README, strong scaling of GPT-3 175B in BF16: 1,152 sequences of 4,096; 47 % on 96, 42 % on 4,608.
MEGATRON_BATCH_TOKENS = 1152 * 4096.0
MEGATRON_SHARES = {96: 0.47, 4608: 0.42}


def mlperf_speed() -> Speed:
    """Return the FP8 law through the smallest MLPerf run alone."""
    smallest = MLPERF_LLAMA[0]
    return speed_through(smallest.share, smallest.run.batch_tokens, smallest.chips, HALF_SPEED_TOKENS["fp8"])


def mlperf_step_speed() -> Speed:
    """Return the FP8 law through the mean step of the smallest MLPerf run alone."""
    smallest = MLPERF_LLAMA[0]
    share = smallest.step.share_reached(smallest.chips, smallest.step_seconds)
    return speed_through(share, smallest.run.batch_tokens, smallest.chips, HALF_SPEED_TOKENS["fp8"])


def llama_speed() -> Speed:
    """Return the BF16 law through Llama 3's cluster of 8,192 chips alone."""
    return speed_through(LLAMA_SHARES[8192], LLAMA_PRETRAINING.batch_tokens, 8192, HALF_SPEED_TOKENS["bf16"])


def megatron_speed() -> Speed:
    """Return the BF16 law through Megatron-LM's 96 chips alone."""
    return speed_through(MEGATRON_SHARES[96], MEGATRON_BATCH_TOKENS, 96, HALF_SPEED_TOKENS["bf16"])


def deepseek_speed() -> Speed:
    """Return the FP8 law of mixtures of experts through DeepSeek-V3's published chip-hours alone."""
    seconds = DEEPSEEK_CHIP_HOURS / DEEPSEEK_CHIPS * SECONDS_IN_HOUR
    share = DEEPSEEK_PRETRAINING.share_reached(DEEPSEEK_CHIPS, seconds)
    batch = DEEPSEEK_PRETRAINING.batch_tokens
    return speed_through(share, batch, DEEPSEEK_CHIPS, HALF_SPEED_TOKENS["fp8"])
