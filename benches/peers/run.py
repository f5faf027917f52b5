#!/usr/bin/env python3
"""kascade against other programs on the same machine, the same bytes and the same job; prints one Markdown table.

    benches/peers/run.py [--runs 5] [--mib 1024] [--dir target/peers] [--only WORD] [--limit 600] [--large]
                         [--journal FILE]

Each row is measured in turns (ours, theirs, ours, theirs ...), and the ratio is that of the medians, of wall time and of
CPU seconds: on a machine that has other work only the latter mean anything. A row counts only when our findings are
those the corpus was made with, and when the peer printed as many lines as a plain search for the patterns finds; that
is more than we report, since a plain search knows neither which program prints a line nor what a trace is.
A peer that has not ended after `--limit` seconds is stopped, and its row says "more than". Peers that are not installed
are named below the table. `--large` adds the rows that need 4 GiB files, `--journal` those
of a native journal. Standard library only; the corpus is written by examples/corpus.rs.
"""

import argparse
import json
import os
import platform
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import threading
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
    # Whether it had not ended in time, so that it takes more than this.
    stopped: bool = False


@dataclass
class Row:
    """One comparison; `measure` names the field of Spent that the goal is about."""

    name: str
    ours: str
    theirs: str
    needs: str
    measure: str
    must: float
    aim: float
    # What the peer must print: so many lines, or this number; nothing is asked of peers that find nothing.
    lines: int | None = None
    number: int | None = None


OUTPUT = ROOT / "target" / "peers.out"
# How a peer is installed that is missing.
INSTALL = {
    "rg": "cargo install ripgrep",
    "lnav": "apt install lnav",
    "sec": "apt install sec",
    "jq": "apt install jq",
    "zstd": "apt install zstd",
    "gzip": "apt install gzip",
    "journalctl": "apt install systemd",
}


def run(command: str, limit: float | None = None) -> Spent:
    """Runs a command, by a shell only when it is a pipe, for no longer than `limit` seconds; output goes to a file, because
    some greps stop early when it is /dev/null."""
    words = ["bash", "-c", command] if "|" in command else shlex.split(command)
    with open(OUTPUT, "wb") as out:
        begin = time.monotonic()
        child = subprocess.Popen(words, stdout=out, stderr=subprocess.DEVNULL, close_fds=False, start_new_session=True)
        timer = threading.Timer(limit or threading.TIMEOUT_MAX, os.killpg, (child.pid, signal.SIGKILL))
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        timer.cancel()
        wall = time.monotonic() - begin
    child.returncode = os.waitstatus_to_exitcode(status)
    stopped = child.returncode == -signal.SIGKILL and limit is not None and wall >= limit
    if child.returncode not in (0, 1) and not stopped:
        sys.exit(f"failed with {child.returncode}: {command[:300]}")
    return Spent(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, stopped)


def honest(row: Row, limit: float) -> Spent:
    """Runs the peer once and ends the comparison when it did not do the job: a peer that gives up is fast."""
    spent = run(row.theirs, limit)
    if spent.stopped:
        return spent
    if row.lines is not None and (got := OUTPUT.read_bytes().count(b"\n")) != row.lines:
        sys.exit(f"{row.needs} printed {got} lines, not {row.lines}: {row.name}")
    if row.number is not None and (got := OUTPUT.read_text().split()[0]) != str(row.number):
        sys.exit(f"{row.needs} counted {got}, not {row.number}: {row.name}")
    return spent


def paired(row: Row, runs: int, limit: float) -> tuple[Spent, Spent]:
    """Medians of both sides, measured in turns after one run of each that does not count; of a peer that had to be
    stopped, that one run."""
    run(row.ours)
    first = honest(row, limit)
    turn = (lambda: first) if first.stopped else (lambda: run(row.theirs))
    both = [(run(row.ours), turn()) for _ in range(runs)]
    middle = lambda side, field: statistics.median(getattr(pair[side], field) for pair in both)
    fields = ("wall", "cpu", "peak_mib")
    ours, theirs = (Spent(*(middle(side, field) for field in fields)) for side in (0, 1))
    theirs.stopped = first.stopped
    return ours, theirs


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


# A pattern must stand in one line of a configuration; each peer takes alternatives. lnav takes few and short filters.
LNAV_FILTERS = 30


