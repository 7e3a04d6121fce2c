#!/usr/bin/env python3
"""A harvest of many files: speed, memory, rerun, shards.

    cargo build --release && benches/scale.py --files 100000 --from samples --work /tmp/scale

Makes files of different content from those of a folder (each with a mark that no reader looks at), then tells of runs over a
hundredth of them and over all: seconds, files a second, peak memory of the parent, seconds of a rerun with nothing new and
with one file in fifty new, and whether shards merged are the bytes of one run. Files are made once.
"""

import argparse
import filecmp
import io
import json
import os
import pathlib
import shutil
import subprocess
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target/release/nianbao"


def marked(content: bytes, mark: str) -> bytes | None:
    """The same document in other bytes; None for what cannot take a mark without being damaged."""
    if content.startswith(b"%PDF"):
        return content + f"\n% {mark}\n".encode()
    if content.startswith(b"PK"):
        packed = io.BytesIO(content)
        with zipfile.ZipFile(packed, "a") as archive:
            archive.comment = mark.encode()
        return packed.getvalue()
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return content + mark.encode().ljust(512, b"\0")
    if content.lstrip()[:1] == b"<":
        return content + f"\n<!-- {mark} -->\n".encode()
    if content.startswith(b"{\\rtf"):
        return content + f"\n{mark}\n".encode()
    return None


def make(source: pathlib.Path, folder: pathlib.Path, wanted: int, options: argparse.Namespace) -> None:
    """Fills a folder, a thousand files in each below it."""
    documents = []
    for path in sorted(source.rglob("*")):
        is_wanted = path.is_file() and path.stat().st_size <= options.largest << 10
        if is_wanted and not any(part in path.parts for part in options.skip):
            content = path.read_bytes()
            if marked(content, "x") is not None:
                documents.append((path.name, content))
    folder.mkdir(parents=True, exist_ok=True)
    have = sum(len(files) for _, _, files in os.walk(folder))
    for n in range(have, wanted):
        name, content = documents[n % len(documents)]
        below = folder / f"{n // 1000:04}"
        below.mkdir(exist_ok=True)
        (below / f"{n:07}-{name}").write_bytes(marked(content, f"copy {n}"))


def run(arguments: list[str]) -> tuple[float, float]:
    """Seconds, and MiB of peak memory of the parent process."""
    began = time.monotonic()
    child = subprocess.Popen([PROGRAM, *arguments], stderr=subprocess.DEVNULL)
    peak = 0
    status = pathlib.Path(f"/proc/{child.pid}/status")
    while child.poll() is None:
        try:
            lines = status.read_text().splitlines()
        except OSError:
            lines = []
        peak = max([peak, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))])
        time.sleep(0.02)
    seconds = time.monotonic() - began
    if child.returncode not in (0, 1):
        raise SystemExit(f"{arguments} ended with {child.returncode}")
    return seconds, peak / 1024


def same(a: pathlib.Path, b: pathlib.Path) -> bool:
    names = [str(path.relative_to(a)) for path in a.rglob("*") if path.is_file() and ".nianbao" not in path.parts]
    match, mismatch, errors = filecmp.cmpfiles(a, b, names, shallow=False)
    return not mismatch and not errors and len(match) == len(names)


def tell(what: str, files: int, seconds: float, peak: float) -> None:
    print(f"{what:42} {files:8} {seconds:9.2f} s {files / seconds:9.1f} files/s {peak:7.1f} MiB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--from", dest="source", type=pathlib.Path, default=ROOT / "samples")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("/tmp/scale"))
    parser.add_argument("--skip", action="append", default=["hostile"], help="names of folders that are left out")
    parser.add_argument("--largest", type=int, default=256, help="KiB; larger files are left out")
    parser.add_argument("--shards", type=int, default=16)
    options = parser.parse_args()
    work = options.work
    few = max(options.files // 100, 100)
    make(options.source, work / "few", few, options)
    make(options.source, work / "all", options.files, options)
    print(f"{'':42} {'files':>8}")
    for name, files in (("few", few), ("all", options.files)):
        out = work / f"out-{name}"
        shutil.rmtree(out, ignore_errors=True)
        first, peak = run(["extract", str(work / name), "--out", str(out)])
        tell("first run", files, first, peak)
        seconds, peak = run(["extract", str(work / name), "--out", str(out)])
        tell(f"rerun, nothing new ({100 * seconds / first:.2f} % of the time)", files, seconds, peak)
    whole = work / "out-all"
    paths = []
    for part in range(1, options.shards + 1):
        out = work / f"part-{part}"
        shutil.rmtree(out, ignore_errors=True)
        run(["extract", str(work / "all"), "--out", str(out), "--shard", f"{part}/{options.shards}"])
        paths.append(str(out))
    merged = work / "merged"
    shutil.rmtree(merged, ignore_errors=True)
    seconds, peak = run(["merge", *paths, "--out", str(merged)])
    tell(f"{options.shards} shards merged: the same bytes {same(whole, merged)}", options.files, seconds, peak)
    for path in paths:
        shutil.rmtree(path)
    new = options.files // 50
    make(options.source, work / "all", options.files + new, options)
    seconds, peak = run(["extract", str(work / "all"), "--out", str(whole)])
    tell(f"rerun, {new} new", options.files + new, seconds, peak)
    summary = json.loads((whole / "summary.json").read_text())
    print("statuses:", summary["statuses"])
    for path in sorted((work / "all").rglob("*"))[-new:]:
        if path.is_file():
            path.unlink()


if __name__ == "__main__":
    main()
