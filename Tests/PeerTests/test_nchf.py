"""A session of converged charging, every request and answer held against 3GPP's own OpenAPI description of TS 32.291."""

import http.server
import json
import os
import pathlib
import queue
import sqlite3
import subprocess
import threading
import urllib.error
import urllib.request

import jsonschema_rs
import pytest
import yaml
from conftest import Gorse
from shopping import ask, buy, buy_line, join, read

ROOT = "/nchf-convergedcharging/v3/chargingdata"
FOLDER = pathlib.Path(os.environ.get("GORSE_SPECS") or pathlib.Path(__file__).resolve().parents[2].parent / "shared/reference/specs") / "3gpp-openapi"


def everything(name, seen):
    """The documents that one refers to, itself too."""
    if name not in seen and (FOLDER / name).exists():
        # One of the published files has tabs, which YAML does not take.
        text = (FOLDER / name).read_text().replace("\t", "  ")
        seen[name] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for part in text.split("'"):
            if ".yaml#" in part:
                everything(part.split("#")[0].strip(), seen)
    return seen


@pytest.fixture(scope="module")
def judge():
    """Raises where a body does not fit its schema."""
    if not FOLDER.exists():
        pytest.skip("specification files not there")
    documents = everything("TS32291_Nchf_ConvergedCharging.yaml", {})
    wanted = {"ChargingDataRequest", "ChargingDataResponse", "ChargingNotifyRequest"}
    name = "TS32291_Nchf_ConvergedCharging.yaml"
    resources = {f"https://specs.test/{known}": document for known, document in documents.items()}
    registry = jsonschema_rs.Registry(list(resources.items()), draft=jsonschema_rs.Draft202012)
    validators = {
        schema: jsonschema_rs.validator_for(
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": f"https://specs.test/{name}#/components/schemas/{schema}"},
            registry=registry)
        for schema in wanted
    }
    problem = jsonschema_rs.validator_for(
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "$ref": "https://specs.test/TS29571_CommonData.yaml#/components/schemas/ProblemDetails"}, registry=registry)
    validators["ProblemDetails"] = problem
    return lambda schema, body: validators[schema].validate(body)


