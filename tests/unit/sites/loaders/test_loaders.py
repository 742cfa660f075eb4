"""Every loader on a small file made by hand, and on files with the usual faults."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
import xlsxwriter

from gigaplan.core.errors import InputError
from gigaplan.sites.geometry import unit_vectors
from gigaplan.sites.loaders.grid import Lines, highest_kilovolts, load_gridkit, load_hifld_lines
from gigaplan.sites.loaders.land import (
    load_counties,
    load_countries,
    load_federal_grid,
    load_federal_land,
    load_states,
)
from gigaplan.sites.loaders.nature import load_earthquakes, load_risk_index, load_stations, load_water_stress
from gigaplan.sites.loaders.neighbours import load_compute_atlas, load_epoch_timelines, load_towns
from gigaplan.sites.loaders.plants import load_eia860m, load_powerplantmatching, load_wri_plants
from gigaplan.sites.loaders.shapes import load_shapes, load_topology


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def geojson(path: Path, features: list[tuple[dict, dict]], crs: str | None = None) -> Path:
    content: dict = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": own, "geometry": shape} for own, shape in features],
    }
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    return write(path, json.dumps(content))


LINE = {"type": "LineString", "coordinates": [[-99.0, 32.0], [-98.0, 32.0]]}
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}


def test_lines_without_a_voltage_and_direct_current_links_are_left_out_and_counted(tmp_path: Path) -> None:
    features = [
        ({"VOLTAGE": 345}, LINE),
        ({"VOLTAGE": -999999}, LINE),
        ({"VOLTAGE": None}, LINE),
        ({"VOLTAGE": 1000}, LINE),
        ({"VOLTAGE": 500, "TYPE": "DC; OVERHEAD"}, LINE),
        ({"VOLTAGE": 500, "VOLT_CLASS": "DC"}, LINE),
        ({"VOLTAGE": 500, "STATUS": "INACTIVE"}, LINE),
    ]
    loaded = load_hifld_lines(geojson(tmp_path / "lines.geojson", features))
    assert set(loaded.content.kilovolts) == {345.0}
    told = [finding.got for finding in loaded.findings]
    assert told == [
        "2 of 7 lines without one",
        "3 lines above 800 kV or of direct current",
        "1 lines inactive or proposed",
    ]


def test_a_file_in_metres_is_refused_with_its_projection(tmp_path: Path) -> None:
    named = geojson(tmp_path / "named.geojson", [({"voltage": 345}, LINE)], crs="urn:ogc:def:crs:EPSG::3857")
    with pytest.raises(InputError, match="3857"):
        load_hifld_lines(named)
    metres = {"type": "LineString", "coordinates": [[-11020000.0, 3763000.0], [-11000000.0, 3763000.0]]}
    unnamed = geojson(tmp_path / "unnamed.geojson", [({"voltage": 345}, metres)])
    with pytest.raises(InputError, match="EPSG:4326"):
        load_hifld_lines(unnamed)


def test_a_line_file_without_voltages_names_the_properties_it_has(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="owner"):
        load_hifld_lines(geojson(tmp_path / "lines.geojson", [({"owner": "x"}, LINE)]))


def test_a_truncated_file_says_so(tmp_path: Path) -> None:
    whole = gzip.compress(json.dumps({"type": "FeatureCollection", "features": []}).encode() * 50)
    path = tmp_path / "cut.geojson.gz"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="download it again"):
        load_shapes(path)
    with pytest.raises(InputError, match="no JSON"):
        load_shapes(write(tmp_path / "cut.geojson", '{"type": "FeatureColl'))


@pytest.mark.parametrize(
    ("text", "expected"), [("345000;138000", 345.0), ("110000", 110.0), ("138000;765000", 765.0)]
)
def test_the_highest_of_a_list_of_voltages_counts(text: str, expected: float) -> None:
    assert highest_kilovolts(text) == expected


@pytest.mark.parametrize("text", ["", "345 kV", "345", "0"])
def test_a_voltage_that_is_blank_or_in_kilovolts_is_not_a_number(text: str) -> None:
    assert np.isnan(highest_kilovolts(text))


def test_a_substation_takes_its_voltage_from_its_links_then_from_a_line_at_hand(tmp_path: Path) -> None:
    vertices = write(
        tmp_path / "v.csv",
        "v_id,lon,lat,typ,voltage\n1,0,0,substation,\n2,1,0,joint,\n3,5,5,station,\n4,8,8,substation,\n",
    )
    links = write(tmp_path / "l.csv", "v_id_1,v_id_2,voltage\n1,2,230000;110000\n2,9,400000\n")
    near = Lines(unit_vectors(np.array([5.001]), np.array([5.0])), np.array([500.0]), "by hand")
    loaded = load_gridkit(vertices, links, near)
    substations = loaded.content[1]
    assert substations.kilovolts[0] == 230.0  # the link's
    assert substations.kilovolts[1] == 500.0  # the line's, 0.1 km away
    assert np.isnan(substations.kilovolts[2])
    assert [finding.got for finding in loaded.findings] == [
        "1 of 3 substations without a voltage",
        "1 of 2 links without a voltage or an end",
    ]


AGENCY_SHEET = """Inventory of Operating Generators as of September 2026,,,,,
Plant Name,Latitude,Longitude,Nameplate Capacity (MW),Technology,Status
Comanche,32.3,-97.8,"1,250.0",Nuclear,(OP) Operating
New Sun,31.0,-99.0,200,Solar Photovoltaic,"(U) Under construction, less than or equal to 50 percent complete"
Odd,31.0,-99.0,10,Other Gases,(XX) ?
"""


def test_a_sheet_of_the_agency_loads_below_its_title_line(tmp_path: Path) -> None:
    loaded = load_eia860m(write(tmp_path / "860m.csv", AGENCY_SHEET))
    assert loaded.content.nameplate_mw.tolist() == [1250.0, 200.0, 10.0]
    assert loaded.content.state.tolist() == ["running", "planned", "unknown"]
    assert loaded.content.fuel.tolist() == ["nuclear", "solar", "gas"]
    assert "(XX) ?" in loaded.findings[0].got


def test_a_wrong_separator_names_the_missing_columns_all_at_once(tmp_path: Path) -> None:
    path = write(tmp_path / "860m.csv", AGENCY_SHEET.replace(",", ";"))
    with pytest.raises(InputError) as caught:
        load_eia860m(path)
    assert {finding.where.split("column ")[1] for finding in caught.value.findings} >= {
        "lon",
        "lat",
        "mw",
        "fuel",
    }
    assert "separator" in caught.value.findings[0].do


def test_a_unit_inside_a_number_is_refused_with_its_row(tmp_path: Path) -> None:
    path = write(tmp_path / "860m.csv", AGENCY_SHEET.replace(",200,", ",200 MW,"))
    with pytest.raises(InputError, match="data row 2"):
        load_eia860m(path)


def test_swapped_axes_are_found(tmp_path: Path) -> None:
    path = write(tmp_path / "wri.csv", "latitude,longitude,capacity_mw,primary_fuel\n-97.8,32.3,10,Gas\n")
    with pytest.raises(InputError, match="swap the axes"):
        load_wri_plants(path)


def test_european_plants_are_placed_in_time_by_their_years(tmp_path: Path) -> None:
    rows = "lon,lat,Capacity,Fueltype,DateIn,DateOut\n" + "".join(
        f"9,50,100,Hard Coal,{begin},{end}\n"
        for begin, end in ((1980, 2020), (1980, 2030), (1980, 2060), (2028, ""))
    )
    loaded = load_powerplantmatching(write(tmp_path / "ppm.csv", rows), year=2026)
    assert loaded.content.state.tolist() == ["retired", "retiring", "running", "planned"]


def test_county_codes_that_lost_their_zero_are_mended_and_told(tmp_path: Path) -> None:
    path = write(tmp_path / "nri.csv", "STCOFIPS,EAL_VALB,BUILDVALUE\n1001,50,100000\n48441,10,0\n")
    loaded = load_risk_index(path)
    assert loaded.content == {"01001": pytest.approx(0.0005)}
    assert loaded.findings[0].got == "1 county codes of four digits"
    with pytest.raises(InputError, match="'Taylor'"):
        load_risk_index(write(tmp_path / "bad.csv", "STCOFIPS,EAL_VALB,BUILDVALUE\nTaylor,50,100000\n"))


def test_basins_without_a_figure_are_left_out(tmp_path: Path) -> None:
    path = geojson(tmp_path / "w.geojson", [({"bws_cat": 3}, SQUARE), ({"bws_cat": -9999}, SQUARE)])
    loaded = load_water_stress(path)
    assert loaded.content.category.tolist() == [3]
    assert loaded.findings[0].got == "1 basins without a figure"


def test_power_plants_in_the_list_of_data_centres_are_not_data_centres(tmp_path: Path) -> None:
    head = "id,name,facility_type,status,lat,lon,precision,state,mw_planned,mw_operational\n"
    rows = "a,A,data_center,proposed,32,-99,exact,TX,1200,\n"
    rows += "b,B,power_generation,proposed,32,-99,exact,TX,2000,\n"
    loaded = load_compute_atlas(write(tmp_path / "atlas.csv", head + rows))
    assert loaded.content.id == ("a",)
    assert loaded.content.planned_mw.tolist() == [1200.0]


def test_timeline_steps_come_in_order_of_site_and_date(tmp_path: Path) -> None:
    rows = (
        "Data center,Date,IT power (MW),Power (MW)\nB,2026-01-01,10,12\nA,2026-05-01,20,\nA,2025-05-01,5,6\n"
    )
    steps = load_epoch_timelines(write(tmp_path / "t.csv", rows))
    order = [(step.site, step.date) for step in steps]
    assert order == [("A", "2025-05-01"), ("A", "2026-05-01"), ("B", "2026-01-01")]
    assert np.isnan(steps[1].site_mw)


def test_a_quantised_topology_opens_into_polygons_in_degrees(tmp_path: Path) -> None:
    # A square of two by two degrees cut in two by its middle; the shared arc is used in both directions.
    content = {
        "type": "Topology",
        "transform": {"scale": [0.5, 0.5], "translate": [10.0, 40.0]},
        "arcs": [[[2, 0], [0, 4]], [[2, 4], [-2, 0], [0, -4], [2, 0]], [[2, 0], [2, 0], [0, 4], [-2, 0]]],
        "objects": {
            "halves": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, 1]], "id": "w", "properties": {"name": "west"}},
                    {"type": "Polygon", "arcs": [[2, -1]], "id": "e", "properties": {"name": "east"}},
                ],
            }
        },
    }
    shapes = load_topology(write(tmp_path / "t.json", json.dumps(content)), "halves")
    assert shapely.area(shapes.geometries).tolist() == [2.0, 2.0]
    assert shapes.geometries[0].bounds == (10.0, 40.0, 11.0, 42.0)
    assert [entry["id"] for entry in shapes.properties] == ["w", "e"]


def test_the_federal_share_is_taken_over_the_land_pixels_around(tmp_path: Path) -> None:
    federal, land = np.zeros((3, 8), np.uint8), np.ones((3, 8), np.uint8)
    federal[:, 0] = 1
    land[:, 7] = 0
    path = tmp_path / "federal.npz"
    np.savez(
        path,
        federal=np.packbits(federal, axis=1),
        land=np.packbits(land, axis=1),
        shape=np.array([3, 8]),
        lat_first=50.0,
        lat_step=-0.02,
        lon_first=-100.0,
        lon_step=0.02,
    )
    share = load_federal_grid(path).at(np.array([-99.98, -99.92, -98.0]), np.array([49.98, 49.98, 49.98]))
    assert share[0] == pytest.approx(1 / 3)  # one of three columns around
    assert share[1] == 0.0
    assert np.isnan(share[2])  # outside the raster


def test_a_broken_raster_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="npz"):
        load_federal_grid(write(tmp_path / "federal.npz", "no archive"))


def test_a_geopackage_in_metres_comes_to_degrees_and_one_without_projection_is_refused(
    tmp_path: Path,
) -> None:
    frame = geopandas.GeoDataFrame(
        {"VOLTAGE": [345]}, geometry=[shapely.LineString([(-99, 32), (-98, 32)])], crs=4326
    )
    frame.to_crs(3857).to_file(tmp_path / "lines.gpkg")
    loaded = load_hifld_lines(tmp_path / "lines.gpkg")
    assert loaded.content.points[0] == pytest.approx(unit_vectors(np.array([-99.0]), np.array([32.0]))[0])
    frame.set_crs(None, allow_override=True).to_file(tmp_path / "nowhere.gpkg")
    with pytest.raises(InputError, match="no CRS"):
        load_hifld_lines(tmp_path / "nowhere.gpkg")


@pytest.mark.parametrize(
    ("load", "name"), [(load_eia860m, "nothing.csv"), (load_hifld_lines, "nothing.geojson")]
)
def test_an_empty_file_is_said_to_be_empty(load: Callable[[Path], object], name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(InputError, match="empty"):
        load(path)


@pytest.mark.parametrize(("name", "words"), [("lines.csv", "no shapes"), ("lines.gpkg", "cannot be read")])
def test_a_table_or_rubbish_in_place_of_a_map_is_refused(name: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("voltage,length\n345,12\n", encoding="utf-8")
    with pytest.raises(InputError, match=words):
        load_hifld_lines(path)


def test_a_row_longer_than_its_heading_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plants.csv"
    path.write_text(
        "plant_name,state,lat,lon,total_capacity_mw,fuel_type,status\nA,TX,32,-99,100,Gas,operating,1,2\nB,TX,32,-99,1,2,3,4,5,6,7,8\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="damaged"):
        load_eia860m(path)


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """A workbook as the agency delivers it: two lines of title above the heading of each sheet."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate([[f"Inventory of {name} Generators"], [], *rows]):
                sheet.write_row(number, 0, row)
    return path


