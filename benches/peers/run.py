#!/usr/bin/env python3
"""kascade against other programs on the same machine, the same bytes and the same job; prints one Markdown table.

    benches/peers/run.py [--runs 5] [--dir target/peers] [--only WORD] [--large]

Each row is measured in turns (ours, theirs, ours, theirs ...), and the ratio is that of the medians. A row counts only
when both sides found what the corpus was made with. Peers that are not installed are named below the table.
`--large` adds the rows that need 4 GiB files. Standard library only; the corpus is written by examples/corpus.rs.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

ROOT = Path(__file__).resolve().parents[2]
MIB = 1 << 20


@dataclass
class Spent:
    """What one run cost."""

    wall: float
    cpu: float
    peak_mib: float


@dataclass
class Row:
    """One comparison; `measure` names a field of Spent."""

    name: str
    ours: str
    theirs: str
    needs: str
    measure: str
    must: float
    aim: float


def run(command: str) -> Spent:
    """Runs a shell command; output goes to a file, because some greps stop early when it is /dev/null."""
    with open(ROOT / "target" / "peers.out", "wb") as out:
        begin = time.monotonic()
        child = subprocess.Popen(["bash", "-c", command], stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - begin
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"failed: {command}")
    return Spent(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def paired(row: Row, runs: int) -> tuple[float, float]:
    """Medians of both sides, measured in turns after one run of each that does not count."""
    run(row.ours), run(row.theirs)
    both = [(run(row.ours), run(row.theirs)) for _ in range(runs)]
    median = lambda side: statistics.median(getattr(pair[side], row.measure) for pair in both)
    return median(0), median(1)


class Corpora:
    """The files to read, each written once."""

    def __init__(self, folder: Path, binary: Path):
        self.folder, self.binary = folder, binary
        folder.mkdir(parents=True, exist_ok=True)
        (ROOT / "target").mkdir(exist_ok=True)

    def log(self, name: str, mib: int, share: float, form: str = "short") -> Path:
        path = self.folder / name
        truth = path.with_suffix(".truth")
        if not truth.exists():
            example = self.binary.parent / "examples" / "corpus"
            command = [example, path, str(mib * MIB), str(share), form]
            truth.write_text(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        return path

    def made(self, name: str, command: Callable[[Path], str]) -> Path:
        path = self.folder / name
        if not path.exists():
            subprocess.run(["bash", "-c", command(path)], check=True)
        return path

    def bundle(self, source: Path, files: int) -> Path:
        """A folder of `files` pod logs that hold the lines of one log between them."""
        folder = self.folder / "bundle"
        if not folder.exists():
            size = source.stat().st_size // files
            with open(source, "rb") as lines:
                for i in range(files):
                    pod = folder / f"shop_web-{i:05}_{i:08x}-0000-4000-8000-000000000000" / "web"
                    pod.mkdir(parents=True)
                    (pod / "0.log").write_bytes(b"".join(lines.readlines(size)))
        return folder


def check(binary: Path, log: Path) -> str:
    """Whether the findings of a log are those it was made with, in words."""
    truth = json.loads(log.with_suffix(".truth").read_text())
    told = subprocess.run([binary, "-q", "timeline", "-o", "json", log], capture_output=True, text=True)
    found = sum(row["count"] for row in json.loads(told.stdout) if row.get("basis", "observed") == "observed")
    if found != truth["findings"]:
        sys.exit(f"{log.name}: {found} findings, {truth['findings']} expected")
    return f"{log.name}: {truth['lines']} lines, {truth['failures']} failure lines, {found} findings as made"


def rows(binary: Path, corpora: Corpora, large: bool) -> list[Row]:
    """Every comparison; files are written here."""
    ours = f"{binary} -q"
    quiet, trouble = corpora.log("quiet.log", 1024, 0.001), corpora.log("trouble.log", 1024, 0.05)
    journal = corpora.log("journal.json", 1024, 0.001, "json")
    small, middle = corpora.log("small.log", 16, 0.001), corpora.log("middle.log", 64, 0.001)
    tiny = corpora.made("tiny.log", lambda path: f"head -c 1024 {quiet} > {path}")
    entries = corpora.made("entries.json", lambda path: f"head -n 200000 {journal} > {path}")
    zst = corpora.made("quiet.log.zst", lambda path: f"zstd -q -3 {quiet} -o {path}")
    gz = corpora.made("quiet.log.gz", lambda path: f"gzip -6 -c {quiet} > {path}")
    pods = corpora.bundle(corpora.log("pods.log", 256, 0.001, "cri"), 20_000)
    patterns = corpora.made("patterns", lambda path: f"{binary} rules list -o patterns > {path}")
    one = "(?:" + "|".join(patterns.read_text().splitlines()) + ")"
    lnav, sec = corpora.folder / "filter.lnav", corpora.folder / "sec.conf"
    lnav.write_text(f":filter-in {one}\n")
    sec.write_text("".join(
        f"type=Single\nptype=RegExp\npattern={p}\ndesc=hit\naction=none\n\n" for p in patterns.read_text().splitlines()
    ))
    rg = "rg --no-unicode -c -f"
    found = [
        Row("`rg --no-unicode -c -f patterns`, 1 GiB, wall", f"{ours} {quiet}", f"{rg} {patterns} {quiet}", "rg", "wall", 0.2, 0.1),
        Row("the same, CPU seconds", f"{ours} {quiet}", f"{rg} {patterns} {quiet}", "rg", "cpu", 0.4, 0.2),
        Row("the same, 5 % failure lines, wall", f"{ours} {trouble}", f"{rg} {patterns} {trouble}", "rg", "wall", 0.25, 0.09),
        Row("`wc -l`, 1 GiB of text, wall", f"{ours} {quiet}", f"wc -l {quiet}", "wc", "wall", 2, 1.25),
        Row("`wc -l`, 1 GiB of journal JSON, wall", f"{ours} {journal}", f"wc -l {journal}", "wc", "wall", 2, 1.25),
        Row("`lnav -n`, all patterns in one filter, 64 MiB, wall", f"{ours} {middle}", f"lnav -n -f {lnav} {middle}", "lnav", "wall", 0.02, 0.004),
        Row("SEC, all patterns, 16 MiB, CPU", f"{ours} {small}", f"sec --conf={sec} --input={small} --notail", "sec", "cpu", 1 / 500, 1 / 1500),
        Row("`jq -rc .MESSAGE`, 200,000 journal entries, wall", f"{ours} {entries}", f"jq -rc .MESSAGE {entries}", "jq", "wall", 0.05, 0.02),
        Row("`zstd -t`, wall", f"{ours} {zst}", f"zstd -qt {zst}", "zstd", "wall", 1.3, 1.0),
        Row("`gzip -t`, wall", f"{ours} {gz}", f"gzip -t {gz}", "gzip", "wall", 0.6, 0.37),
        Row("`cat FILE \\| wc -l`, kascade behind the pipe, wall", f"cat {quiet} | {ours}", f"cat {quiet} | wc -l", "wc", "wall", 2, 1.3),
        Row("two threads against one, wall", f"{ours} -j2 {quiet}", f"{ours} -j1 {quiet}", "bash", "wall", 0.6, 0.52),
        Row("20,000 pod logs, 256 MiB, against one file of the same lines, wall", f"{ours} {pods}", f"{ours} {corpora.folder}/pods.log", "bash", "wall", 2, 1.5),
        Row("1 KiB, whole library, against `rg -f patterns`, wall", f"{ours} {tiny}", f"{rg} {patterns} {tiny}", "rg", "wall", 0.35, 0.35),
        Row("`--version` against `rg --version`, wall", f"{binary} --version", "rg --version", "rg", "wall", 2, 1.5),
    ]
    if large:
        big = corpora.log("big.log", 4096, 0.001)
        found.append(Row("memory, 4 GiB against 1 GiB", f"{ours} {big}", f"{ours} {quiet}", "bash", "peak_mib", 1.1, 1.0))
        found.append(Row("time, 4 GiB against 1 GiB", f"{ours} {big}", f"{ours} {quiet}", "bash", "wall", 4.4, 4.0))
    return found


def shown(value: float, measure: str) -> str:
    if measure == "peak_mib":
        return f"{value:.1f} MiB"
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"


def verdict(ratio: float, row: Row) -> str:
    return "aim" if ratio <= row.aim else "must" if ratio <= row.must else "missed"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--dir", type=Path, default=ROOT / "target" / "peers")
    parser.add_argument("--binary", type=Path, help="default: cargo build --release")
    parser.add_argument("--only", default="", help="only rows whose name holds this")
    parser.add_argument("--large", action="store_true")
    args = parser.parse_args()
    binary = args.binary
    if binary is None:
        subprocess.run(["cargo", "build", "--release", "--example", "corpus", "--bin", "kascade"], cwd=ROOT, check=True)
        binary = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "kascade"
    corpora = Corpora(args.dir, binary)
    every = rows(binary, corpora, args.large)
    truths = [check(binary, corpora.folder / name) for name in ("quiet.log", "trouble.log", "journal.json")]
    missing = sorted({row.needs for row in every if shutil.which(row.needs) is None})

    print(f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {os.cpu_count()} cores, medians of {args.runs} paired runs\n")
    print("| against | ours | theirs | ratio | must | aim | |")
    print("|---|---|---|---|---|---|---|")
    for row in every:
        if row.needs in missing or args.only not in row.name:
            continue
        ours, theirs = paired(row, args.runs)
        figures = f"{shown(ours, row.measure)} | {shown(theirs, row.measure)} | {ours / theirs:.4f}"
        print(f"| {row.name} | {figures} | {row.must:.4g} | {row.aim:.4g} | {verdict(ours / theirs, row)} |", flush=True)
    print("\n" + "\n".join(truths))
    if missing:
        print("not installed: " + ", ".join(missing))


if __name__ == "__main__":
    main()
