#!/usr/bin/env python3
"""Repeats the comparisons that the README quotes. Standard library only, but for what is compared with.

    benches/compare.py pdf [FILE] [--runs N]       nianbao extract against pdftotext -bbox, in turn
    benches/compare.py docx [FOLDER] [--runs N]    nianbao extract against python-docx walking the same cells
    benches/compare.py html [FOLDER] [--runs N]    nianbao extract against lxml and pandas.read_html
    benches/compare.py doc [FOLDER] [--runs N]     nianbao extract against soffice --convert-to docx (or --to txt)
    benches/compare.py tables [FOLDER] [--runs N]  nianbao extract against pdfplumber, PyMuPDF find_tables, camelot and pdftotext -layout
    benches/compare.py memory [FOLDER]             peak memory of nianbao extract on each file of a folder, the larger of its two processes

Without a folder the samples of the kind are taken. Build first: `cargo build --release`. CPU is user + system time of the whole process as the system accounts for it,
elapsed time is what a user waits for a folder, with the threads that nianbao starts by default; figures are medians. Each run writes to a new folder, in memory where there is one for files, which goes afterwards, so that no run pays for the files of another.
"""
import argparse
import os
import re
import shlex
import shutil
import statistics
import sys
import tempfile
import time
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SAMPLES = os.path.join(ROOT, "samples")
TARGET = os.environ.get("CARGO_TARGET_DIR") or os.path.join(ROOT, "target")
NIANBAO = os.environ.get("NIANBAO") or os.path.join(TARGET, "release", "nianbao")

# Both sides write to memory where the system has such a folder: what a disk's file system makes of new files differs from run to run.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

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

# What a user of pandas writes to get at the tables of a page and its title.
TABLES = """
import sys, lxml.html, pandas
for path in sys.argv[1:]:
    lxml.html.parse(path).getroot().text_content()
    for table in pandas.read_html(path):
        table.to_numpy()
"""

# What users of the extractors of tables from PDF write. A file that one of them cannot read is passed over.
EXTRACTORS = {
    "pdfplumber": """
import sys, pdfplumber
for path in sys.argv[1:]:
    try:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_tables()
                page.extract_text()
    except Exception:
        pass
""",
    "PyMuPDF find_tables": """
import sys, pymupdf
for path in sys.argv[1:]:
    try:
        with pymupdf.open(path) as document:
            for page in document:
                for table in page.find_tables().tables:
                    table.extract()
                page.get_text()
    except Exception:
        pass
""",
    "camelot": """
import sys, warnings, camelot
warnings.simplefilter("ignore")
for path in sys.argv[1:]:
    try:
        for table in camelot.read_pdf(path, pages="all", flavor="lattice"):
            table.df
    except Exception:
        pass
""",
}


def run(command):
    """CPU milliseconds, peak MiB and elapsed milliseconds of one run of a command; what it prints is thrown away.

    So is a dataset that it wrote, afterwards: the pages of files that stay are pages that the system has to find anew for
    the next run, and on a machine that takes its memory from another that can cost as much as the run.
    """
    null = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, null, fd) for fd in range(3)]
    began = time.perf_counter()
    try:
        pid = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
    except FileNotFoundError:
        sys.exit(f"{command[0]} is not there")
    finally:
        os.close(null)
    _, status, usage = os.wait4(pid, 0)
    elapsed = (time.perf_counter() - began) * 1000
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"failed: {shlex.join(command)}")
    if "--out" in command:
        shutil.rmtree(command[command.index("--out") + 1])
    return (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024, elapsed


def extract(paths, scratch, jobs=("--jobs", "1")):
    return [NIANBAO, "extract", *paths, "--out", tempfile.mkdtemp(dir=scratch), *jobs]


CPU, ELAPSED = 0, 2


def in_turn(runs, ours, theirs, measure=CPU):
    """Runs two commands in turn after one warm-up each; milliseconds of both, pair by pair."""
    run(ours()), run(theirs())
    return [(run(ours())[measure], run(theirs())[measure]) for _ in range(runs)]


def report(label, pairs, files=1):
    ours, theirs = (statistics.median(side) / files for side in zip(*pairs))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"{label}: nianbao {ours:.2f} ms, {theirs:.2f} ms, {ratio:.2f} times as much (medians of {len(pairs)} pairs)")


def pdf(args):
    path = args.file or os.path.join(SAMPLES, "pdf", "moxi2021.pdf")
    with tempfile.TemporaryDirectory(dir=MEMORY) as scratch:
        text = lambda: ["pdftotext", "-bbox", path, os.path.join(tempfile.mkdtemp(dir=scratch), "bbox.html")]
        name = os.path.basename(path)
        report(f"CPU against pdftotext -bbox, {name} in one process", in_turn(args.runs, lambda: extract([path], scratch), text))
        many = [shutil.copy(path, os.path.join(scratch, f"{copy}_{name}")) for copy in range(args.copies)]
        pairs = [(run(extract(many, scratch))[0], sum(run(text())[0] for _ in many)) for _ in range(BATCHES)]
        report(f"CPU a file against pdftotext -bbox, {args.copies} copies in one process of nianbao", pairs, len(many))


def named(folder, kind):
    """The files of one kind in a folder, in order."""
    if not os.path.isdir(folder):
        sys.exit(f"{folder} is not there: name a folder with .{kind} files")
    found = [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.lower().endswith("." + kind)]
    return found or sys.exit(f"no .{kind} file in {folder}")


