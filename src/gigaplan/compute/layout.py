"""From chips to a hall: racks and their cooling, scale-up domains, a network as large as the work asks, MW_it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gigaplan.core.errors import Finding, raise_findings

KILOWATTS_IN_MEGAWATT = 1e3

# NVIDIA Quantum-2 QM9700: 64 ports of 400 Gb/s, 1,720 W at most with active cables (its manual, from memory).
SWITCH_PORTS = 64
PORT_KILOWATTS = 1.720 / SWITCH_PORTS
INCLUDED_TIERS = (
    3  # the network within a chip's all-in power: DGX H100 10.2 kW / 8 + 5 ports gives 1.41 of 1.40 kW
)
LARGEST_RACK_DOMAIN = 144  # packages in one rack: Rubin Ultra NVL576
WIDE_DOMAIN_RACK = 64  # chips a rack where a domain spans racks: Google's cube of 64 TPUs (2304.01433)


@dataclass(frozen=True)
class Cooling:
    """A kind of hall: the most power one rack may draw [kW_it/rack]."""

    name: str
    rack_limit: float


# Densest racks in service of each kind, public survey "Energy and physical constraints on AI datacenters",
# Sep 2026: H100 40 kW by air, VR200 190-230 kW by liquid, Kyber 600-680 kW by liquid with 800 V direct current.
AIR = Cooling("air", 40.0)
LIQUID = Cooling("liquid", 230.0)
DENSE_LIQUID = Cooling("liquid, 800 V direct current", 680.0)
COOLINGS = (AIR, LIQUID, DENSE_LIQUID)


@dataclass(frozen=True)
class HallChip:
    """A chip as halls see it: all-in power with its share of a full network [kW_it/chip], chips of a domain,
    and ports of 400 Gb/s into the scale-out network.
    """

    all_in_power: float
    domain: int
    ports: float = 1.0

    @property
    def rack_unit(self) -> int:
        """Return the chips that cannot be parted over racks: a server, a rack-scale domain, or a cube of one."""
        return self.domain if self.domain <= LARGEST_RACK_DOMAIN else WIDE_DOMAIN_RACK

    @property
    def server_power(self) -> float:
        """Return the power without the scale-out switches [kW_it/chip]."""
        return self.all_in_power - self.ports * switch_ports(INCLUDED_TIERS) * PORT_KILOWATTS


def tiers_for(endpoints: float) -> int:
    """A fat tree of t tiers joins 2 (ports / 2)^t endpoints at full speed (Al-Fares et al., SIGCOMM 2008)."""
    reach, tiers = SWITCH_PORTS, 1
    while endpoints > reach:
        tiers += 1
        reach *= SWITCH_PORTS // 2
    return tiers


def switch_ports(tiers: int) -> int:
    """Return the switch ports a full fat tree has per endpoint: two for each tier below the top, one there."""
    return 2 * tiers - 1


@dataclass(frozen=True)
class Layout:
    """A hall fitted to its work; power in MW_it, `group` the chips that must talk at full speed."""

    chips: int
    group: int
    cooling: Cooling
    chips_per_rack: int
    rack_power: float
    racks: int
    domains: int
    domains_per_group: int
    tiers: int
    switches: int
    network_power: float
    it_power: float

    @property
    def network_share(self) -> float:
        """Return the scale-out network's share of the IT power."""
        return self.network_power / self.it_power

    def site_power(self, pue: float) -> float:
        """Return the site's power at a ratio of MW_site to MW_it."""
        return self.it_power * pue

    def halls(self, hall_power: float) -> int:
        """Return the halls of `hall_power` [MW_it] it fills."""
        return math.ceil(self.it_power / hall_power - 1e-9)


def fit_layout(chip: HallChip, chips: int, group: int, cooling: Cooling | None = None) -> Layout:
    """The hall takes the least dense cooling that holds a rack's parts, and only the network tiers its groups need.

    group: chips of one training run (all of it talks), or of one serving instance with its prefill pool.
    """
    _check(chip, chips, group)
    chosen = cooling or next((kind for kind in COOLINGS if _units(chip, kind)), COOLINGS[-1])
    if not _units(chip, chosen):
        _refuse_rack(chip, chosen)
    per_rack = chip.rack_unit * _units(chip, chosen)
    tiers = tiers_for(group * chip.ports)
    ports = chips * chip.ports * switch_ports(tiers)
    network = ports * PORT_KILOWATTS / KILOWATTS_IN_MEGAWATT
    return Layout(
        chips=chips,
        group=group,
        cooling=chosen,
        chips_per_rack=per_rack,
        rack_power=per_rack * chip.server_power,
        racks=math.ceil(chips / per_rack),
        domains=math.ceil(chips / chip.domain),
        domains_per_group=math.ceil(group / chip.domain),
        tiers=tiers,
        switches=math.ceil(ports / SWITCH_PORTS),
        network_power=network,
        it_power=chips * chip.server_power / KILOWATTS_IN_MEGAWATT + network,
    )


def _units(chip: HallChip, cooling: Cooling) -> int:
    return int(cooling.rack_limit // (chip.rack_unit * chip.server_power))


def _check(chip: HallChip, chips: int, group: int) -> None:
    findings = []
    if chips < 1:
        findings.append(Finding("layout, chips", f"{chips}", "one chip or more", "give the fleet's chips"))
    if not 1 <= group <= max(chips, 1):
        findings.append(
            Finding(
                "layout, group",
                f"{group} chips",
                f"1 to the {chips} chips of the hall",
                "give the chips of one run or instance",
            )
        )
    if chip.domain < 1:
        findings.append(
            Finding("layout, domain", f"{chip.domain}", "one chip or more", "give the chips of a domain")
        )
    if not chip.server_power > 0:
        findings.append(
            Finding(
                "layout, all_in_power",
                f"{chip.all_in_power} kW_it/chip",
                f"more than its network's {chip.all_in_power - chip.server_power:.3f} kW_it/chip",
                "give the all-in power of the chip, or fewer ports",
            )
        )
    raise_findings("The hall cannot be laid out.", findings)


def _refuse_rack(chip: HallChip, cooling: Cooling) -> None:
    need = chip.rack_unit * chip.server_power
    fitting = next((kind.name for kind in COOLINGS if kind.rack_limit >= need), None)
    raise_findings(
        "The racks cannot be cooled.",
        [
            Finding(
                "layout, cooling",
                f"{need:.0f} kW_it in the parts of one rack, cooled by {cooling.name}",
                f"at most {cooling.rack_limit:.0f} kW_it/rack",
                f"take {fitting}" if fitting else "take a chip with smaller racks",
            )
        ],
    )
