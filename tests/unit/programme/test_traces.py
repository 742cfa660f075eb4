"""Reading traces: both forms, the published files, and what is said of faulty ones."""

import gzip
from pathlib import Path

import pytest

from gigaplan.compute.traces import WeekPattern
from gigaplan.core.errors import InputError
from gigaplan.programme.traces import read_trace, year_of

AZURE = "TIMESTAMP,ContextTokens,GeneratedTokens\r\n"
FIRST = "2023-11-16 18:15:46.6805900,374,44\r\n"
LAST = "2023-11-16 18:15:50.6805900,396,109"


def written(folder: Path, name: str, text: str) -> Path:
    """Write a trace file and return its path."""
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.mark.parametrize("name", ["trace.csv", "trace.csv.gz"])
def test_an_azure_trace_is_read_without_a_last_line_end(tmp_path: Path, name: str) -> None:
    trace = read_trace(written(tmp_path, name, AZURE + FIRST + LAST))
    assert trace.seconds == pytest.approx([0, 4])
    assert (list(trace.input_tokens), list(trace.output_tokens)) == ([374, 396], [44, 109])


def test_a_mooncake_prefix_seen_before_counts_as_reused(tmp_path: Path) -> None:
    lines = (
        '{"timestamp": 0, "input_length": 1300, "output_length": 5, "hash_ids": [0, 1, 2]}\n'
        '{"timestamp": 2000, "input_length": 1536, "output_length": 5, "hash_ids": [0, 1, 9]}\n'
        '{"timestamp": 3000, "input_length": 600, "output_length": 5, "hash_ids": [7, 1]}\n'
    )
    trace = read_trace(written(tmp_path, "trace.jsonl", lines))
    assert trace.seconds == pytest.approx([0, 2, 3])
    assert trace.reused_tokens == pytest.approx(
        [0, 1024, 0]
    )  # two blocks of 512; block 1 behind a new one is lost


def test_a_trace_without_blocks_does_not_tell_reuse(tmp_path: Path) -> None:
    line = '{{"timestamp": {}, "input_length": 1, "output_length": 5}}\n'
    assert read_trace(written(tmp_path, "trace.jsonl", line.format(0) + line.format(9))).reused_share is None


def test_requests_out_of_order_are_sorted(tmp_path: Path) -> None:
    trace = read_trace(written(tmp_path, "trace.csv", AZURE + LAST + "\r\n" + FIRST))
    assert list(trace.input_tokens) == [374, 396]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("trace.csv", "", "add TIMESTAMP, ContextTokens, GeneratedTokens"),
        ("trace.csv", "TIMESTAMP,ContextTokens\n2023-11-16,3\n", "add GeneratedTokens"),
        ("trace.csv", AZURE, "0 requests"),
        ("trace.csv", AZURE + FIRST, "1 requests"),
        ("trace.csv", AZURE + FIRST + "soon,1,2\r\n", "trace.csv:3 TIMESTAMP: got 'soon'"),
        ("trace.csv", AZURE + FIRST + "2023-11-16 19:00:00,-1,2\r\n", "trace.csv:3 ContextTokens"),
        ("trace.csv", AZURE + FIRST + "2023-11-16 19:00:00,1,inf\r\n", "trace.csv:3 GeneratedTokens"),
        ("trace.jsonl", "", "0 requests"),
        ("trace.jsonl", "[1, 2]\n", "one JSON object a line"),
        ("trace.jsonl", '{"timestamp": 0\n', "one JSON object a line"),
        ("trace.jsonl", '{"timestamp": 0, "input_length": true}\n', "trace.jsonl:1 output_length"),
        ("trace.jsonl", '{"timestamp": NaN, "input_length": 1, "output_length": 1}\n', "got nan"),
        ("trace.parquet", "", "rename or convert"),
    ],
)
def test_faulty_traces_are_told(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(InputError, match="trace cannot be read") as caught:
        read_trace(written(tmp_path, name, text))
    assert said in str(caught.value)


def test_a_damaged_archive_is_told(tmp_path: Path) -> None:
    path = tmp_path / "trace.csv.gz"
    path.write_bytes(gzip.compress(b"TIMESTAMP" * 50)[:20])
    with pytest.raises(InputError, match="fetch the file again"):
        read_trace(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_trace(tmp_path / "trace.csv")


def test_many_faults_are_told_at_once_and_counted(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_trace(written(tmp_path, "trace.csv", AZURE + "soon,1,2\r\n" * 9))
    assert (len(caught.value.findings), "4 more faults" in str(caught.value)) == (6, True)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "requests"),
    [
        ("azure_llm_2023_conv.csv.gz", 19_366),  # Azure/AzurePublicDataset, 58 minutes of 2023-11-16
        ("azure_llm_2023_code.csv.gz", 8_819),
        ("mooncake_conversation_trace.jsonl.gz", 12_031),  # kvcache-ai/Mooncake, FAST '25
        ("mooncake_synthetic_trace.jsonl.gz", 3_993),
    ],
)
def test_published_traces_hold_their_requests(data_folder: Path, name: str, requests: int) -> None:
    assert len(read_trace(data_folder / "llm_traces" / name).seconds) == requests


@pytest.mark.data
def test_an_hour_of_azure_becomes_a_year_with_its_own_rate_at_its_hour(data_folder: Path) -> None:
    trace = read_trace(data_folder / "llm_traces" / "azure_llm_2023_conv.csv.gz")
    year = year_of(trace, WeekPattern(15, 0.35, 0.6), recorded_from=(3, 18))  # 16 Nov 2023 was a Thursday
    thursday_18 = 24 + 18  # 1 January 2025 was a Wednesday
    assert year.requests[thursday_18] == pytest.approx(trace.requests_per_hour)
    assert (year.shape.shape, year.shape.max()) == ((365 * 24,), 1.0)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "prompt", "answer", "reused"),
    [("conversation", 12_035, 343, 0.40), ("synthetic", 15_325, 149, 0.66)],
)
def test_mooncake_means_are_those_of_its_paper(
    data_folder: Path, name: str, prompt: float, answer: float, reused: float
) -> None:
    # Qin et al., Mooncake, FAST '25, table of workloads; its cache ratio counts blocks, ours tokens
    trace = read_trace(data_folder / "llm_traces" / f"mooncake_{name}_trace.jsonl.gz")
    assert (trace.input_tokens.mean(), trace.output_tokens.mean()) == pytest.approx((prompt, answer), abs=0.6)
    assert trace.reused_share == pytest.approx(reused, abs=0.03)
