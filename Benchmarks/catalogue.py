#!/usr/bin/env python3
"""Measures GET /mcp/api of `gorse serve` beside a bare Hummingbird server and a Flask application that answer the same bytes.

    Benchmarks/catalogue.py --gorse PATH --bare PATH [--gunicorn PATH] [--callers 16,64] [--rounds 5] [--seconds 4] [--write]

The three servers run at the same time and are loaded one after another, round after round, so that what else the machine does hits all of them
alike; the table gives the median of the rounds. Needs wrk. `--write` puts the table into docs/performance.md.
"""
import argparse
import os
import pathlib
import platform
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
DOCUMENT = HERE.parent / "docs" / "performance.md"
HEADING = "## The public catalogue"
# Loads come from one client, far beyond what a person may ask.
UNLIMITED = "1000000000"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/mcp/api", timeout=2) as answer:
        return answer.read()


def await_answer(name, process, port):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit(f"{name} ended with status {process.returncode}")
        try:
            return fetch(port)
        except OSError:
            time.sleep(0.05)
    sys.exit(f"{name} does not answer")


def load(port, callers, seconds):
    """Requests a second; every answer must be 200."""
    output = subprocess.run(
        ["wrk", "-t1", f"-c{callers}", f"-d{seconds}s", f"http://127.0.0.1:{port}/mcp/api"],
        capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        sys.exit(f"answers failed under load:\n{output}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))


def processor():
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def measure(arguments, folder):
    catalogue = folder / "catalogue.json"
    ports = {name: free_port() for name in ("gorse", "bare", "flask")}
    processes = {}
    try:
        environment = os.environ | {
            "GORSE_DATA": str(folder / "data"), "HOST": "127.0.0.1", "PORT": str(ports["gorse"]), "LOG_LEVEL": "warning",
            "PUBLIC_REQUESTS_PER_MINUTE": UNLIMITED}
        processes["gorse"] = subprocess.Popen([arguments.gorse, "serve"], env=environment, cwd=folder)
        catalogue.write_bytes(await_answer("gorse", processes["gorse"], ports["gorse"]))
        processes["bare"] = subprocess.Popen([arguments.bare, str(catalogue), str(ports["bare"])])
        processes["flask"] = subprocess.Popen(
            [arguments.gunicorn, "-w", "2", "-b", f"127.0.0.1:{ports['flask']}", "--chdir", str(HERE), "--log-level", "error",
             "flask_catalogue:app"], env=os.environ | {"CATALOGUE": str(catalogue)})
        for name in ("bare", "flask"):
            if await_answer(name, processes[name], ports[name]) != catalogue.read_bytes():
                sys.exit(f"{name} answers other bytes")
        rows = []
        for callers in arguments.callers:
            rates = {name: [] for name in ports}
            for name in ports:
                load(ports[name], callers, 1)
            for _ in range(arguments.rounds):
                for name in ports:
                    rates[name].append(load(ports[name], callers, arguments.seconds))
            rows.append((callers, {name: statistics.median(values) for name, values in rates.items()}))
        return len(catalogue.read_bytes()), rows
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            process.wait(timeout=30)


def report(size, rows, arguments):
    lines = [
        HEADING, "",
        f"`GET /mcp/api`, {size} octets of precomputed JSON, beside a bare Hummingbird answer of the same bytes and a Flask application under "
        f"gunicorn with 2 workers. Requests a second, median of {arguments.rounds} rounds of {arguments.seconds} s with wrk on the same machine.", "",
        "| callers | gorse | bare Hummingbird | Flask | gorse / bare | gorse / Flask |", "|---|---|---|---|---|---|",
    ]
    for callers, medians in rows:
        gorse, bare, flask = medians["gorse"], medians["bare"], medians["flask"]
        lines.append(f"| {callers} | {gorse:,.0f} | {bare:,.0f} | {flask:,.0f} | {gorse / bare:.2f} | {gorse / flask:.1f} |")
    lines += [
        "", f"Machine: {processor()}, {os.cpu_count()} processors, {platform.system()} {platform.release()}. Repeat:", "", "```",
        "bin/gorse config > /dev/null  # builds the release",
        "swift build --package-path Benchmarks -c release --product bare-http",
        "pip install -r Benchmarks/requirements.txt",
        "Benchmarks/catalogue.py --gorse ~/.cache/gorse/release/release/gorse --bare Benchmarks/.build/release/bare-http --write",
        "```", ""]
    return "\n".join(lines)


def write(section):
    text = DOCUMENT.read_text() if DOCUMENT.exists() else "# Performance\n\nRatios, measured in one run; absolute figures mean little elsewhere.\n"
    parts = re.split(r"(?m)^(?=## )", text)
    kept = [part for part in parts if not part.startswith(HEADING)]
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text("\n".join([part.rstrip() + "\n" for part in kept] + [section]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gorse", required=True, help="the release build of gorse")
    parser.add_argument("--bare", required=True, help="the release build of bare-http")
    parser.add_argument("--gunicorn", default="gunicorn")
    parser.add_argument("--callers", type=lambda text: [int(part) for part in text.split(",")], default=[16, 64])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        size, rows = measure(arguments, pathlib.Path(folder))
    section = report(size, rows, arguments)
    print(section)
    if arguments.write:
        write(section)


main()
