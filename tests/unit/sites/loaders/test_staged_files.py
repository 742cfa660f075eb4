"""Every loader on the open data, and on a copy that was cut off or lost a column."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gigaplan.core.errors import InputError
from gigaplan.sites.layers import FILES
from gigaplan.sites.loaders.grid import load_gridkit, load_hifld_lines
from gigaplan.sites.loaders.land import (
    load_counties,
    load_countries,
    load_federal_land,
    load_polygons,
    load_reserved_sites,
)
from gigaplan.sites.loaders.nature import load_earthquakes, load_risk_index, load_stations, load_water_stress
from gigaplan.sites.loaders.neighbours import (
    load_compute_atlas,
    load_epoch_timelines,
    load_exchanges,
    load_markets,
    load_railways,
    load_towns,
)
from gigaplan.sites.loaders.plants import load_eia860m, load_powerplantmatching, load_wri_plants

pytestmark = pytest.mark.data

LOADERS: dict[str, Callable[[Path], Any]] = {
    "lines": load_hifld_lines,
    "plants, america": load_eia860m,
    "plants, europe": lambda path: load_powerplantmatching(path, 2026),
    "plants, world": load_wri_plants,
    "counties": load_counties,
    "countries": load_countries,
    "federal land": load_federal_land,
    "reserved sites": load_reserved_sites,
    "lakes": load_polygons,
    "parks": load_polygons,
    "urban areas": load_polygons,
    "railways": load_railways,
    "exchanges": load_exchanges,
    "towns": load_towns,
    "data centres": load_compute_atlas,
    "water stress": load_water_stress,
    "risk index": load_risk_index,
    "earthquakes": load_earthquakes,
    "stations": load_stations,
    "markets": load_markets,
}
TABLES = (
    "plants, america",
    "plants, europe",
    "plants, world",
    "towns",
    "data centres",
    "risk index",
    "earthquakes",
)


def staged(folder: Path, layer: str) -> Path:
    """The file of a layer in the open data folder."""
    found = [
        path for pattern in FILES[layer] for path in sorted(folder.glob(pattern)) if "_full" not in path.name
    ]
    if not found:
        pytest.skip(f"the open data folder holds no {layer}")
    return found[0]


@pytest.mark.parametrize("layer", LOADERS)
def test_a_staged_file_loads_and_a_cut_copy_says_which_file_is_damaged(
    layer: str, data_folder: Path, tmp_path: Path
) -> None:
    path = staged(data_folder, layer)
    assert LOADERS[layer](path) is not None
    if path.suffix not in (".gz", ".npz"):
        return
    copy = tmp_path / path.name
    raw = path.read_bytes()
    copy.write_bytes(raw[: len(raw) // 2])
    with pytest.raises(InputError, match=path.name.split(".")[0]) as caught:
        LOADERS[layer](copy)
    assert "damaged" in caught.value.summary


@pytest.mark.parametrize("layer", TABLES)
def test_a_table_with_another_separator_names_the_columns_it_lacks(
    layer: str, data_folder: Path, tmp_path: Path
) -> None:
    path = staged(data_folder, layer)
    text = gzip.decompress(path.read_bytes()).decode("utf-8-sig")
    copy = tmp_path / "semicolons.csv"
    copy.write_text(text.replace(",", ";"), encoding="utf-8")
    with pytest.raises(InputError, match="separator"):
        LOADERS[layer](copy)


def test_the_lines_hold_what_their_readme_counts(data_folder: Path) -> None:
    loaded = load_hifld_lines(staged(data_folder, "lines"))
    assert {230.0, 345.0, 500.0, 765.0} <= set(loaded.content.kilovolts)
    assert loaded.content.kilovolts.max() == 765.0
    assert [finding.got for finding in loaded.findings] == ["1 lines above 800 kV or of direct current"]


def test_the_american_fleet_sums_to_what_the_agency_counts(data_folder: Path) -> None:
    # EIA: about 1,300 GW of nameplate running at the end of 2025, most of it in plants of 50 MW and more
    plants = load_eia860m(staged(data_folder, "plants, america")).content
    running = plants.nameplate_mw[(plants.state == "running") | (plants.state == "retiring")].sum() / 1000
    assert 1050 < running < 1400
    assert (plants.state == "retired").sum() > 500


def test_substations_get_a_voltage_where_a_line_passes(data_folder: Path) -> None:
    lines = load_hifld_lines(staged(data_folder, "lines")).content
    vertices, links = (staged(data_folder, f"gridkit {part}, america") for part in ("vertices", "links"))
    alone = load_gridkit(vertices, links).content[1].kilovolts
    helped = load_gridkit(vertices, links, lines).content[1].kilovolts
    assert len(helped) == 9073
    assert (alone > 0).sum() > 1058  # as many carry a voltage of their own
    assert (helped > 0).sum() > (alone > 0).sum()


def test_the_timelines_hold_colossus_2(data_folder: Path) -> None:
    steps = load_epoch_timelines(next((data_folder / "data_centres").glob("epoch_ai_data_center_timelines*")))
    own = [step for step in steps if step.site == "Colossus 2"]
    assert own[0].date == "2025-02-28"
    assert own[0].it_mw == 0.0
    assert max(step.it_mw for step in own) > 900
