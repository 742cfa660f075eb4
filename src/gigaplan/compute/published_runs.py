"""Published training runs the training law is held to, with their source."""

from __future__ import annotations

from dataclasses import dataclass

from gigaplan.compute.training import HALF_SPEED_TOKENS, Run, Speed, TrainedModel, speed_through

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
    """A run as published: what it was, on how many chips, and how long it took."""

    run: Run
    chips: float
    minutes: float

    @property
    def share(self) -> float:
        """Return the share of the peak it reached."""
        return self.run.share_reached(self.chips, self.minutes * SECONDS_IN_MINUTE)


def _mlperf(chips: float, minutes: float, batch_sequences: float, samples: float) -> MeasuredRun:
    sequence = 8192.0
    run = Run(LLAMA_405B, samples * sequence, sequence, batch_sequences * sequence, H100_FP8_PEAK)
    return MeasuredRun(run, chips, minutes)


# MLPerf Training v5.0, Llama 3.1 405B, NVIDIA H100 in FP8: median of three logs, run_start to run_stop. The logs
# stop between 276,480 and 322,560 samples; that the largest batch stopped last is deduced, not read from its log.
MLPERF_LLAMA = (
    _mlperf(512, 230.7, 1152, 276_480),
    _mlperf(2048, 60.2, 1152, 276_480),
    _mlperf(2560, 50.4, 1120, 276_480),
    _mlperf(8192, 19.64, 1536, 322_560),
)

# Llama 3 report (arXiv 2407.21783), table 4: 16 M tokens a batch, 43 % of BF16 on 8,192 chips, 41 % on 16,384.
LLAMA_PRETRAINING = Run(LLAMA_405B, 15.6e12, 8192, 2048 * 8192, H100_BF16_PEAK)
LLAMA_SHARES = {8192: 0.43, 16384: 0.41}
LLAMA_CHIP_HOURS = 30.84e6  # Meta's model card
LLAMA_OPERATIONS = 3.8e25  # Llama 3 report

# DeepSeek-V3 report (arXiv 2412.19437): 14.8 T tokens, sequences of 4,096, 15,360 a batch, 2.664 M H800-hours.
DEEPSEEK_PRETRAINING = Run(DEEPSEEK_V3, 14.8e12, 4096, 15360 * 4096, H100_FP8_PEAK)
DEEPSEEK_CHIP_HOURS = 2.664e6
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


def llama_speed() -> Speed:
    """Return the BF16 law through Llama 3's cluster of 8,192 chips alone."""
    return speed_through(LLAMA_SHARES[8192], LLAMA_PRETRAINING.batch_tokens, 8192, HALF_SPEED_TOKENS["bf16"])


def megatron_speed() -> Speed:
    """Return the BF16 law through Megatron-LM's 96 chips alone."""
    return speed_through(MEGATRON_SHARES[96], MEGATRON_BATCH_TOKENS, 96, HALF_SPEED_TOKENS["bf16"])
