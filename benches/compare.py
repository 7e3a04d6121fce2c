#!/usr/bin/env python3
"""Repeats the comparisons that the README quotes. Standard library only, but for python-docx in `docx`.

    benches/compare.py pdf [FILE] [--runs N]       nianbao extract against pdftotext -bbox, in turn
    benches/compare.py docx [FOLDER] [--runs N]    nianbao extract against python-docx walking the same cells
    benches/compare.py memory [FOLDER]             peak memory of nianbao extract on each file of a folder

Build first: `cargo build --release`. CPU is user + system time of the whole process as the system accounts for it,
figures are medians. Each run writes to a new folder, so that no run pays for replacing the files of another.
"""
import argparse
import os
import re
import shlex
import shutil
import statistics
import sys
import tempfile
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SAMPLES = os.path.join(ROOT, "samples")
TARGET = os.environ.get("CARGO_TARGET_DIR") or os.path.join(ROOT, "target")
NIANBAO = os.environ.get("NIANBAO") or os.path.join(TARGET, "release", "nianbao")

# Pairs of batches that are compared.
BATCHES = 5

# What a user of python-docx writes to get at the cells of a document.
WALK = """
import sys, docx
cells = 0
for path in sys.argv[1:]:
    for table in docx.Document(path).tables:
        for row in table.rows:
            for cell in row.cells:
                cell.text
                cells += 1
"""


def run(command):
    """CPU milliseconds and peak MiB of one run of a command; what it prints is thrown away."""
    null = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, null, fd) for fd in range(3)]
    try:
        pid = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
    except FileNotFoundError:
        sys.exit(f"{command[0]} is not there")
    finally:
        os.close(null)
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"failed: {shlex.join(command)}")
    return (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024


def extract(paths, scratch):
    return [NIANBAO, "extract", *paths, "--out", tempfile.mkdtemp(dir=scratch), "--jobs", "1"]


def in_turn(runs, ours, theirs):
    """Runs two commands in turn after one warm-up each; CPU milliseconds of both, pair by pair."""
    run(ours()), run(theirs())
    return [(run(ours())[0], run(theirs())[0]) for _ in range(runs)]


def report(label, pairs, files=1):
    ours, theirs = (statistics.median(side) / files for side in zip(*pairs))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"{label}: nianbao {ours:.2f} ms, {theirs:.2f} ms, {ratio:.2f} times as much (medians of {len(pairs)} pairs)")


def pdf(args):
    path = args.file or os.path.join(SAMPLES, "pdf", "moxi2021.pdf")
    with tempfile.TemporaryDirectory() as scratch:
        text = lambda: ["pdftotext", "-bbox", path, os.path.join(tempfile.mkdtemp(dir=scratch), "bbox.html")]
        name = os.path.basename(path)
        report(f"CPU against pdftotext -bbox, {name} in one process", in_turn(args.runs, lambda: extract([path], scratch), text))
        many = [shutil.copy(path, os.path.join(scratch, f"{copy}_{name}")) for copy in range(args.copies)]
        pairs = [(run(extract(many, scratch))[0], sum(run(text())[0] for _ in many)) for _ in range(BATCHES)]
        report(f"CPU a file against pdftotext -bbox, {args.copies} copies in one process of nianbao", pairs, len(many))


def copies(folder, scratch, count):
    """Copies of each Word file of a folder, each with another first number in it."""
    made = []
    for name in sorted(name for name in os.listdir(folder) if name.endswith(".docx")):
        with zipfile.ZipFile(os.path.join(folder, name)) as package:
            parts = {item.filename: package.read(item) for item in package.infolist()}
        main = parts["word/document.xml"].decode()
        for copy in range(count):
            number = lambda found: f"{found[1]}{int(found[2]) + copy}<"
            parts["word/document.xml"] = re.sub(r"(<w:t[^>]*>)(\d{1,6})<", number, main, count=1).encode()
            made.append(os.path.join(scratch, f"{copy}_{name}"))
            with zipfile.ZipFile(made[-1], "w", zipfile.ZIP_DEFLATED) as package:
                for part, data in parts.items():
                    package.writestr(part, data)
    return made


def docx(args):
    with tempfile.TemporaryDirectory() as scratch:
        files = copies(args.folder or os.path.join(SAMPLES, "docx"), scratch, args.copies)
        walk = lambda paths: [sys.executable, "-c", WALK, *paths]
        pairs = in_turn(args.runs, lambda: extract(files, scratch), lambda: walk(files))
        report(f"CPU a file against python-docx, {len(files)} files in one process", pairs, len(files))
        pairs = in_turn(args.runs, lambda: extract(files[:1], scratch), lambda: walk(files[:1]))
        report("CPU against python-docx, one file in one process", pairs)


def memory(args):
    peaks = []
    with tempfile.TemporaryDirectory() as scratch:
        for folder, _, names in os.walk(args.folder or SAMPLES):
            paths = [os.path.join(folder, name) for name in names if not name.endswith((".csv", ".md"))]
            peaks.extend((run(extract([path], scratch))[1], path) for path in paths)
    peaks.sort(reverse=True)
    print(f"peak memory of {len(peaks)} files, one a process: median {statistics.median(p for p, _ in peaks):.1f} MiB")
    for peak, path in peaks[:5]:
        print(f"{peak:8.1f} MiB  {os.path.basename(path)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("pdf")
    one.add_argument("file", nargs="?")
    one.add_argument("--copies", type=int, default=50)
    one.add_argument("--runs", type=int, default=101)
    one.set_defaults(do=pdf)
    two = commands.add_parser("docx")
    two.add_argument("folder", nargs="?")
    two.add_argument("--copies", type=int, default=20)
    two.add_argument("--runs", type=int, default=5)
    two.set_defaults(do=docx)
    three = commands.add_parser("memory")
    three.add_argument("folder", nargs="?")
    three.set_defaults(do=memory)
    args = parser.parse_args()
    args.do(args)


if __name__ == "__main__":
    main()