def another(data, pattern, copy):
    """Bytes with another first number in them: the same content twice is read once."""
    return re.sub(pattern, lambda found: found[1] + str(int(found[2]) + copy).encode() + b"<", data, count=1)


def docx_copies(path, scratch, count):
    """Copies of a Word file."""
    with zipfile.ZipFile(path) as package:
        parts = {item.filename: package.read(item) for item in package.infolist()}
    main = parts["word/document.xml"]
    for copy in range(count):
        parts["word/document.xml"] = another(main, rb"(<w:t[^>]*>)(\d{1,6})<", copy)
        made = os.path.join(scratch, f"{copy}_{os.path.basename(path)}")
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
            for part, data in parts.items():
                package.writestr(part, data)
        yield made


def html_copies(path, scratch, count):
    """Copies of a page."""
    with open(path, "rb") as file:
        page = file.read()
    for copy in range(count):
        made = os.path.join(scratch, f"{copy}_{os.path.basename(path)}")
        with open(made, "wb") as file:
            file.write(another(page, rb"(>\s*)(\d{1,6})<", copy))
        yield made


def against(name, files, scratch, theirs, runs):
    """Compares all files in one process, then one process a file; `theirs` makes the other command."""
    pairs = in_turn(runs, lambda: extract(files, scratch), lambda: theirs(files))
    report(f"CPU a file against {name}, {len(files)} files in one process", pairs, len(files))
    pairs = in_turn(runs, lambda: extract(files, scratch, ()), lambda: theirs(files), ELAPSED)
    report(f"elapsed a file against {name}, {len(files)} files, {os.cpu_count()} cores", pairs, len(files))
    pairs = in_turn(runs, lambda: extract(files[:1], scratch), lambda: theirs(files[:1]))
    report(f"CPU against {name}, one file in one process", pairs)


def docx(args):
    with tempfile.TemporaryDirectory(dir=MEMORY) as scratch:
        own = named(args.folder or os.path.join(SAMPLES, "docx"), "docx")
        files = [made for path in own for made in docx_copies(path, scratch, args.copies)]
        against("python-docx", files, scratch, lambda paths: [sys.executable, "-c", WALK, *paths], args.runs)


def html(args):
    with tempfile.TemporaryDirectory(dir=MEMORY) as scratch:
        own = named(args.folder or os.path.join(SAMPLES, "html"), "html")
        files = [made for path in own for made in html_copies(path, scratch, args.copies)]
        against("lxml and pandas.read_html", files, scratch, lambda paths: [sys.executable, "-c", TABLES, *paths], args.runs)


def doc(args):
    with tempfile.TemporaryDirectory(dir=MEMORY) as scratch:
        files = named(args.folder or os.path.join(SAMPLES, "doc"), "doc")
        profile = "-env:UserInstallation=file://" + os.path.join(scratch, "profile")
        convert = ["soffice", profile, "--headless", "--convert-to", args.to, "--outdir", os.path.join(scratch, "out")]
        against(f"soffice --convert-to {args.to}", files, scratch, lambda paths: [*convert, *paths], args.runs)


def tables(args):
    with tempfile.TemporaryDirectory(dir=MEMORY) as scratch:
        files = named(args.folder or os.path.join(SAMPLES, "pdf"), "pdf")
        ours = lambda: extract(files, scratch, ())
        # As many loops as nianbao has workers.
        loop = f"printf '%s\\0' \"$@\" | xargs -0 -n 1 -P {os.cpu_count()} sh -c 'pdftotext -layout \"$0\" /dev/null'"
        pairs = in_turn(args.runs, ours, lambda: ["sh", "-c", loop, "sh", *files], ELAPSED)
        report(f"elapsed a file against {os.cpu_count()} loops of pdftotext -layout, {len(files)} files", pairs, len(files))
        for name, script in EXTRACTORS.items():
            theirs = lambda: [sys.executable, "-c", script, *files]
            pairs = [(run(extract(files, scratch)), run(theirs())) for _ in range(max(args.runs // 5, 1))]
            for what, measure in (("CPU", CPU), ("elapsed", ELAPSED)):
                sides = [(a[measure], b[measure]) for a, b in pairs]
                report(f"{what} a file against {name}, {len(files)} files, one worker", sides, len(files))


def memory(args):
    peaks = []
    with tempfile.TemporaryDirectory(dir=MEMORY) as scratch:
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
    for name, do, copies in (("docx", docx, 20), ("html", html, 20), ("doc", doc, None)):
        two = commands.add_parser(name)
        two.add_argument("folder", nargs="?")
        two.add_argument("--runs", type=int, default=5)
        if copies:
            two.add_argument("--copies", type=int, default=copies)
        else:
            two.add_argument("--to", choices=("docx", "txt"), default="docx")
        two.set_defaults(do=do)
    two = commands.add_parser("tables")
    two.add_argument("folder", nargs="?")
    two.add_argument("--runs", type=int, default=5)
    two.set_defaults(do=tables)
    three = commands.add_parser("memory")
    three.add_argument("folder", nargs="?")
    three.set_defaults(do=memory)
    args = parser.parse_args()
    args.do(args)


if __name__ == "__main__":
    main()