class Consumer:
    """A network function with a URI that it wants to be called at."""

    def __init__(self):
        told = self.told = queue.Queue()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                told.put((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def consumer():
    consumer = Consumer()
    yield consumer
    consumer.server.shutdown()


@pytest.fixture(scope="module")
def server(tmp_path_factory, consumer):
    gorse = Gorse(
        str(tmp_path_factory.mktemp("nchf")), PUBLIC_REQUESTS_PER_MINUTE="10000", CORE_NCHF_CONSUMERS=f"127.0.0.1:{consumer.port}")
    yield gorse
    assert gorse.stop() == 0


def command(server, *arguments):
    done = subprocess.run(
        [os.environ["GORSE_BINARY"], *arguments, "--data", str(server.folder)], cwd=server.folder, env={"PATH": os.environ["PATH"]},
        capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def account(server, bearer):
    return json.loads(ask(server, "/v1/me", bearer=bearer)[1])["id"]


@pytest.fixture(scope="module")
def key(server):
    """The API key of a gateway: an admin's, for charging alone."""
    admin = account(server, join(server, "op@example.com"))
    command(server, "admin", "grant", admin)
    return command(server, "token", admin, "--scopes", "network:charging", "--name", "smf")


@pytest.fixture(scope="module")
def ana(server):
    bearer = join(server, "ana@example.com")
    line = buy_line(server, bearer, "global_data_10gb")
    with sqlite3.connect(f"file:{server.folder}/gorse.sqlite?mode=ro", uri=True) as database:
        imsi = database.execute("SELECT imsi FROM sim_profiles WHERE line_id = ?", [line["id"]]).fetchone()[0]
    return bearer, line, imsi


def request(imsi, number, usages, notify=None, **more):
    body = {
        "subscriberIdentifier": f"imsi-{imsi}",
        "nfConsumerIdentification": {
            "nFName": "344f52e6-7290-4be8-bf72-3f1c13ac3fea", "nodeFunctionality": "SMF", "nFPLMNID": {"mcc": "302", "mnc": "220"}},
        "invocationTimeStamp": "2026-11-23T12:00:00+00:00", "invocationSequenceNumber": number, "multipleUnitUsage": usages,
        "pDUSessionChargingInformation": {
            "chargingId": 4711, "pduSessionInformation": {"pduSessionID": 5, "dnnId": "internet"}}, **more}
    return {**body, "notifyUri": notify} if notify else body


def post(server, key, path, body):
    """The status, the headers and the body."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    asked = urllib.request.Request(server.url + path, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(asked) as answer:
            octets = answer.read()
            return answer.status, answer.headers, json.loads(octets) if octets else None
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, json.loads(refused.read())


def used(octets, number):
    return {"ratingGroup": 10, "requestedUnit": {"totalVolume": 10**9}, "usedUnitContainer": [
        {"localSequenceNumber": number, "uplinkVolume": octets // 3, "downlinkVolume": octets - octets // 3, "time": 7}]}


def left(server, bearer):
    return sum(bucket["available_units"] or 0 for bucket in read(server, "/v1/buckets", bearer)["data"] if bucket["unit"] == "octets")


def test_a_session_is_charged_to_the_octet_and_fits_the_published_description(server, key, ana, judge, consumer):
    bearer, line, imsi = ana
    before = left(server, bearer)
    body = request(imsi, 0, [{"ratingGroup": 10, "requestedUnit": {}}], notify=f"http://127.0.0.1:{consumer.port}/notify/1")
    judge("ChargingDataRequest", body)
    status, headers, answer = post(server, key, ROOT, body)
    assert status == 201, answer
    judge("ChargingDataResponse", answer)
    path = headers["Location"].split(":", 2)[2].split("/", 1)[1]
    assert ("/" + path).startswith(ROOT + "/")
    path = "/" + path
    total = 0
    for number in range(1, 6):
        granted = answer["multipleUnitInformation"][0]["grantedUnit"]["totalVolume"]
        spent = granted - number
        body = request(imsi, number, [used(spent, number)])
        judge("ChargingDataRequest", body)
        for attempt in range(3):
            again = {**body, "retransmissionIndicator": True} if attempt else body
            status, _, answer = post(server, key, path + "/update", again)
            assert status == 200, answer
            judge("ChargingDataResponse", answer)
        total += spent
    # A top-up asks for re-authorisation, at the URI that the session named.
    buy(server, bearer, "global_data_10gb")
    where, told = consumer.told.get(timeout=20)
    assert (where, told) == ("/notify/1", {"notificationType": "REAUTHORIZATION"})
    judge("ChargingNotifyRequest", told)
    for _ in range(2):
        status, _, answer = post(server, key, path + "/release", request(imsi, 6, [used(1001, 6)]))
        assert (status, answer) == (204, None)
    assert before + 10**10 - left(server, bearer) == total + 1001
    status, headers, problem = post(server, key, path + "/update", request(imsi, 7, [used(1, 7)]))
    assert status == 404 and headers["Content-Type"] == "application/problem+json" and problem["cause"] == "CONTEXT_NOT_FOUND"
    judge("ProblemDetails", problem)
    now = "2100-01-01T00:00:00Z"
    path = server.folder / "records.csv"
    command(server, "cdr", "export", "--from", "2020-01-01T00:00:00Z", "--to", now, "--format", "csv", "--output", str(path))
    rows = [row.split(",") for row in path.read_text().splitlines()[1:]]
    assert [(row[11], row[12], int(row[17])) for row in rows if row[4] == "normal_release"] == [
        ("CA", "344f52e6-7290-4be8-bf72-3f1c13ac3fea", total + 1001)]


def test_a_suspension_aborts_and_whom_nobody_listed_is_not_called(server, key, ana, judge, consumer):
    bearer, line, imsi = ana
    strangers = Consumer()
    sessions = []
    for charging_id, port in ((1, strangers.port), (2, consumer.port)):
        body = request(imsi, 0, [{"ratingGroup": 10, "requestedUnit": {}}], notify=f"http://127.0.0.1:{port}/notify/{charging_id}",
                       chargingId=charging_id)
        status, headers, answer = post(server, key, ROOT, body)
        assert status == 201, answer
        sessions.append(headers["Location"])
    assert len(set(sessions)) == 2
    ask(server, f"/v1/lines/{line['id']}/suspension", {"reason": "lost_device"}, bearer=bearer)
    where, told = consumer.told.get(timeout=20)
    assert (where, told) == ("/notify/2", {"notificationType": "ABORT_CHARGING"})
    judge("ChargingNotifyRequest", told)
    with urllib.request.urlopen(server.url + "/metrics") as metrics:
        text = metrics.read().decode()
    assert 'gorse_nchf_notifications_total{type="ABORT_CHARGING",result="not_allowed"} 1' in text, [
        row for row in text.splitlines() if "nchf" in row]
    assert strangers.told.empty()
    strangers.server.shutdown()
    status, _, problem = post(server, key, ROOT, request(imsi, 0, [{"ratingGroup": 10, "requestedUnit": {}}], chargingId=3))
    assert status == 403 and problem["cause"] == "END_USER_REQUEST_DENIED"
    judge("ProblemDetails", problem)


def test_only_a_key_for_charging_may_ask(server, key, ana):
    bearer, _, imsi = ana
    body = request(imsi, 0, [{"ratingGroup": 10, "requestedUnit": {}}])
    for other, wanted in ((bearer, 403), ("nobody", 401)):
        status, headers, problem = post(server, other, ROOT, body)
        assert (status, headers["Content-Type"]) == (wanted, "application/problem+json") and problem["cause"]