HEAD = ["Plant ID", "Plant Name", "Generator ID", "Nameplate Capacity (MW)", "Technology"]
ENDS = ["Latitude", "Longitude"]
OPERATING = [
    [*HEAD, "Status", "Planned Retirement Year", *ENDS],
    [7, "Hill", "1", 60, "Natural Gas Steam Turbine", "(OP) Operating", " ", 32.0, -99.0],
    [7, "Hill", "2", 70, "Natural Gas Fired Combined Cycle", "(SB) Standby", " ", 32.0, -99.0],
    [7, "Hill", "3", 500, "Conventional Steam Coal", "(OP) Operating", 2028, 32.0, -99.0],
    ["NOTES: generators of 1 MW and more", "", "", "", "", "", "", "", ""],
]
PLANNED = [
    [*HEAD, "Status", *ENDS],
    [8, "Dale", "1", 300, "Solar Photovoltaic", "(U) Under construction, 50 percent or less", 33.0, -98.0],
]
RETIRED = [
    [*HEAD, "Retirement Year", *ENDS],
    [9, "Moor", "1", 900, "Conventional Steam Coal", 2021, 34.0, -97.0],
]


def test_the_agencys_workbook_gives_plants_of_all_its_sheets(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "september_generator2026.xlsx",
        {"Operating": OPERATING, "Planned": PLANNED, "Retired": RETIRED},
    )
    loaded = load_eia860m(path)
    plants = loaded.content
    found = zip(plants.nameplate_mw, plants.fuel, plants.state, plants.retirement_year, strict=True)
    assert {(power, fuel, state, None if np.isnan(year) else year) for power, fuel, state, year in found} == {
        (130.0, "gas", "running", None),  # 60 and 70 of one plant
        (500.0, "coal", "retiring", 2028.0),
        (300.0, "solar", "planned", None),
        (900.0, "coal", "retired", 2021.0),
    }
    assert [finding.got for finding in loaded.findings] == ["1 rows without place or power"]


