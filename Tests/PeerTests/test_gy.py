"""python-diameter as a packet gateway: a subscriber's data session over Gy, with every octet that gorse sends read by tshark."""

import datetime
import os
import pathlib
import queue
import select
import socket
import sqlite3
import struct
import subprocess
import urllib.request

import pytest
from diameter.message import Message
from diameter.message.avp.grouped import PsInformation, RequestedServiceUnit, ServiceInformation, UsedServiceUnit
from diameter.message.commands import CapabilitiesExchangeRequest, CreditControlRequest, DeviceWatchdogRequest
from diameter.message.constants import *
from diameter.node import Node
from diameter.node.application import SimpleThreadingApplication

from conftest import Gorse, ending
from diameter_peer import judge
from shopping import ask, buy, buy_line, join, read
from wiretap import Wiretap

REALM = "epc.mnc001.mcc001.3gppnetwork.org"
OCS = f"gorse.{REALM}"
GIGABYTES = 10**9


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    gorse = Gorse(str(tmp_path_factory.mktemp("gy")), CORE_DIAMETER_LISTEN="127.0.0.1:0", PUBLIC_REQUESTS_PER_MINUTE="10000")
    yield gorse
    assert gorse.stop() == 0


def subscriber(server, name):
    """Someone with a membership and 10 GB: the bearer token, the IMSI and the number."""
    bearer = join(server, f"{name}@example.com")
    line = buy_line(server, bearer, "global_data_10gb")
    with sqlite3.connect(f"file:{server.folder}/gorse.sqlite?mode=ro", uri=True) as database:
        imsi = database.execute("SELECT imsi FROM sim_profiles WHERE line_id = ?", [line["id"]]).fetchone()[0]
    return bearer, imsi, line["number"].lstrip("+")


@pytest.fixture(scope="module")
def ana(server):
    return subscriber(server, "ana")


def octets_left(server, bearer):
    return sum(bucket["available_units"] or 0 for bucket in read(server, "/v1/buckets", bearer)["data"])


class Gateway:
    """A PGW that python-diameter speaks for."""

    def __init__(self, port, name, server=OCS, realm=REALM, reaches="visited.test"):
        self.node = Node(name, "visited.test", ip_addresses=["127.0.0.1"], vendor_ids=[VENDOR_TGPP])
        self.node.idle_timeout = 30
        peer = self.node.add_peer(f"aaa://{server}:{port};transport=tcp", realm, ip_addresses=["127.0.0.1"], is_persistent=True)
        self.told = queue.Queue()
        self.app = SimpleThreadingApplication(
            APP_DIAMETER_CREDIT_CONTROL_APPLICATION, is_auth_application=True, request_handler=self.hear)
        self.node.add_application(self.app, [peer], realms=[reaches])
        self.node.start()
        self.runs = True
        ending.callback(self.stop)
        self.app.wait_for_ready(timeout=10)
        self.name = name

    def stop(self):
        """Says goodbye, once."""
        if self.runs:
            self.runs = False
            self.node.stop(wait_timeout=20)

    def hear(self, app, message):
        """What gorse asks of its own accord."""
        self.told.put((message.header.command_code, message.session_id))
        return app.generate_answer(message, result_code=E_RESULT_CODE_DIAMETER_SUCCESS)

    def request(self, *arguments, **service):
        return credit_control_request(self.name, *arguments, **service)

    def ask(self, *arguments, **service):
        return self.app.send_request(self.request(*arguments, **service), timeout=20)


def credit_control_request(name, session, kind, number, subscriber, **service):
    message = CreditControlRequest()
    message.session_id = session
    message.origin_host, message.origin_realm = name.encode(), b"visited.test"
    message.destination_realm = REALM.encode()
    message.auth_application_id = APP_DIAMETER_CREDIT_CONTROL_APPLICATION
    message.service_context_id = "32251@3gpp.org"
    message.cc_request_type, message.cc_request_number = kind, number
    imsi, msisdn = subscriber
    message.add_subscription_id(subscription_id_type=E_SUBSCRIPTION_ID_TYPE_END_USER_IMSI, subscription_id_data=imsi)
    message.add_subscription_id(subscription_id_type=E_SUBSCRIPTION_ID_TYPE_END_USER_E164, subscription_id_data=msisdn)
    message.multiple_services_indicator = 1
    if service:
        message.add_multiple_services_credit_control(**service)
    return message


def asked(octets):
    return RequestedServiceUnit(cc_total_octets=octets)


