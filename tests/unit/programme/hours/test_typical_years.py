"""Typical-year files: read right, agree with pvlib, and damage named by line and column."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from gigaplan.core.errors import InputError
from gigaplan.programme.hours.typical_years import load_epw, load_pvgis, load_tmy3
from gigaplan.programme.hours.values import hour_of_day, month_of_hour


def finding_of(path: Path, load=load_tmy3):
    with pytest.raises(InputError) as caught:
        load(path)
    return caught.value.findings[0]


def test_hours_marked_at_their_end_are_put_at_their_start(tmy3_lines, written) -> None:
    weather = load_tmy3(written(tmy3_lines))
    assert weather.temperature == pytest.approx(month_of_hour() + 1 + hour_of_day() / 10.0)
    assert (weather.latitude, weather.longitude, weather.utc_offset, weather.elevation) == (
        32.47,
        -99.71,
        -6.0,
        530.0,
    )
    assert weather.kind == "typical year"


def test_gzip_and_plain_files_read_the_same(tmy3_lines, written, tmp_path) -> None:
    plain = load_tmy3(written(tmy3_lines))
    packed = tmp_path / "station.csv.gz"
    packed.write_bytes(gzip.compress("\n".join(tmy3_lines).encode()))
    assert (load_tmy3(packed).wind_speed == plain.wind_speed).all()


def test_a_file_out_of_order_is_refused(tmy3_lines, written) -> None:
    turned = [*tmy3_lines[:2], *tmy3_lines[2 + 31 * 24 :], *tmy3_lines[2 : 2 + 31 * 24]]
    with pytest.raises(InputError):
        load_tmy3(written(turned))


def test_a_file_that_breaks_off_is_named(tmy3_lines, written) -> None:
    finding = finding_of(written(tmy3_lines[:5000]))
    assert finding.got == "4998 hours; the file breaks off"
    assert finding.want == "8760 hours"


def test_a_semicolon_is_named(tmy3_lines, written) -> None:
    lines = [tmy3_lines[0], *(line.replace(",", ";") for line in tmy3_lines[1:])]
    finding = finding_of(written(lines))
    assert finding.where.endswith("station.csv:2")
    assert "semicolon" in finding.got


def test_a_missing_column_is_named(tmy3_lines, written) -> None:
    lines = [tmy3_lines[0], *(",".join(line.split(",")[:-1]) for line in tmy3_lines[1:])]
    assert finding_of(written(lines)).want == "column 'Wspd (m/s)'"


def test_all_missing_columns_are_told_at_once(tmy3_lines, written) -> None:
    lines = [tmy3_lines[0], *(",".join(line.split(",")[:-2]) for line in tmy3_lines[1:])]
    with pytest.raises(InputError) as caught:
        load_tmy3(written(lines))
    assert [finding.want for finding in caught.value.findings] == [
        "column 'Dew-point (C)'",
        "column 'Wspd (m/s)'",
    ]


def test_an_hour_that_stands_twice_is_named_by_line(tmy3_lines, written) -> None:
    finding = finding_of(written([*tmy3_lines[:102], tmy3_lines[101], *tmy3_lines[102:]]))
    assert finding.where.endswith("station.csv:103")
    assert "second time" in finding.got


def test_another_unit_in_the_header_is_named(tmy3_lines, written) -> None:
    lines = [tmy3_lines[0], tmy3_lines[1].replace("Dry-bulb (C)", "Dry-bulb (F)"), *tmy3_lines[2:]]
    finding = finding_of(written(lines))
    assert finding.got == "column 'Dry-bulb (F)'"
    assert finding.want == "column 'Dry-bulb (C)'"


def test_kelvin_is_named_by_line_and_column(tmy3_lines, written) -> None:
    cells = tmy3_lines[2].split(",")
    lines = [*tmy3_lines[:2], ",".join([*cells[:5], "274.3", *cells[6:]]), *tmy3_lines[3:]]
    finding = finding_of(written(lines))
    assert finding.where.endswith("station.csv:3, column 'Dry-bulb (C)'")
    assert "kelvin" in finding.do


def test_text_in_a_cell_is_named_by_line_and_column(tmy3_lines, written) -> None:
    lines = [*tmy3_lines[:50], tmy3_lines[50].replace("-5.0", "n/a"), *tmy3_lines[51:]]
    finding = finding_of(written(lines))
    assert finding.where.endswith("station.csv:51, column 'Dew-point (C)'")
    assert finding.got == "'n/a'"


def test_gaps_are_refused_and_filled_only_on_request(tmy3_lines, written) -> None:
    lines = [*tmy3_lines[:50], tmy3_lines[50].replace("-5.0", ""), *tmy3_lines[51:]]
    assert "1 missing hours of Dew-point (C)" in finding_of(written(lines)).got
    weather = load_tmy3(written(lines), fill="interpolate")
    assert weather.dew_point == pytest.approx(np.full(365 * 24, -5.0))
    assert "filled" in weather.findings[0].do


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "an empty file"),
        (bytes(range(256)), "not text"),
        (gzip.compress(b"a" * 5000)[:20], "breaks off"),
    ],
    ids=["empty", "binary", "torn gzip"],
)
def test_what_is_no_table_is_told(tmp_path, content: bytes, words: str) -> None:
    path = tmp_path / "station.csv"
    path.write_bytes(content)
    assert words in finding_of(path).got


def test_a_missing_file_is_told(tmp_path) -> None:
    assert finding_of(tmp_path / "nowhere.csv").got == "no such file"


EPW_PLACE = "LOCATION,Testville,TX,USA,TMY3,722660,32.47,-99.71,-6.0,530.0"


def epw_lines() -> list[str]:
    rows = [
        f"1990,{month + 1},{day},{hour + 1},0,flags,{month + hour / 10:.1f},-5.0,50,95000,0,0,300,200,100,50,"
        "0,0,0,0,180,4.5,5,5,16,7,9,9,0,0,0,88,0,0,0"
        for month, days in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31))
        for day in range(1, days + 1)
        for hour in range(24)
    ]
    return [EPW_PLACE, *(f"HEADER {number}" for number in range(7)), *rows]


def test_an_energyplus_file_agrees_with_pvlib(written) -> None:
    from pvlib.iotools import read_epw

    path = written(epw_lines(), "place.epw")
    theirs, place = read_epw(str(path))
    weather = load_epw(path)
    assert weather.temperature == pytest.approx(theirs["temp_air"].to_numpy())
    assert weather.wind_speed == pytest.approx(theirs["wind_speed"].to_numpy())
    assert weather.direct_normal == pytest.approx(theirs["dni"].to_numpy())
    assert (weather.latitude, weather.utc_offset) == (place["latitude"], place["TZ"])


def test_codes_for_missing_values_count_as_gaps(written) -> None:
    lines = epw_lines()
    lines[108] = lines[108].replace(",-5.0,", ",99.9,")
    assert "1 missing hours of Dew-point (C)" in finding_of(written(lines, "place.epw"), load_epw).got


def test_something_else_is_not_taken_for_an_energyplus_file(tmy3_lines, written) -> None:
    assert finding_of(written(tmy3_lines), load_epw).want == "a line LOCATION,..."


@pytest.mark.data
def test_abilene_is_read_as_pvlib_reads_it(data_folder, tmp_path) -> None:
    """pvlib on NREL's own form; the staged file lacks only flag columns, which pvlib does not need."""
    from pvlib.iotools import read_tmy3

    packed = data_folder / "weather_us_tmy3/TX-Abilene_Regional_Ap_Ut.csv.gz"
    plain = tmp_path / "abilene.csv"
    plain.write_bytes(gzip.decompress(packed.read_bytes()))
    theirs, place = read_tmy3(str(plain), coerce_year=2023, map_variables=True)
    weather = load_tmy3(packed)
    assert weather.temperature == pytest.approx(theirs["temp_air"].to_numpy())
    assert weather.global_horizontal == pytest.approx(theirs["ghi"].to_numpy())
    assert weather.latitude == pytest.approx(place["latitude"])
    assert weather.temperature.mean() == pytest.approx(17.09, abs=0.01)


