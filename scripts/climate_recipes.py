"""From which records each region's shipped statistics are made, and what was assumed where none is open."""

from __future__ import annotations

from dataclasses import dataclass

TMY3 = "TMY3 typical year of {name} (NREL for US DOE, 1976-2005; free with credit)"
OPEN_METEO = "Open-Meteo historical weather of {name} (CC BY 4.0; ERA5/IFS, Copernicus)"
ERA5 = (
    "ERA5 reanalysis plant output near {name} (Green_datacenters, CC BY 4.0; modified Copernicus information)"
)
ERA5_2012 = "ERA5 scaled with Global Wind Atlas at {name} (hydesign, MIT; modified Copernicus information), N131/3000 at 100 m"
FLEET_2012 = "existing wind fleet of EPA IPM region {name} (PowerGenome, MIT)"

# Daily means by month [degC]. Abu Dhabi: mid-point of mean daily highest and lowest (airport, as
# commonly published; July mean 35.9 by the National Centre of Meteorology). Mumbai: India
# Meteorological Department, Santacruz. Wet-bulb depression: estimates from mean humidity.
ABU_DHABI_MEANS = (19.0, 20.0, 22.5, 27.0, 31.5, 32.7, 35.2, 35.7, 33.0, 29.2, 24.8, 20.8)
ABU_DHABI_DEPRESSION = (5.0, 5.5, 6.5, 8.0, 9.5, 9.0, 8.5, 8.5, 7.5, 6.5, 6.0, 5.0)
MUMBAI_MEANS = (24.9, 25.5, 27.3, 29.2, 30.7, 29.3, 27.7, 27.5, 27.9, 29.1, 28.7, 26.7)
MUMBAI_DEPRESSION = (6.0, 6.0, 5.5, 5.0, 4.5, 3.0, 1.8, 1.6, 2.0, 4.0, 6.0, 6.5)
MUMBAI_CLOUD = (
    1.0,
    1.0,
    1.0,
    1.0,
    0.95,
    0.68,
    0.48,
    0.48,
    0.72,
    0.95,
    1.0,
    1.0,
)  # of the clear share; estimate
NARVIK_WARMER = 5.0  # K, Narvik's sea climate against Kiruna's (normals 1991-2020, as commonly published)


@dataclass(frozen=True)
class Recipe:
    """From what a region's statistics are made."""

    place: str
    latitude: float
    longitude: float
    utc_offset: float
    weather: str
    wind: str
    price: str
    mean_price: float
    currency: str
    drivers: str
    price_level: str
    solar: str = ""
    humidity: str = ""
    grades: str = "BBBB"  # weather, solar, wind, price