def filters(patterns: list[str]) -> str:
    """A script for lnav that shows the lines of any pattern."""
    parts = [patterns[i::LNAV_FILTERS] for i in range(LNAV_FILTERS)]
    return "".join(f":filter-in {'|'.join(part)}\n" for part in parts if part)


def rules(patterns: list[str]) -> str:
    """A configuration for SEC with a rule for each pattern that writes the line. Blanks at the ends of a value are cut."""
    row = "type=Single\nptype=RegExp\npattern=(?:{})\ndesc=$0\naction=write - %s\n\n"
    return "".join(row.format(pattern) for pattern in patterns)


def plain(patterns: Path, log: Path, limit: float) -> int | None:
    """Lines that a plain search finds; None when it does not end in time, and then no peer is held to it."""
    spent = run(f"rg --no-unicode -c -f {patterns} {log}", limit)
    return None if spent.stopped else int(OUTPUT.read_text() or 0)


def rows(binary: Path, corpora: Corpora, args: argparse.Namespace) -> list[Row]:
    """Every comparison; files are written here."""
    mib, large, journal = args.mib, args.large, args.journal
    ours, size = f"{binary} -q", f"{mib} MiB"
    quiet, trouble = corpora.log("quiet.log", mib, 0.001), corpora.log("trouble.log", mib, 0.05)
    json_log = corpora.log("journal.json", mib, 0.001, "json")
    small, middle = corpora.log("small.log", min(mib, 16), 0.001), corpora.log("middle.log", min(mib, 64), 0.001)
    tiny = corpora.made("tiny.log", lambda path: f"head -c 1024 {quiet} > {path}")
    entries = corpora.made("entries.json", lambda path: f"head -n 200000 {json_log} > {path}")
    zst = corpora.made("quiet.log.zst", lambda path: f"zstd -q -3 {quiet} -o {path}")
    gz = corpora.made("quiet.log.gz", lambda path: f"gzip -6 -c {quiet} > {path}")
    pods = corpora.bundle(corpora.log("pods.log", max(mib // 4, 1), 0.001, "cri"), 20 * mib)
    patterns = corpora.made("patterns", lambda path: f"{binary} rules list -o patterns > {path}")
    lines = patterns.read_text().splitlines()
    lnav, sec = corpora.folder / "filter.lnav", corpora.folder / "sec.conf"
    lnav.write_text(filters(lines))
    sec.write_text(rules(lines))
    rg = f"rg --no-unicode -c -f {patterns}"
    logs = (quiet, trouble, small, middle, tiny) if shutil.which("rg") else ()
    found = {log: plain(patterns, log, args.limit) for log in logs}
    count = lambda log: found.get(log)
    table = [
        Row(f"`rg --no-unicode -c -f patterns`, {size}, wall", f"{ours} {quiet}", f"{rg} {quiet}", "rg", "wall", 0.2, 0.1, number=count(quiet)),
        Row("the same, CPU seconds", f"{ours} {quiet}", f"{rg} {quiet}", "rg", "cpu", 0.4, 0.2, number=count(quiet)),
        Row("the same, 5 % failure lines, wall", f"{ours} {trouble}", f"{rg} {trouble}", "rg", "wall", 0.25, 0.09, number=count(trouble)),
        Row(f"`wc -l`, {size} of text, wall", f"{ours} {quiet}", f"wc -l {quiet}", "wc", "wall", 2, 1.25),
        Row(f"`wc -l`, {size} of journal JSON, wall", f"{ours} {json_log}", f"wc -l {json_log}", "wc", "wall", 2, 1.25),
        Row("`lnav -n`, all patterns as filters, 64 MiB, wall", f"{ours} {middle}", f"lnav -n -f {lnav} {middle}", "lnav", "wall", 0.02, 0.004, lines=count(middle)),
        Row("SEC, all patterns, 16 MiB, CPU", f"{ours} {small}", f"sec --conf={sec} --input={small} --notail", "sec", "cpu", 1 / 500, 1 / 1500, lines=count(small)),
        Row("`jq -rc .MESSAGE`, 200,000 journal entries, wall", f"{ours} {entries}", f"jq -rc .MESSAGE {entries}", "jq", "wall", 0.05, 0.02),
        Row("`zstd -t`, wall", f"{ours} {zst}", f"zstd -qt {zst}", "zstd", "wall", 1.3, 1.0),
        Row("`gzip -t`, wall", f"{ours} {gz}", f"gzip -t {gz}", "gzip", "wall", 0.6, 0.37),
        Row("`cat FILE \\| wc -l`, kascade behind the pipe, wall", f"cat {quiet} | {ours}", f"cat {quiet} | wc -l", "wc", "wall", 2, 1.3),
        Row("two threads against one, wall", f"{ours} -j2 {quiet}", f"{ours} -j1 {quiet}", "bash", "wall", 0.6, 0.52),
        Row(f"{20 * mib:,} pod logs against one file of the same lines, wall", f"{ours} {pods}", f"{ours} {corpora.folder}/pods.log", "bash", "wall", 2, 1.5),
        Row("1 KiB, whole library, against `rg -f patterns`, wall", f"{ours} {tiny}", f"{rg} {tiny}", "rg", "wall", 0.35, 0.35, number=count(tiny) or None),
        Row("`--version` against `rg --version`, wall", f"{binary} --version", "rg --version", "rg", "wall", 2, 1.5),
    ]
    if journal:
        show = f"journalctl --file {journal}"
        table.append(Row("native journal: `journalctl -g panic`, CPU", f"{ours} {journal}", f"{show} -g panic", "journalctl", "cpu", 0.6, 0.18))
        table.append(Row("native journal: `journalctl -o short-precise`, CPU", f"{ours} {journal}", f"{show} -o short-precise", "journalctl", "cpu", 0.15, 0.05))
    if large:
        big, grave = corpora.log("big.log", 4 * mib, 0.001), corpora.log("grave.log", 4 * mib, 0.05)
        table.append(Row(f"memory, {4 * mib} against {mib} MiB", f"{ours} {big}", f"{ours} {quiet}", "bash", "peak_mib", 1.1, 1.0))
        table.append(Row("the same, 5 % failure lines", f"{ours} {grave}", f"{ours} {trouble}", "bash", "peak_mib", 1.1, 1.0))
        table.append(Row(f"time, {4 * mib} against {mib} MiB", f"{ours} {big}", f"{ours} {quiet}", "bash", "wall", 4.4, 4.0))
    return table


def shown(value: float, measure: str) -> str:
    if measure == "peak_mib":
        return f"{value:.1f} MiB"
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"


def printed(row: Row, ours: Spent, theirs: Spent) -> str:
    """A line of the table."""
    a, b = getattr(ours, row.measure), getattr(theirs, row.measure)
    reached = "aim" if a / b <= row.aim else "must" if a / b <= row.must else "missed"
    reached = "not told" if theirs.stopped and reached == "missed" else reached
    more, less = ("more than ", "below ") if theirs.stopped else ("", "")
    cpu = f"{shown(ours.cpu, 'cpu')} / {more}{shown(theirs.cpu, 'cpu')}"
    figures = f"{shown(a, row.measure)} | {more}{shown(b, row.measure)} | {less}{a / b:.4f} | {cpu}"
    return f"| {row.name} | {figures} | {row.must:.4g} | {row.aim:.4g} | {reached} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--mib", type=int, default=1024, help="size of the large files; smaller is for trying it out")
    parser.add_argument("--dir", type=Path, default=ROOT / "target" / "peers")
    parser.add_argument("--binary", type=Path, help="default: cargo build --release")
    parser.add_argument("--only", default="", help="only rows whose name holds this")
    parser.add_argument("--limit", type=float, default=600, help="seconds after which a peer is stopped")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--journal", type=Path, help="a native journal file")
    args = parser.parse_args()
    binary = args.binary
    if binary is None:
        subprocess.run(["cargo", "build", "--release", "--example", "corpus", "--bin", "kascade"], cwd=ROOT, check=True)
        binary = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "kascade"
    corpora = Corpora(args.dir, binary)
    every = rows(binary, corpora, args)
    truths = [check(binary, corpora.folder / name) for name in ("quiet.log", "trouble.log", "journal.json")]
    missing = sorted({row.needs for row in every if shutil.which(row.needs) is None})

    print(f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {os.cpu_count()} cores, medians of {args.runs} paired runs\n")
    print("| against | ours | theirs | ratio | CPU, ours / theirs | must | aim | |")
    print("|---|---|---|---|---|---|---|---|")
    for row in every:
        if row.needs in missing or args.only not in row.name:
            continue
        print(printed(row, *paired(row, args.runs, args.limit)), flush=True)
    print("\n" + "\n".join(truths))
    for name in missing:
        print(f"not installed: {name}; {INSTALL.get(name, 'part of every system')}")


if __name__ == "__main__":
    main()