def test_a_workbook_without_a_sheet_or_cut_off_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "september_generator2026.xlsx", {"Operating": OPERATING})
    with pytest.raises(InputError, match="Planned"):
        load_eia860m(path)
    path.write_bytes(path.read_bytes()[:400])
    with pytest.raises(InputError, match="download it again"):
        load_eia860m(path)
    with pytest.raises(InputError, match="no such file"):
        load_eia860m(tmp_path / "none.xlsx")


def test_a_line_that_stands_twice_is_told_or_refused_and_another_unit_is_refused(tmp_path: Path) -> None:
    rows = ["lon,lat,capacity_mw,primary_fuel", "-99,32,1200,Gas", "-98,32,400,Coal"]
    twice = write(tmp_path / "twice.csv", "\n".join([*rows, rows[1]]))
    loaded = load_wri_plants(twice)  # as staged, this list repeats plants: each counts once, and that is told
    assert loaded.content.nameplate_mw.sum() == 1600.0
    assert loaded.findings[1].where.endswith("twice.csv:4")
    towns = ["lat,lon,people", "1,2,3", "1,2,3"]
    with pytest.raises(InputError, match="data row 2 a second time"):
        load_towns(write(tmp_path / "towns.csv", "\n".join(towns)))
    with pytest.raises(InputError, match="read in MW"):
        load_wri_plants(write(tmp_path / "kw.csv", "\n".join(rows).replace("1200", "1200000")))
    with pytest.raises(InputError, match="0 to 10 magnitude"):
        load_earthquakes(write(tmp_path / "quakes.csv", "Latitude,Longitude,Magnitude\n1,2,63\n"))