@pytest.mark.data
def test_every_staged_station_is_read(data_folder) -> None:
    paths = sorted((data_folder / "weather_us_tmy3").glob("*.csv.gz"))
    assert len(paths) == 30
    for path in paths[::6]:
        assert len(load_tmy3(path).temperature) == 365 * 24


@pytest.mark.data
def test_a_pvgis_year_is_read_as_pvlib_reads_it_and_moved_to_local_time(data_folder, tmp_path) -> None:
    from pvlib.iotools import read_pvgis_tmy

    packed = data_folder / "weather_europe/pvgis_tmy_45.000N_8.000E_2005_2023.csv.gz"
    plain = tmp_path / "pvgis.csv"
    plain.write_bytes(gzip.decompress(packed.read_bytes()))
    theirs, _ = read_pvgis_tmy(str(plain), map_variables=True)
    weather = load_pvgis(packed)
    assert weather.utc_offset == 1.0
    assert weather.temperature[1:] == pytest.approx(theirs["temp_air"].to_numpy()[:-1])


@pytest.mark.parametrize("name", ["723170TYA.CSV", "703165TY.csv"])
def test_nrels_original_form_with_flag_columns_is_read_as_pvlib_reads_it(name: str) -> None:
    """Two stations as NREL published them, shipped inside pvlib: Greensboro and Sand Point."""
    import pvlib
    from pvlib.iotools import read_tmy3

    path = Path(pvlib.__file__).parent / "data" / name
    if not path.is_file():
        pytest.skip(f"this pvlib does not ship {name}")
    theirs, place = read_tmy3(str(path), coerce_year=2023, map_variables=True)
    weather = load_tmy3(path)
    assert weather.dew_point == pytest.approx(theirs["temp_dew"].to_numpy())
    assert weather.direct_normal == pytest.approx(theirs["dni"].to_numpy())
    assert weather.utc_offset == place["TZ"]
