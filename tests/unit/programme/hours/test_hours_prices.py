"""Prices: UTC and daylight saving to local standard time, the operators' own forms, gaps refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gigaplan.core.errors import InputError
from gigaplan.programme.hours.prices import load_prices

HOURS_IN_COMMON_YEAR = 365 * 24


def finding_of(path, year: int = 2023, **options):
    with pytest.raises(InputError) as caught:
        load_prices(path, year, -6.0, **options)
    return caught.value.findings[0]


def test_utc_is_moved_to_local_standard_time(price_file) -> None:
    prices = load_prices(price_file, 2023, -6.0)
    assert prices.values == pytest.approx(np.arange(HOURS_IN_COMMON_YEAR))
    assert prices.currency == "USD_2023"
    assert prices.findings == ()


def test_the_leap_day_is_dropped_and_told(price_file) -> None:
    """2024: hour 1,416 (29 February 00:00) is left out, so 1 March begins with 1,440."""
    prices = load_prices(price_file, 2024, -6.0)
    assert len(prices.values) == HOURS_IN_COMMON_YEAR
    assert prices.values[59 * 24] == 60 * 24
    assert prices.findings[0].got == "29 February 2024"


def test_a_year_that_is_not_there_is_told_with_those_that_are(price_file) -> None:
    finding = finding_of(price_file, 2019)
    assert finding.want == "a year among 2023, 2024"


def test_an_hour_that_is_missing_is_refused_and_filled_on_request(price_file) -> None:
    lines = price_file.read_text().splitlines()
    price_file.write_text("\n".join(lines[:100] + lines[101:]))
    assert "1 missing hours of price, the first 2023-01-05 03:00" in finding_of(price_file).got
    filled = load_prices(price_file, 2023, -6.0, fill="interpolate")
    assert filled.values == pytest.approx(np.arange(HOURS_IN_COMMON_YEAR))
    assert "filled" in filled.findings[0].do


def test_blank_days_are_refused(price_file) -> None:
    lines = price_file.read_text().splitlines()
    blank = [line.split(",")[0] + "," for line in lines[25:49]]
    price_file.write_text("\n".join(lines[:25] + blank + lines[49:]))
    assert "24 missing hours" in finding_of(price_file).got


def test_an_hour_that_stands_twice_is_refused(price_file) -> None:
    lines = price_file.read_text().splitlines()
    price_file.write_text("\n".join([*lines[:100], lines[99], *lines[100:]]))
    finding = finding_of(price_file)
    assert finding.where.endswith(":101")
    assert "second time" in finding.got


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("price_usd_per_mwh", "price_cents_per_kwh", "price_cents_per_kwh"),
        ("time_utc,", "time_utc;", "semicolon"),
        ("time_utc", "when", "when,price"),
    ],
)
def test_an_unknown_header_is_told(price_file, old: str, new: str, words: str) -> None:
    price_file.write_text(price_file.read_text().replace(old, new))
    assert words in finding_of(price_file).got


def test_a_price_beyond_all_caps_is_taken_for_another_unit(price_file) -> None:
    price_file.write_text(price_file.read_text().replace("T07:00Z,1\n", "T07:00Z,100000\n", 1))
    assert "not per kWh" in finding_of(price_file).do


def ercot_rows() -> list[str]:
    """2023 in ERCOT's own form: wall clock by hour ending, the doubled hour of 5 November flagged."""
    utc = pd.date_range("2023-01-01T06:00", periods=HOURS_IN_COMMON_YEAR, freq="h", tz="UTC")
    wall = utc.tz_convert("America/Chicago")
    rows = ["DeliveryDate,HourEnding,SettlementPoint,SettlementPointPrice,DSTFlag"]
    for count, time in enumerate(wall):
        second = time.fold == 1
        rows.append(
            f"{time:%m/%d/%Y},{time.hour + 1:02d}:00,HB_HUBAVG,{count % 5000},{'Y' if second else 'N'}"
        )
        rows.append(f"{time:%m/%d/%Y},{time.hour + 1:02d}:00,HB_WEST,-1,{'Y' if second else 'N'}")
    return rows


