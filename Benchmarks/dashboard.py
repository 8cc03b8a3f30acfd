#!/usr/bin/env python3
"""Measures the dashboard of `gorse serve` under load beside a bare Hummingbird server that answers the same octets.

    Benchmarks/dashboard.py --gorse PATH --bare PATH [--callers 4,16] [--rounds 5] [--seconds 4] [--write]

The dashboard is `/account` of members who have a line, data, some of it used, and orders; requests go round them. Both servers run at the same
time and are loaded one after the other, round after round, so that what else the machine does hits both alike; the table gives the medians of the
rounds. Needs wrk. `--write` puts the table into docs/performance.md.
"""
import html
import http.cookiejar
import json
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request

from servers import UNLIMITED, await_answer, checked, free_port, machine, main

HEADING = "## The dashboard"
# An account may ask 3000 times a minute, and no more join from one address at once.
MEMBERS = 24
MILLISECONDS = {"us": 0.001, "ms": 1, "s": 1000}


class Browser:
    """Somebody's, who has joined."""

    def __init__(self, url, address):
        self.url, self.cookies = url, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        form = re.search(r'name="form_token" value="([^"]*)"', self.get("/sign-up").decode())[1]
        fields = {"form_token": html.unescape(form), "email": address, "password": "correct horse battery"}
        self.ask("/sign-up", urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def get(self, path):
        return self.ask(path)

    def post(self, path, **body):
        return json.loads(self.ask(path, json.dumps(body).encode(), "application/json"))

    def ask(self, path, body=None, kind=None):
        headers = {"Sec-Fetch-Site": "same-origin"} | ({"Content-Type": kind} if kind else {})
        with self.opener.open(urllib.request.Request(self.url + path, body, headers), timeout=30) as answer:
            return answer.read()

    @property
    def session(self):
        return next(cookie.value for cookie in self.cookies if cookie.name == "gorse_session")

    def buy(self, *services):
        order = self.post("/v1/orders", currency="USD", items=[{"service_id": service} for service in services])
        card = {"number": "4242424242424242", "expiry_month": 12, "expiry_year": 2099, "cvc": "123"}
        self.post(f"/v1/orders/{order['id']}/payment", card=card)

    def line(self):
        """The line that comes of a membership, when it is active."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            lines = json.loads(self.get("/v1/lines"))["data"]
            if lines and lines[0]["state"] == "active":
                return lines[0]["id"]
            time.sleep(0.05)
        sys.exit("a line is not active within a minute")


def populate(url, gorse, environment):
    """The members' sessions."""
    operator = Browser(url, "operator@example.com")
    subprocess.run(
        [gorse, "admin", "grant", json.loads(operator.get("/v1/me"))["id"]], env=environment, cwd=environment["GORSE_DATA"], check=True,
        capture_output=True)
    members = [Browser(url, f"member{number}@example.com") for number in range(MEMBERS)]
    for member in members:
        member.buy("basic_membership", "global_data_10gb")
    for member in members:
        line = member.line()
        for number, kind, item in [(0, "initial", {"requested_units": 0}), (1, "termination", {"used_units": {"total": 1_500_000_000}})]:
            operator.post("/v1/network/usage", session_id=line, request_number=number, kind=kind, line_id=line, items=[item])
        member.buy("global_data_10gb")
    page = members[0].get("/account")
    if b"18.5" not in page:
        sys.exit("the dashboard does not show the data that is left")
    return [member.session for member in members], page


def load(url, callers, seconds, script=None):
    """Answers a second, and the milliseconds within which half of them and 99 of 100 came."""
    output = checked(subprocess.run(
        ["wrk", "-t1", f"-c{callers}", f"-d{seconds}s", "--latency", *(["-s", script] if script else []), url],
        capture_output=True, text=True, check=True).stdout)
    shares = {share: float(number) * MILLISECONDS[unit] for share, number, unit in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)\b", output)}
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]), shares["50"], shares["99"]


def measure(arguments, folder):
    ports = {name: free_port() for name in ("gorse", "bare")}
    url = f"http://127.0.0.1:{ports['gorse']}"
    (folder / "data").mkdir()
    environment = os.environ | {
        "GORSE_DATA": str(folder / "data"), "HOST": "127.0.0.1", "PORT": str(ports["gorse"]), "LOG_LEVEL": "warning",
        "PUBLIC_REQUESTS_PER_MINUTE": UNLIMITED}
    processes = {}
    try:
        processes["gorse"] = subprocess.Popen([arguments.gorse, "serve"], env=environment, cwd=folder)
        await_answer("gorse", processes["gorse"], ports["gorse"])
        sessions, page = populate(url, arguments.gorse, environment)
        (folder / "page.html").write_bytes(page)
        script = folder / "members.lua"
        script.write_text(
            "local sessions, turn = {" + ", ".join(f'"{session}"' for session in sessions) + "}, 0\n"
            "request = function()\n    turn = turn % #sessions + 1\n"
            '    return wrk.format("GET", "/account", { Cookie = "gorse_session=" .. sessions[turn] })\nend\n')
        processes["bare"] = subprocess.Popen([arguments.bare, str(folder / "page.html"), str(ports["bare"])])
        await_answer("bare", processes["bare"], ports["bare"])
        targets = {"gorse": (url, script), "bare": (f"http://127.0.0.1:{ports['bare']}/mcp/api", None)}
        rows = []
        for callers in arguments.callers:
            rounds = {name: [] for name in targets}
            for name, (target, asked) in targets.items():
                load(target, callers, 1, asked)
            for _ in range(arguments.rounds):
                for name, (target, asked) in targets.items():
                    rounds[name].append(load(target, callers, arguments.seconds, asked))
            rows.append((callers, {name: [statistics.median(values) for values in zip(*rounds[name])] for name in targets}))
        return len(page), rows
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            process.wait(timeout=30)


def report(size, rows, arguments):
    lines = [
        HEADING, "",
        f"`GET /account` of {MEMBERS} members with a line, used data and orders ({size} octets, made anew for each request from the database), beside a "
        f"bare Hummingbird answer of the same octets. Medians of {arguments.rounds} rounds of {arguments.seconds} s with wrk on the same machine; "
        "milliseconds.", "",
        "| callers | dashboard/s | p50 | p99 | bare/s | p50 | p99 | p99 / bare p99 |", "|---|---|---|---|---|---|---|---|"]
    for callers, medians in rows:
        (rate, half, most), (bare_rate, bare_half, bare_most) = medians["gorse"], medians["bare"]
        lines.append(
            f"| {callers} | {rate:,.0f} | {half:.2f} | {most:.2f} | {bare_rate:,.0f} | {bare_half:.2f} | {bare_most:.2f} | {most / bare_most:.1f} |")
    lines += [
        "", f"Machine: {machine()}. Repeat:", "", "```", "bin/gorse config > /dev/null  # builds the release",
        "swift build --package-path Benchmarks -c release --product bare-http",
        "Benchmarks/dashboard.py --gorse ~/.cache/gorse/release/release/gorse --bare Benchmarks/.build/release/bare-http --write", "```", ""]
    return "\n".join(lines)


main(__doc__, [4, 16], HEADING, measure, report)
