"""A few seconds of `make fuzz`."""

from __future__ import annotations

from pathlib import Path

from tests import fuzz


def test_damaged_files_end_in_a_draft_or_a_sentence_and_leave_the_store_alone(tmp_path: Path) -> None:
    told = fuzz.run(5, 1, iter(range(36)), tmp_path)
    assert told.failed == []
    assert told.tried.total() > 0


def test_a_file_is_the_same_again_by_its_seed_and_number() -> None:
    sound = fuzz.corpus()
    for number in range(18):
        assert fuzz.damaged(7, number, sound) == fuzz.damaged(7, number, sound)
    assert fuzz.damaged(7, 0, sound) != fuzz.damaged(8, 0, sound)


def test_what_failed_is_kept_with_its_seed(tmp_path: Path) -> None:
    line = fuzz._kept(tmp_path / "kept", 3, 14, "csv", b"a,b", "Traceback\nKeyError: 1")
    assert line.endswith("(FUZZ_SEED=3 FUZZ_ONLY=14): KeyError: 1")
    assert (tmp_path / "kept" / "3-14.csv").read_bytes() == b"a,b"
    assert (tmp_path / "kept" / "3-14.csv.txt").read_text() == "Traceback\nKeyError: 1"