def test_ercots_own_file_survives_both_clock_changes(written) -> None:
    path = written(ercot_rows(), "ercot.csv")
    prices = load_prices(path, 2023, -6.0, point="HB_HUBAVG")
    assert prices.values == pytest.approx(np.arange(HOURS_IN_COMMON_YEAR) % 5000)
    assert "HB_HUBAVG, HB_WEST" in finding_of(path).want


def test_caisos_own_file_takes_the_whole_price_in_any_order(written) -> None:
    start = pd.date_range("2023-01-01T08:00", periods=HOURS_IN_COMMON_YEAR, freq="h")
    rows = [
        f"{time:%Y-%m-%dT%H:%M:%S}-00:00,TH_NP15,{kind},{price}"
        for kind, shift in (("MCC", 0.0), ("LMP", 7.0))
        for time, price in zip(start, np.arange(len(start)) % 900 + shift, strict=True)
    ]
    path = written(["INTERVALSTARTTIME_GMT,NODE,LMP_TYPE,MW", *reversed(rows)], "caiso.csv")
    assert load_prices(path, 2023, -8.0).values == pytest.approx(np.arange(HOURS_IN_COMMON_YEAR) % 900 + 7.0)


def test_pjms_own_file_is_read(written) -> None:
    start = pd.date_range("2023-01-01T05:00", periods=HOURS_IN_COMMON_YEAR, freq="h")
    rows = [
        f"{time:%m/%d/%Y %I:%M:%S %p},51288,WESTERN HUB,{count % 300}" for count, time in enumerate(start)
    ]
    path = written(["datetime_beginning_utc,pnode_id,pnode_name,total_lmp_da", *rows], "pjm.csv")
    assert load_prices(path, 2023, -5.0).values == pytest.approx(np.arange(HOURS_IN_COMMON_YEAR) % 300)


def nyiso_rows() -> list[str]:
    """A year as NYISO writes it: clock time of New York, two zones, the autumn hour twice."""
    wall = pd.date_range("2023-01-01T05:00", periods=HOURS_IN_COMMON_YEAR, freq="h", tz="UTC").tz_convert(
        "America/New_York"
    )
    head = '"Time Stamp","Name","PTID","LBMP ($/MWHr)","Marginal Cost Losses ($/MWHr)"'
    rows = [
        f'"{time:%m/%d/%Y %H:%M}","{zone}",61757,{price},0.0'
        for count, time in enumerate(wall)
        for zone, price in (("CAPITL", count % 700), ("WEST", -1))
    ]
    return [head, *rows]


def test_nyisos_own_file_survives_both_clock_changes(written) -> None:
    path = written(nyiso_rows(), "nyiso.csv")
    prices = load_prices(path, 2023, -5.0, point="CAPITL")
    assert prices.values == pytest.approx(np.arange(HOURS_IN_COMMON_YEAR) % 700)
    assert "CAPITL, WEST" in finding_of(path).want


def test_an_hour_of_nyiso_that_stands_twice_in_spring_is_refused(written) -> None:
    rows = nyiso_rows()
    finding = finding_of(written([*rows[:2001], *rows[1999:]], "nyiso.csv"), point="CAPITL")
    assert "a second time" in finding.got


@pytest.mark.parametrize("zone", ["UTC", "CET/CEST"])
def test_entsoes_own_file_is_read_in_either_clock(written, zone: str) -> None:
    utc = pd.date_range("2022-12-31T23:00", periods=HOURS_IN_COMMON_YEAR, freq="h", tz="UTC")
    times = utc if zone == "UTC" else utc.tz_convert("Europe/Berlin")
    rows = [
        f'"{time:%d.%m.%Y %H:%M} - {time + pd.Timedelta(hours=1):%d.%m.%Y %H:%M}",{count % 600}.5,"EUR",""'
        for count, time in enumerate(times)
    ]
    head = f'"MTU ({zone})","Day-ahead Price [EUR/MWh]","Currency","BZN|DE-LU"'
    prices = load_prices(written([head, *rows], "entsoe.csv"), 2023, 1.0)
    assert prices.values == pytest.approx(np.arange(HOURS_IN_COMMON_YEAR) % 600 + 0.5)
    assert prices.currency == "EUR_2023"