def used(octets):
    return [UsedServiceUnit(cc_input_octets=octets // 3, cc_output_octets=octets - octets // 3)]


def test_a_session_is_charged_to_the_octet_until_it_is_cut_off_and_after_a_top_up(server, ana):
    bearer, *subscriber = ana
    tap = Wiretap(server.diameter_port)
    gateway = Gateway(tap.port, "pgw.visited.test")
    session = "pgw.visited.test;1;app_gy"
    initial, update, end = (
        E_CC_REQUEST_TYPE_INITIAL_REQUEST, E_CC_REQUEST_TYPE_UPDATE_REQUEST, E_CC_REQUEST_TYPE_TERMINATION_REQUEST)

    answer = gateway.ask(session, initial, 0, subscriber, rating_group=10, requested_service_unit=asked(2**63))
    assert answer.result_code == E_RESULT_CODE_DIAMETER_SUCCESS and answer.cc_session_failover == 1
    number, total, finals = 0, 0, []
    while granted := answer.multiple_services_credit_control[0].granted_service_unit:
        finals.append(answer.multiple_services_credit_control[0].final_unit_indication is not None)
        number, total = number + 1, total + granted.cc_total_octets
        answer = gateway.ask(
            session, update, number, subscriber, rating_group=10, requested_service_unit=asked(2**63), used_service_unit=used(granted.cc_total_octets))
    assert answer.multiple_services_credit_control[0].result_code == 4012
    assert total == 10 * GIGABYTES and octets_left(server, bearer) == 0
    assert finals[-1] and not any(finals[:-1]), "the last units and no others carry the final action"

    buy(server, bearer, "global_data_10gb")
    assert gateway.told.get(timeout=10) == (258, session), "the top-up asks the gateway to ask again"
    answer = gateway.ask(session, update, number + 1, subscriber, rating_group=10, requested_service_unit=asked(1_000_000))
    assert answer.multiple_services_credit_control[0].granted_service_unit.cc_total_octets == 1_000_000

    report = dict(rating_group=10, requested_service_unit=asked(1_000_000), used_service_unit=used(777))
    answers = []
    for is_repeated in (False, True, True):
        message = gateway.request(session, update, number + 2, subscriber, **report)
        message.header.is_retransmit = is_repeated
        answers.append(gateway.app.send_request(message, timeout=20))
    assert len({answer.multiple_services_credit_control[0].granted_service_unit.cc_total_octets for answer in answers}) == 1
    assert gateway.ask(session, end, number + 3, subscriber, rating_group=10, used_service_unit=used(23)).result_code == 2001
    assert octets_left(server, bearer) == 10 * GIGABYTES - 800

    # Without a rating group, as Open5GS asks; a stranger; no Service-Context-Id; a service that cannot be rated.
    answer = gateway.ask("pgw.visited.test;2", initial, 0, subscriber, requested_service_unit=asked(1000))
    assert answer.multiple_services_credit_control[0].rating_group is None
    assert answer.multiple_services_credit_control[0].granted_service_unit.cc_total_octets == 1000
    assert gateway.ask("pgw.visited.test;2", end, 1, subscriber).result_code == 2001
    assert gateway.ask("pgw.visited.test;3", initial, 0, ["001019999999999", "12125550000"]).result_code == 5030
    broken = gateway.request("pgw.visited.test;4", initial, 0, subscriber)
    broken.service_context_id = "99999@3gpp.org"
    assert gateway.app.send_request(broken, timeout=20).result_code == 5031

    # Her line is suspended in the middle of a session: the gateway is asked to end it, and what was used is charged.
    gateway.ask("pgw.visited.test;5", initial, 0, subscriber, rating_group=10, requested_service_unit=asked(1000))
    line = read(server, "/v1/lines", bearer)["data"][0]["id"]
    ask(server, f"/v1/lines/{line}/suspension", {"reason": "lost_device"}, bearer)
    assert gateway.told.get(timeout=10) == (274, "pgw.visited.test;5")
    assert gateway.ask("pgw.visited.test;5", end, 1, subscriber, rating_group=10, used_service_unit=used(200)).result_code == 2001
    assert gateway.ask("pgw.visited.test;6", initial, 0, subscriber, requested_service_unit=asked(1000)).result_code == 4010

    gateway.stop()
    tap.close()
    books = command(server, "quota", "verify", "--data", str(server.folder))
    assert books.returncode == 0, books.stdout + books.stderr
    assert f"{10 * GIGABYTES + 1000}" in books.stdout.replace(",", "").replace("_", "").replace(" ", ""), books.stdout

    assert [Message.from_bytes(message).header.command_code for _, message in tap.wire].count(272) > 200
    judge(tap)


def command(server, *arguments):
    return subprocess.run(
        [os.environ["GORSE_BINARY"], *arguments], cwd=server.folder, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True,
        timeout=60)


def test_the_command_line_asks_as_a_gateway_and_shows_what_is_open(server):
    _, imsi, _ = subscriber(server, "bo")
    ask = ["diameter", "send-ccr", "--to", f"127.0.0.1:{server.diameter_port}", "--realm", REALM, "--session", "tool;1", "--imsi", imsi]
    asked = command(server, *ask, "--type", "initial", "--ask", "5000", "--rating-group", "7")
    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert f"result 2001 from {OCS}" in asked.stdout and "rating group 7: result 2001, granted 5000 octets for 3600 s" in asked.stdout
    shown = command(server, "diameter", "sessions", "--imsi", imsi, "--data", str(server.folder))
    assert "tool;1" in shown.stdout and "reserved 7: 5000 octets" in shown.stdout and "1 sessions" in shown.stdout, shown.stdout
    ended = command(server, *ask, "--type", "termination", "--number", "1", "--used", "4000", "--rating-group", "7")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    refused = command(server, *ask[:-1], "001019999999999", "--type", "initial")
    assert refused.returncode == 1 and "result 5030" in refused.stdout
    nobody = command(server, "diameter", "send-ccr", "--to", "127.0.0.1:1", *ask[4:], "--type", "initial")
    assert nobody.returncode == 1 and "nobody answers" in nobody.stderr


def event(gateway, action, session, number, subscriber, **service):
    message = gateway.request(session, E_CC_REQUEST_TYPE_EVENT_REQUEST, number, subscriber, **service)
    message.requested_action = action
    return gateway.app.send_request(message, timeout=20)


def test_what_was_debited_is_refunded_once_and_a_use_has_a_price(server):
    bearer, *subscriber_ids = subscriber(server, "cai")
    tap = Wiretap(server.diameter_port)
    gateway = Gateway(tap.port, "smsc.visited.test")
    debit, refund, enquiry = (
        E_REQUESTED_ACTION_DIRECT_DEBITING, E_REQUESTED_ACTION_REFUND_ACCOUNT, E_REQUESTED_ACTION_PRICE_ENQUIRY)
    session = "smsc.visited.test;1"
    ask_for = lambda action, number, octets: event(
        gateway, action, session, number, subscriber_ids, rating_group=10, requested_service_unit=asked(octets)).multiple_services_credit_control[0].result_code

    assert ask_for(debit, 0, 4000) == 2001
    assert [ask_for(refund, 1, 1500) for _ in range(3)] == [2001] * 3
    assert octets_left(server, bearer) == 10 * GIGABYTES - 2500, "sent again, a refund is one refund"
    assert ask_for(refund, 2, 2501) == 5012
    assert event(gateway, refund, "smsc.visited.test;2", 0, subscriber_ids, rating_group=10).multiple_services_credit_control[0].result_code == 5012
    assert ask_for(refund, 3, 2500) == 2001
    assert octets_left(server, bearer) == 10 * GIGABYTES

    cost = event(gateway, enquiry, "smsc.visited.test;3", 0, subscriber_ids, rating_group=10, requested_service_unit=asked(777)).cost_information
    assert (cost.unit_value.value_digits, cost.unit_value.exponent, cost.currency_code, cost.cost_unit) == (777, 0, 999, "octets")
    assert octets_left(server, bearer) == 10 * GIGABYTES
    gateway.stop()
    tap.close()
    books = command(server, "quota", "verify", "--data", str(server.folder))
    assert books.returncode == 0, books.stdout + books.stderr
    judge(tap)


SHIPPED = pathlib.Path(__file__).parents[2] / "Sources" / "Platform" / "Catalog" / "catalog.yaml"


def test_tariffs_by_rating_group_zone_and_hour(tmp_path):
    now = datetime.datetime.now(datetime.timezone.utc)
    change = (now + datetime.timedelta(minutes=25)).replace(second=0, microsecond=0)
    begin = now - datetime.timedelta(minutes=5)
    catalog = tmp_path / "catalog.yaml"
    catalog.write_text(SHIPPED.read_text() + f"""
tariffs:
  rules:
    - {{ name: app, rating_groups: [100], weight: 0 }}
    - {{ name: europe, zone: europe, weight: 3 }}
    - {{ name: now, rating_groups: [20], hours: "{begin:%H:%M}-{change:%H:%M}", weight: 1/2 }}
""")
    (tmp_path / "data").mkdir()
    server = Gorse(str(tmp_path / "data"), CORE_DIAMETER_LISTEN="127.0.0.1:0", GORSE_CATALOG=str(catalog))
    bearer, *ids = subscriber(server, "dana")
    tap = Wiretap(server.diameter_port)
    gateway = Gateway(tap.port, "pgw.visited.test")
    initial, update, end = (
        E_CC_REQUEST_TYPE_INITIAL_REQUEST, E_CC_REQUEST_TYPE_UPDATE_REQUEST, E_CC_REQUEST_TYPE_TERMINATION_REQUEST)
    left = lambda: 10 * GIGABYTES - octets_left(server, bearer)

    # What costs nothing.
    free = dict(rating_group=100, requested_service_unit=asked(5000))
    gateway.ask("t;1", initial, 0, ids, **free)
    assert left() == 0
    gateway.ask("t;1", end, 1, ids, rating_group=100, used_service_unit=used(5000))
    assert left() == 0

    # In Europe an octet takes three; the gateway says when it goes to another country.
    message = gateway.request("t;2", initial, 0, ids, rating_group=1, requested_service_unit=asked(1000))
    message.service_information = ServiceInformation(ps_information=PsInformation(tgpp_sgsn_mcc_mnc="26201"))
    answer = gateway.app.send_request(message, timeout=20)
    service = answer.multiple_services_credit_control[0]
    assert service.granted_service_unit.cc_total_octets == 1000 and service.trigger.trigger_type == [E_TRIGGER_TYPE_CHANGEINLOCATION_MCC]
    assert left() == 3000
    gateway.ask("t;2", end, 1, ids, rating_group=1, used_service_unit=used(100))
    assert left() == 300

    # The tariff changes while the grant is valid: half an octet before, a whole one after.
    gateway.ask("t;3", initial, 0, ids, rating_group=20, requested_service_unit=asked(1000))
    told = grants(tap)[-1].find_avps((AVP_MULTIPLE_SERVICES_CREDIT_CONTROL, 0), (AVP_GRANTED_SERVICE_UNIT, 0), (AVP_TARIFF_TIME_CHANGE, 0))
    assert [avp.value.replace(tzinfo=datetime.timezone.utc) if avp.value.tzinfo is None else avp.value for avp in told] == [change]
    parts = [
        UsedServiceUnit(cc_total_octets=601, tariff_change_usage=E_TARIFF_CHANGE_USAGE_UNIT_BEFORE_TARIFF_CHANGE),
        UsedServiceUnit(cc_total_octets=100, tariff_change_usage=E_TARIFF_CHANGE_USAGE_UNIT_AFTER_TARIFF_CHANGE),
    ]
    gateway.ask("t;3", end, 1, ids, rating_group=20, used_service_unit=parts)
    assert left() == 300 + 401, "300.5 and 100, rounded up once"

    gateway.stop()
    tap.close()
    books = command(server, "quota", "verify", "--data", str(server.folder))
    assert books.returncode == 0, books.stdout + books.stderr
    judge(tap)
    assert server.stop() == 0


def grants(tap):
    """The answers of gorse with every AVP that came."""
    answers = [Message.from_bytes(octets, plain_msg=True) for is_peers, octets in tap.wire if not is_peers]
    return [answer for answer in answers if answer.header.command_code == 272]


def introduced(port, name):
    """A connection that a peer of this name has opened, and the octets of the answer to its CER."""
    peer = socket.create_connection(("127.0.0.1", port), timeout=20)
    peer.sendall(introduction(name))
    return peer, receive(peer)


def introduction(name):
    cer = CapabilitiesExchangeRequest()
    cer.origin_host, cer.origin_realm = name.encode(), b"visited.test"
    cer.host_ip_address, cer.vendor_id, cer.product_name = ["127.0.0.1"], 0, "test"
    cer.auth_application_id = [APP_DIAMETER_CREDIT_CONTROL_APPLICATION]
    return cer.as_bytes()


def receive(peer):
    head = b""
    while len(head) < 4:
        if not (more := peer.recv(4 - len(head))):
            return b""
        head += more
    length, octets = struct.unpack(">I", head)[0] & 0xFFFFFF, head
    while len(octets) < length:
        octets += peer.recv(length - len(octets))
    return octets


def has_ended(peer):
    """Whether the other side closes without another word."""
    try:
        return peer.recv(1) == b""
    except ConnectionResetError:
        return True


def is_alive(peer):
    dwr = DeviceWatchdogRequest()
    dwr.origin_host, dwr.origin_realm = b"good.visited.test", b"visited.test"
    peer.sendall(dwr.as_bytes())
    return Message.from_bytes(receive(peer)).result_code == 2001


def memory(server):
    """Resident octets of the server."""
    with open(f"/proc/{server.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) * 1024


def test_hostile_octets_are_refused_and_others_go_on(server, ana):
    good, answer = introduced(server.diameter_port, "good.visited.test")
    answers = type("Answers", (), {"wire": [(False, answer)]})
    plain = credit_control_request("bad.visited.test", "bad;1", E_CC_REQUEST_TYPE_INITIAL_REQUEST, 0, ana[1:]).as_bytes()
    lies = []
    for length in (0, 7, 8, 0xFFFFFF):  # What the first AVP says of its length.
        lie = bytearray(plain)
        lie[25:28] = length.to_bytes(3, "big")
        lies.append(bytes(lie))
    nested = b""
    for _ in range(5000):  # A grouped AVP in a grouped AVP in …
        nested = struct.pack(">II", 456, 0x40 << 24 | len(nested) + 8) + nested
    bomb = bytearray(plain + nested)
    bomb[1:4] = len(bomb).to_bytes(3, "big")
    lies.append(bytes(bomb))
    for number, lie in enumerate(lies):
        bad, _ = introduced(server.diameter_port, f"bad{number}.visited.test")
        bad.sendall(lie)
        answer = receive(bad)
        assert 3000 < Message.from_bytes(answer).result_code < 6000
        answers.wire.append((False, answer))
        assert is_alive(bad), "what cannot be decoded is answered, and the connection goes on"
        bad.close()
        assert is_alive(good)
    for octets in (b"\x02" + plain[1:], b"\x01\xff\xff\xff" + plain[4:], plain[:3], os.urandom(4096)):
        with socket.create_connection(("127.0.0.1", server.diameter_port), timeout=20) as bad:
            bad.sendall(octets)
            bad.shutdown(socket.SHUT_WR)
            assert has_ended(bad)
        assert is_alive(good)
    good.close()
    judge(answers, may_warn=True)  # Failed-AVP echoes what tshark warns of.


def test_many_connections_and_a_peer_that_never_reads_leave_others_alone(server):
    good, _ = introduced(server.diameter_port, "good2.visited.test")
    before = memory(server)
    silent = [socket.create_connection(("127.0.0.1", server.diameter_port), timeout=20) for _ in range(400)]
    late, answer = introduced(server.diameter_port, "late.visited.test")
    assert Message.from_bytes(answer).result_code == 2001, "who introduces himself finds a place"
    assert is_alive(good)
    for connection in silent + [late]:
        connection.close()

    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.connect(("127.0.0.1", server.diameter_port))
    deaf.sendall(introduction("deaf.visited.test"))
    deaf.setblocking(False)
    # The state of a proxy is echoed, so each answer is as long as its request.
    state = struct.pack(">II", 33, 0x40 << 24 | 50008) + bytes(50000)
    proxy = struct.pack(">II", 280, 0x40 << 24 | 12) + b"dra1" + state
    info = struct.pack(">II", 284, 0x40 << 24 | len(proxy) + 8) + proxy
    echo = struct.pack(">IIIII", 1 << 24 | 20 + len(info), 0xC0 << 24 | 999, 4, 1, 1) + info
    total, hung_up = 0, False
    poll = select.poll()
    poll.register(deaf, select.POLLOUT | select.POLLHUP | select.POLLERR)
    pending = b""
    while not hung_up and total < 1 << 30:
        events = poll.poll(30_000)
        assert events, "the peer that does not read is dropped"
        if events[0][1] & (select.POLLHUP | select.POLLERR):
            hung_up = True
            continue
        try:
            pending = pending or echo
            count = deaf.send(pending)
            pending, total = pending[count:], total + count
        except BlockingIOError:
            pass
        except ConnectionError:
            hung_up = True
    assert hung_up and total < 64 << 20, "it is not read from for long"
    assert is_alive(good)
    assert memory(server) - before < 64 << 20
    metrics = urllib.request.urlopen(server.url + "/metrics").read().decode()
    assert 'gorse_diameter_connection_ends_total{reason="does_not_read"} 1' in metrics
    assert 'reason="made_room"' in metrics
