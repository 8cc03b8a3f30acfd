"""Charging data records of sessions that were reported, exported by the command and the API, and read by an ASN.1 compiler that is not ours."""

import csv
import datetime
import io
import json
import os
import pathlib
import sqlite3
import struct
import subprocess
import urllib.error

import asn1tools
import pytest
from conftest import Gorse
from shopping import ask, buy_line, join

SPECIFICATION = asn1tools.compile_files(str(pathlib.Path(__file__).parent / "charging_records.asn"), "ber")
GATEWAY = "pgw.visited.test"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    gorse = Gorse(str(tmp_path_factory.mktemp("records")), PUBLIC_REQUESTS_PER_MINUTE="10000")
    yield gorse
    assert gorse.stop() == 0


def command(server, *arguments):
    return subprocess.run(
        [os.environ["GORSE_BINARY"], *arguments, "--data", str(server.folder)], cwd=server.folder, env={"PATH": os.environ["PATH"]},
        capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def told(server):
    """What the gateway reported, by session: the line, and (number, rating group, unit, input, output, total) of each report."""
    bearer = join(server, "ana@example.com")
    line = buy_line(server, bearer, "global_data_10gb")
    with sqlite3.connect(f"file:{server.folder}/gorse.sqlite?mode=ro", uri=True) as database:
        imsi, account = database.execute(
            "SELECT p.imsi, l.account_id FROM sim_profiles p JOIN lines l ON l.id = p.line_id WHERE l.id = ?", [line["id"]]).fetchone()
    granted = command(server, "admin", "grant", account)
    assert granted.returncode == 0, granted.stderr
    reports = {}

    def tell(session, number, kind, items):
        body = {
            "session_id": session, "request_number": number, "kind": kind, "line_id": line["id"], "apn": "internet", "country": "CA",
            "items": [
                {**({} if group is None else {"rating_group": group}), "unit": unit, "used_units": {"input": i, "output": o, "total": t}}
                for group, unit, i, o, t in items],
        }
        if kind == "event":
            body["items"] = [{"unit": unit, "requested_units": t} for _, unit, _, _, t in items]
        ask(server, "/v1/network/usage", body, bearer=bearer)
        reports.setdefault(session, []).extend((number, group or 0, unit, i, o, t) for group, unit, i, o, t in items)

    tell("plain;1", 0, "initial", [])
    tell("plain;1", 1, "update", [(1, "octets", 100, 200, 300), (4294967295, "octets", 2**40 // 10**6, 1, 2**31)])
    tell("plain;1", 2, "termination", [(1, "octets", 0, 127, 128)])
    tell("long,\"one\"", 0, "initial", [])
    for number in range(1, 151):
        tell("long,\"one\"", number, "update", [(7, "octets", number, 0, number)])
    tell("long,\"one\"", 151, "termination", [])
    tell("late;3", 9, "termination", [(None, "octets", 1, 2, 3)])
    tell("event;4", 0, "event", [(None, "octets", 0, 0, 4096)])
    tell("call;5", 0, "initial", [])
    tell("call;5", 1, "termination", [(None, "seconds", 0, 0, 61)])
    return {"bearer": bearer, "line": line, "imsi": imsi, "reports": reports}


@pytest.fixture(scope="module")
def period():
    now = datetime.datetime.now(datetime.timezone.utc)
    return [f"{now + datetime.timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}" for hours in (-1, 1)]


def export(server, period, kind, name, *more):
    path = server.folder / name
    done = command(server, "cdr", "export", "--from", period[0], "--to", period[1], "--format", kind, "--output", str(path), *more)
    return done, path


def file_of_records(octets):
    """The records of a file of TS 32.297, its header checked octet by octet."""
    length, header_length, high, low, opened, appended, count, number = struct.unpack_from(">IIBBIIII", octets)
    assert (length, header_length, high, low, number) == (len(octets), 54, 0xE0, 0xE0, 17)
    now = datetime.datetime.now(datetime.timezone.utc)
    for stamp in (opened, appended):
        month, day, hour, minute = stamp >> 28, stamp >> 23 & 31, stamp >> 18 & 31, stamp >> 12 & 63
        assert stamp & 0xFFF == 0x800
        assert abs(now - now.replace(month=month, day=day, hour=hour, minute=minute)) < datetime.timedelta(minutes=10)
    assert octets[26:52] == bytes(26) and octets[52:54] == b"\x07\x07"
    records, at = [], 54
    while at < len(octets):
        size, release, form, extension = struct.unpack_from(">HBBB", octets, at)
        assert (release, form, extension) == (0xE0, 0x34, 7)
        records.append(octets[at + 5:at + 5 + size])
        assert len(records[-1]) == size
        at += 5 + size
    assert len(records) == count
    return records


def moment(stamp):
    assert stamp[6:] == b"+\0\0"
    return datetime.datetime.strptime(stamp[:6].hex(), "%y%m%d%H%M%S").replace(tzinfo=datetime.timezone.utc)


def test_every_field_of_the_records_is_what_was_reported(server, told, period):
    done, path = export(server, period, "asn1", "records.asn1", "--node", "ocs-1", "--number", "17")
    assert done.returncode == 0, done.stderr
    assert path.stat().st_mode & 0o777 == 0o600
    decoded = []
    for octets in file_of_records(path.read_bytes()):
        kind, record = SPECIFICATION.decode("CHFRecord", octets)
        assert kind == "chargingFunctionRecord"
        # Nothing was left unread: what the compiler writes of what it read has the same octets.
        assert SPECIFICATION.encode("CHFRecord", (kind, record)) == octets
        decoded.append(record)
    assert done.stdout == f"{len(decoded)} records written to {path}\n"
    sessions = {}
    for record in decoded:
        sessions.setdefault(record["chargingSessionIdentifier"].decode(), []).append(record)
        assert (record["recordType"], record["recordingNetworkFunctionID"]) == (200, "ocs-1")
        assert record["subscriberIdentifier"] == {"subscriptionIDType": "eND-USER-IMSI", "subscriptionIDData": told["imsi"]}
        assert abs(datetime.datetime.now(datetime.timezone.utc) - moment(record["recordOpeningTime"])) < datetime.timedelta(minutes=10)
        assert 0 <= record["duration"] < 600
    assert sessions.keys() == told["reports"].keys()
    for session, records in sessions.items():
        found = []
        for record in records:
            for usage in record.get("listOfMultipleUnitUsage", []):
                for used in usage["usedUnitContainers"]:
                    assert moment(used["triggerTimeStamp"]) >= moment(record["recordOpeningTime"])
                    if "time" in used:
                        figures = ("seconds", 0, 0, used["time"])
                    else:
                        figures = ("octets", used["dataVolumeUplink"], used["dataVolumeDownlink"], used["dataTotalVolume"])
                    found.append((used["localSequenceNumber"], usage["ratingGroup"], *figures))
        assert sorted(found) == sorted(told["reports"][session]), session
    closing = {session: [record["causeForRecClosing"] for record in records] for session, records in sessions.items()}
    assert closing == {"plain;1": [0], 'long,"one"': [19, 0], "late;3": [4], "event;4": [0], "call;5": [0]}
    assert [record.get("recordSequenceNumber") for record in sessions['long,"one"']] == [1, 2]
    assert "recordSequenceNumber" not in sessions["plain;1"][0]
    kinds = {session: records[0]["nFunctionConsumerInformation"]["networkFunctionality"] for session, records in sessions.items()}
    assert kinds.pop("call;5") == "iMS-Node" and set(kinds.values()) == {"pGWCSMF"}


def test_the_rows_of_the_api_and_the_command_add_up_to_what_was_debited(server, told, period):
    done, path = export(server, period, "csv", "records.csv")
    assert done.returncode == 0, done.stderr
    media_type, body = ask(
        server, f"/v1/admin/charging-data-records?from={period[0]}&to={period[1]}", bearer=told["bearer"])
    assert media_type.startswith("text/csv") and body == path.read_bytes()
    rows = list(csv.DictReader(io.StringIO(body.decode())))
    for session, reports in told["reports"].items():
        for column, place in (("input", 3), ("output", 4), ("total", 5)):
            assert sum(int(row[column]) for row in rows if row["session_id"] == session) == sum(report[place] for report in reports)
    assert {(row["line_id"], row["imsi"], row["msisdn"]) for row in rows} == {
        (told["line"]["id"], told["imsi"], told["line"]["number"])}
    assert {(row["apn"], row["country"]) for row in rows} == {("internet", "CA")}
    for row in rows:
        assert int(row["debited"]) + int(row["overage"]) == int(row["total"])
    debited = sum(int(row["debited"]) for row in rows if row["unit"] == "octets")
    buckets = ask(server, "/v1/buckets", bearer=told["bearer"])[1]
    assert debited == sum(bucket["used_units"] for bucket in json.loads(buckets)["data"] if bucket["unit"] == "octets")
    verified = command(server, "quota", "verify")
    assert verified.returncode == 0 and f" {len(told['reports']) + 1} records" in verified.stdout, verified.stdout


def test_an_export_takes_no_file_that_is_there_and_no_senseless_time(server, told, period):
    there, path = export(server, period, "csv", "records.csv")
    assert there.returncode == 1 and "is there already" in there.stderr
    for wrong in (["yesterday", period[1]], [period[1], period[0]]):
        done, path = export(server, wrong, "csv", "never.csv")
        assert done.returncode == 64 and not path.exists()
    done, path = export(server, period, "asn1", "never.asn1", "--node", "x" * 37)
    assert done.returncode == 64 and not path.exists()
    assert not list(server.folder.glob("*.part"))


def test_others_do_not_read_them(server, told):
    stranger = join(server, "bo@example.com")
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(server, "/v1/admin/charging-data-records", bearer=stranger)
    assert refused.value.code == 403