def quarter_rows() -> list[str]:
    """2025 as ENTSO-E's platform writes it since 2024: hours until September, quarters from October on."""
    hours = pd.date_range("2024-12-31T23:00", "2025-09-30T22:00", freq="h", inclusive="left", tz="UTC")
    quarters = pd.date_range("2025-09-30T22:00", "2025-12-31T23:00", freq="15min", inclusive="left", tz="UTC")
    rows = ['"MTU (CET/CEST)","Area","Sequence","Day-ahead Price (EUR/MWh)","Intraday Price (EUR/MWh)"']
    for time in [*hours, *quarters]:
        wall = time.tz_convert("Europe/Brussels")
        price = 100 * time.hour + time.minute  # quarters of 0, 15, 30 and 45 mean 22.5
        rows.append(f'"{wall:%d/%m/%Y %H:%M:%S} - later","BZN|FR","Without Sequence","{price}",""')
    return rows


def test_quarters_of_an_hour_become_its_mean_from_the_day_a_market_has_them(written) -> None:
    prices = load_prices(written(quarter_rows(), "entsoe.csv"), 2025, 1.0)
    utc_hour = np.tile((np.arange(24) - 1) % 24, 365)
    first_with_quarters = 272 * 24 + 23  # 22:00 UTC on 30 September, day 272 counted from nought
    quarters = np.where(np.arange(HOURS_IN_COMMON_YEAR) < first_with_quarters, 0.0, 22.5)
    assert prices.values == pytest.approx(100.0 * utc_hour + quarters)
    assert prices.currency == "EUR_2025"


def test_an_hour_that_lacks_a_quarter_is_a_gap(written) -> None:
    rows = quarter_rows()
    with pytest.raises(InputError, match="1 missing hours of price"):
        load_prices(written([*rows[:10_000], *rows[10_001:]], "entsoe.csv"), 2025, 1.0)


@pytest.mark.data
@pytest.mark.parametrize(
    ("market", "year", "utc_offset", "mean"),
    [
        ("ercot_hb_hubavg_dam", 2021, -6.0, 145.6),
        ("ercot_hb_hubavg_dam", 2023, -6.0, 55.9),
        ("caiso_np15_dam", 2024, -8.0, 40.7),
        ("nyiso_capital_zone_f_dam", 2022, -5.0, 94.5),
        ("de-lu_day_ahead", 2023, 1.0, 95.2),
        ("fr_day_ahead", 2024, 1.0, 58.0),
    ],
)
def test_yearly_means_are_the_published_ones(
    data_folder, market: str, year: int, utc_offset: float, mean: float
) -> None:
    """Published year means: ERCOT, CAISO and NYISO market reports; the exchanges for Europe."""
    prices = load_prices(data_folder / f"prices/{market}_2020_2024.csv.gz", year, utc_offset)
    assert prices.values.mean() == pytest.approx(mean, abs=0.15)


@pytest.mark.data
def test_germanys_blank_days_of_2024_are_refused(data_folder) -> None:
    with pytest.raises(InputError) as caught:
        load_prices(data_folder / "prices/de-lu_day_ahead_2020_2024.csv.gz", 2024, 1.0)
    assert "24 missing hours" in caught.value.findings[0].got


@pytest.mark.data
def test_the_storm_of_february_2021_stands_on_its_local_days(data_folder) -> None:
    """ERCOT's day-ahead price reached its cap between 15 and 19 February 2021 (PUCT, FERC-NERC report)."""
    prices = load_prices(data_folder / "prices/ercot_hb_hubavg_dam_2020_2024.csv.gz", 2021, -6.0).values
    day = int(np.argmax(prices)) // 24
    assert pd.Timestamp("2021-02-15").day_of_year - 1 <= day <= pd.Timestamp("2021-02-19").day_of_year - 1