RECIPES = {
    "ercot": Recipe("Abilene, Texas", 32.47, -99.71, -6, "tmy3 TX-Abilene_Regional_Ap_Ut", "era5 texas", "ercot_hb_hubavg_dam 2022 2023 2024",
                    33.0, "USD_2025", "texas", "ERCOT hub mean 2025, about 33"),
    "pjm": Recipe("Columbus, Ohio", 39.98, -82.88, -5, "tmy3 OH-Columbus_Port_Columbus_Intl_A", "fleet PJM_West", "nyiso_capital_zone_f_dam 2020 2023 2024",
                  50.5, "USD_2025", "east", "PJM load-weighted real time, January to September 2025 (Monitoring Analytics)", grades="BBBC"),
    "miso": Recipe("Milwaukee, Wisconsin", 42.95, -87.9, -6, "tmy3 WI-Milwaukee_Mitchell_Intl_Ap", "fleet MIS_WUMS", "nyiso_capital_zone_f_dam 2020 2023 2024",
                   41.5, "USD_2025", "east", "MISO real time, January and February 2025 (RTO Insider)", grades="BBBC"),
    "spp": Recipe("Tulsa, Oklahoma", 36.2, -95.88, -6, "tmy3 OK-Tulsa_International_Airport", "fleet SPP_WEST", "ercot_hb_hubavg_dam 2022 2023 2024",
                  34.0, "USD_2025", "texas", "SPP 2025, about 34", grades="BBBC"),
    "caiso": Recipe("San Jose, California", 37.43, -121.95, -8, "open_meteo san_jose_ca", "fleet WEC_CALN", "caiso_np15_dam 2020 2023 2024",
                    39.0, "USD_2025", "west", "NP15 2025, about 39", solar="tmy3 NV-Las_Vegas_Mccarran_Intl_Ap", grades="BCBB"),
    "arizona_nevada": Recipe("Phoenix, Arizona", 33.45, -111.98, -7, "tmy3 AZ-Phoenix_Sky_Harbor_Intl_Ap", "fleet WECC_AZ", "caiso_np15_dam 2020 2023 2024",
                             34.8, "USD_2025", "west", "Palo Verde 2025 (Reuters)", grades="BBBC"),
    "new_mexico": Recipe("Las Cruces, New Mexico", 32.28, -106.92, -7, "tmy3 NM-Las_Cruces_Intl", "fleet WECC_NM", "caiso_np15_dam 2020 2023 2024",
                         34.8, "USD_2025", "texas", "Palo Verde 2025 (Reuters)", grades="BBBC"),
    "southeast": Recipe("Atlanta, Georgia", 33.63, -84.43, -5, "tmy3 GA-Atlanta_Hartsfield_Intl_Ap", "fleet S_VACA", "nyiso_capital_zone_f_dam 2020 2023 2024",
                        40.0, "USD_2025", "east", "no market; estimate below the 11-hub mean of 47 (EIA 2025)", grades="BBCD"),
    "new_york": Recipe("New York City", 40.71, -74.01, -5, "open_meteo new_york_ny", "fleet NY_Z_A", "nyiso_capital_zone_f_dam 2020 2023 2024",
                       60.0, "USD_2025", "east", "zone F 2025, about 60, from memory", solar="tmy3 OH-Youngstown_Regional_Airport", grades="BCBB"),
    "new_england": Recipe("New York City, a neighbour", 40.71, -74.01, -5, "open_meteo new_york_ny", "fleet NENG_ME", "nyiso_capital_zone_f_dam 2020 2023 2024",
                          65.0, "USD_2025", "east", "ISO New England 2025, about 65, from memory", solar="tmy3 OH-Youngstown_Regional_Airport", grades="CCBC"),
    "mountain_west": Recipe("Cheyenne, Wyoming", 41.16, -104.81, -7, "tmy3 WY-Cheyenne_Municipal_Arpt", "fleet WECC_WY", "caiso_np15_dam 2020 2023 2024",
                            34.8, "USD_2025", "west", "Palo Verde 2025 (Reuters), a neighbour", grades="BBBC"),
    "pacific_northwest": Recipe("Moses Lake, Washington", 47.2, -119.32, -8, "tmy3 WA-Moses_Lake_Grant_County_Ap", "fleet WECC_PNW", "caiso_np15_dam 2020 2023 2024",
                                55.0, "USD_2025", "west", "EIA's outlook of January 2025 for the Northwest in 2025", grades="BBBC"),
    "uae": Recipe("Abu Dhabi", 24.2, 54.4, 4, "abu_dhabi", "tmy3_wind AZ-Phoenix_Sky_Harbor_Intl_Ap", "tariff", 55.0, "USD_2025", "none",
                  "regulated tariff, estimate from industrial rates of about 0.20 AED/kWh", grades="DDDD"),
    "norway": Recipe("Narvik", 68.4, 17.4, 1, "era5_2012 Kiruna_SE1", "era5_2012 Kiruna_SE1", "at_day_ahead 2020 2023 2024", 25.0, "EUR_2025", "germany",
                     "between zone NO4 (12 in 2025) and SE3 (44); estimate", humidity="london_gb", grades="DCCD"),
    "germany": Recipe("Frankfurt", 50.09, 8.65, 1, "open_meteo frankfurt_de", "era5_2012 Munster_DENW", "de-lu_day_ahead 2020 2023 2024",
                      89.0, "EUR_2025", "germany", "DE-LU 2025", solar="era5 germany"),
    "france": Recipe("central and northern France", 48.74, -0.86, 1, "era5_2012 France_good_wind", "era5_2012 France_good_wind", "fr_day_ahead 2020 2023 2024",
                     61.0, "EUR_2025", "france", "FR 2025", solar="era5 france", humidity="frankfurt_de", grades="CBBB"),
    "united_kingdom": Recipe("London", 51.49, -0.16, 0, "open_meteo london_gb", "era5_2012 Brighton_UK", "nl_day_ahead 2020 2023 2024",
                             90.0, "EUR_2025", "germany", "estimate from NL 2025 (87) and the British carbon support", solar="era5_2012 Brighton_UK", grades="BBBC"),
    "india": Recipe("Mumbai", 19.1, 72.9, 5.5, "mumbai", "tmy3_wind LA-Monroe_Regional_Ap", "caiso_np15_dam 2020 2023 2024", 55.0, "USD_2025", "west",
                    "estimate of the day-ahead exchange, about 4.5-5 INR/kWh", grades="DDDD"),
}  # fmt: skip

DRIVER_SETS = {
    "texas": ("dallas_tx", "texas", "ercot_hb_hubavg_dam", -6, (2020, 2022, 2023, 2024)),
    "east": ("philadelphia_pa", "virginia", "nyiso_capital_zone_f_dam", -5, (2020, 2023, 2024)),
    "west": ("san_jose_ca", "arizona", "caiso_np15_dam", -8, (2020, 2023, 2024)),
    "germany": ("frankfurt_de", "germany", "de-lu_day_ahead", 1, (2020, 2023, 2024)),
    "france": ("frankfurt_de", "france", "fr_day_ahead", 1, (2020, 2023, 2024)),
}
