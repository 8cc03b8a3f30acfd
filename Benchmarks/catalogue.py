#!/usr/bin/env python3
"""Measures GET /mcp/api of `gorse serve` beside a bare Hummingbird server and a Flask application that answer the same bytes.

    Benchmarks/catalogue.py --gorse PATH --bare PATH [--gunicorn PATH] [--callers 16,64] [--rounds 5] [--seconds 4] [--write]

The three servers run at the same time and are loaded one after another, round after round, so that what else the machine does hits all of them
alike; the table gives the median of the rounds. Needs wrk. `--write` puts the table into docs/performance.md.
"""
import os
import pathlib
import re
import statistics
import subprocess
import sys

from servers import UNLIMITED, await_answer, checked, free_port, machine, main

HERE = pathlib.Path(__file__).resolve().parent
HEADING = "## The public catalogue"


def load(port, callers, seconds):
    """Requests a second; every answer must be 200."""
    output = checked(subprocess.run(
        ["wrk", "-t1", f"-c{callers}", f"-d{seconds}s", f"http://127.0.0.1:{port}/mcp/api"],
        capture_output=True, text=True, check=True).stdout)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))


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
        "", f"Machine: {machine()}. Repeat:", "", "```",
        "bin/gorse config > /dev/null  # builds the release",
        "swift build --package-path Benchmarks -c release --product bare-http",
        "pip install -r Benchmarks/requirements.txt",
        "Benchmarks/catalogue.py --gorse ~/.cache/gorse/release/release/gorse --bare Benchmarks/.build/release/bare-http --write",
        "```", ""]
    return "\n".join(lines)


main(__doc__, [16, 64], HEADING, measure, report, [("--gunicorn", {"default": "gunicorn"})])
