"""Training against inference: how to split spending, and when a better model beats longer thinking."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.optimize import brentq, minimize_scalar

from gigaplan.core.errors import Finding, raise_findings

TRAINING_FLOP = 6.0  # per parameter and token: forward 2, backward 4 (Kaplan et al., arXiv 2001.08361)
INFERENCE_FLOP = 2.0  # per parameter and token: forward only (as above)


@dataclass(frozen=True)
class LossLaw:
    """Loss L = E + A/N^alpha + B/D^beta of parameters N and training tokens D."""

    floor: float
    size_factor: float
    token_factor: float
    size_exponent: float
    token_exponent: float

    def loss(self, parameters: float, tokens: float) -> float:
        """Return the loss [nat/token] of a dense model of `parameters` trained on `tokens`."""
        size_part = self.size_factor / parameters**self.size_exponent
        return float(self.floor + size_part + self.token_factor / tokens**self.token_exponent)

    def tokens_for(self, parameters: float, loss: float) -> float:
        """Return the training tokens that bring a model to `loss`; endless where none can."""
        left = loss - self.floor - self.size_factor / parameters**self.size_exponent
        return math.inf if left <= 0 else (self.token_factor / left) ** (1 / self.token_exponent)


# Hoffmann et al. (arXiv 2203.15556), approach 3, in the rounding that Sardana et al. use
CHINCHILLA = LossLaw(1.69, 406.4, 410.7, 0.336, 0.283)
# Besiroglu et al., Chinchilla scaling: a replication attempt, arXiv 2404.10102
BESIROGLU = LossLaw(1.8172, 482.0, 2085.43, 0.3478, 0.3658)


@dataclass(frozen=True)
class ModelChoice:
    """A model and what it takes over its life: parameters, training tokens, training and serving FLOP."""

    parameters: float
    training_tokens: float
    training_flop: float
    inference_flop: float

    @property
    def flop(self) -> float:
        """Return training and serving FLOP together."""
        return self.training_flop + self.inference_flop


def life_of(parameters: float, training_tokens: float, inference_tokens: float) -> ModelChoice:
    """Return what a model takes: 6 N D to train and 2 N D_inf to serve."""
    training = TRAINING_FLOP * parameters * training_tokens
    return ModelChoice(parameters, training_tokens, training, INFERENCE_FLOP * parameters * inference_tokens)


def same_quality(law: LossLaw, parameters: float, loss: float, inference_tokens: float) -> ModelChoice:
    """Return a model of given size trained as long as it takes to reach `loss`."""
    return life_of(parameters, law.tokens_for(parameters, loss), inference_tokens)


def compute_optimal(law: LossLaw, parameters: float) -> float:
    """Return the training tokens at which a model of `parameters` is the cheapest to train to its loss.

    From the equal marginal gains of N and D at fixed N D: alpha A/N^alpha = beta B/D^beta.
    """
    size_gain = law.size_exponent * law.size_factor / parameters**law.size_exponent
    return float((law.token_exponent * law.token_factor / size_gain) ** (1 / law.token_exponent))


def cheapest_model(
    law: LossLaw, loss: float, inference_tokens: float, inference_price_ratio: float = 1.0
) -> ModelChoice:
    """Return the model that reaches `loss` at least cost of training and serving together.

    Minimises 6 N D + ratio 2 N D_inf, where `inference_price_ratio` is the cost of a served FLOP over that
    of a trained one (higher where serving uses chips less well). Sardana et al., Beyond Chinchilla-optimal,
    arXiv 2401.00448. Raises InputError for a loss no model reaches, tokens below 0 or a ratio not above 0.
    """
    findings = []
    if not loss > law.floor:
        findings.append(
            Finding("loss", repr(loss), f"above {law.floor:g}", "no model reaches less: ask for more")
        )
    if not inference_tokens >= 0:
        findings.append(
            Finding("inference_tokens", repr(inference_tokens), "0 or more", "state tokens served")
        )
    if not inference_price_ratio > 0:
        findings.append(
            Finding("inference_price_ratio", repr(inference_price_ratio), "above 0", "state the ratio")
        )
    raise_findings("no cheapest model", findings)
    smallest = math.log((law.size_factor / (loss - law.floor)) ** (1 / law.size_exponent))

    def cost(logarithm: float) -> float:
        choice = same_quality(law, math.exp(logarithm), loss, inference_tokens)
        return math.log(choice.training_flop + inference_price_ratio * choice.inference_flop)

    found = minimize_scalar(
        cost, bounds=(smallest + 1e-6, smallest + 12), method="bounded", options={"xatol": 1e-10}
    )
    return same_quality(law, math.exp(found.x), loss, inference_tokens)


def training_share(trade: float) -> float:
    """Return the share of spending that goes to training, s/(1+s).

    `trade` is s: the orders of magnitude more inference that replace one order less training; with quality
    as T^alpha I^beta, s = alpha/beta, equal exponents give half. Source: Erdil, Optimally allocating compute
    between inference and training, Epoch AI, 2024. Raises InputError for a trade not above 0.
    """
    wanted = "a finite number above 0"
    findings = (
        [] if trade > 0 and math.isfinite(trade) else [Finding("trade", repr(trade), wanted, "1 means half")]
    )
    raise_findings("no spending share", findings)
    return trade / (1 + trade)


def better_model_wins(training_spend: float, inference_spend: float, trade: float) -> bool:
    """Say whether the next dollar does more in training a better model than in thinking longer.

    It does while training over inference stands below its best ratio, alpha to beta = s.
    """
    return training_spend < trade * inference_spend


def days_to_overtake(training_compute: float, inference_per_day: float) -> float:
    """Return the days of serving after which it has used as much compute as the training did."""
    return training_compute / inference_per_day


def break_even_tokens(law: LossLaw, large: ModelChoice, parameters: float) -> float:
    """Return the served tokens from which a smaller model, trained longer to equal loss, is cheaper."""
    loss = law.loss(large.parameters, large.training_tokens)
    extra = same_quality(law, parameters, loss, 0.0).training_flop - large.training_flop
    saved = INFERENCE_FLOP * (large.parameters - parameters)
    return math.inf if saved <= 0 or math.isinf(extra) else max(extra / saved, 0.0)


def loss_optimal_size(law: LossLaw, training_flop: float) -> float:
    """Return the parameters that reach the least loss with a training budget [FLOP], no serving counted."""

    def surplus(logarithm: float) -> float:
        parameters = math.exp(logarithm)
        return math.log(TRAINING_FLOP * parameters * compute_optimal(law, parameters) / training_flop)

    return math.exp(brentq(surplus, math.log(1e3), math.log(1e18)))