def test_counties_and_states_of_the_census_bureau_load_as_the_topology_does(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame(
        {"GEOID": ["48441", "48353", "02020"], "NAME": ["Taylor", "Nolan", "Anchorage"]},
        geometry=[
            shapely.box(-100, 32, -99, 33),
            shapely.box(-101, 32, -100, 33),
            shapely.box(-150, 61, -149, 62),
        ],
        crs=4269,
    )
    path = tmp_path / "cb_2024_us_county_500k.gpkg"
    frame.to_file(path)
    counties = load_counties(path)
    assert (counties.fips, counties.state, counties.name) == (
        ("48353", "48441"),
        ("TX", "TX"),
        ("Nolan", "Taylor"),
    )
    states = load_states(path)
    assert [state.area for state in states] == pytest.approx([2.0], rel=1e-4)


def test_countries_of_natural_earth_have_their_number_and_name(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "ne_50m_admin_0_countries.geojson", [({"ISO_N3": "056", "NAME": "Belgium"}, SQUARE)]
    )
    assert load_countries(path).properties == ({"id": "056", "name": "Belgium"},)


def test_federal_areas_are_those_the_federal_government_owns(tmp_path: Path) -> None:
    shifted = {"type": "Polygon", "coordinates": [[[2, 0], [3, 0], [3, 1], [2, 1], [2, 0]]]}
    owners = geojson(
        tmp_path / "PADUS4.geojson", [({"Own_Type": "FED"}, SQUARE), ({"Own_Type": "STAT"}, shifted)]
    )
    assert [area.bounds for area in load_federal_land(owners)] == [(0.0, 0.0, 1.0, 1.0)]
    with pytest.raises(InputError, match="no federal land"):
        load_federal_land(geojson(tmp_path / "PADUS5.geojson", [({"Own_Type": "STAT"}, SQUARE)]))


def test_a_station_without_its_hours_has_no_power_ratio_and_is_told(tmp_path: Path) -> None:
    head = "file,station,lat,lon,elev_m,hours_below_18C"
    path = write(
        tmp_path / "stations.csv", f"{head}\nHERE.csv,Here,32,-99,0,4000\nAWAY.csv,Away,33,-99,0,5000\n"
    )
    days = [f"01/01/1990,{hour:02d}:00,0,-5" for hour in range(1, 25)]
    heading = "Date (MM/DD/YYYY),Time (HH:MM),Dry-bulb (C),Dew-point (C)"
    write(tmp_path / "HERE.csv", "\n".join(["1,HERE,TX,-6,32,-99,0", heading, *days]))
    loaded = load_stations(path)
    # at 0 degC the outdoors cool both loops: losses 0.045, pumps 0.015, fans of the coils and slow dry coolers
    assert 1.06 < loaded.content.pue[0] < 1.09
    assert np.isnan(loaded.content.pue[1])
    assert "1 stations without their hours, such as AWAY.csv" in loaded.findings[0].got
