"""A packet gateway at the policy rules function: a session begins, a purchase and a suspension change it while it lives, and it ends."""

import json
import os
import subprocess
import tempfile
import time

import pytest
from conftest import Gorse
from diameter.message import Message
from diameter.message.avp import Avp
from diameter.message.avp.grouped import SubscriptionId
from diameter.message.commands import CreditControlRequest
from diameter_peer import DiameterPeer, judge
from shopping import ask, buy_line, join

GX, VENDOR = 16777238, 10415
IMSI, ICCID = "001010123456789", "8999901000000000013"
RATING_GROUP, RE_AUTH = 432, 258
EVENT_TRIGGER, INSTALL, REMOVE, RULE_BASE, RULE_NAME = 1006, 1001, 1002, 1004, 1005
DEFINITION, DEFAULT_QOS, QOS, QCI, UPLINK, DOWNLINK = 1003, 1049, 1016, 1028, 1041, 1040
RELEASE_CAUSE, MONITORING, MONITORING_KEY, LEVEL, GRANTED, USED, TOTAL = 1045, 1067, 1066, 1068, 431, 446, 421


@pytest.fixture(scope="module")
def network():
    with tempfile.TemporaryDirectory() as folder:
        server = Gorse(folder, CORE_DIAMETER_LISTEN="127.0.0.1:0")
        file = server.folder / "sims.csv"
        file.write_text(f"iccid,imsi,k,opc\n{ICCID},{IMSI},{'46' * 16},{'cd' * 16}\n")
        imported = subprocess.run(
            [os.environ["GORSE_BINARY"], "import", "sims", str(file), "--data", folder],
            cwd=folder, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=60)
        assert imported.returncode == 0, imported.stdout + imported.stderr
        yield server
        assert server.stop() == 0


def every(avps, code):
    return [avp for avp in avps if avp.code == code]


def one(avps, code):
    avp, = every(avps, code)
    return avp.value


def all_codes(avps):
    for avp in avps:
        yield avp.code
        if isinstance(avp.value, list):
            yield from all_codes(avp.value)


def rules(avps, group):
    """Names in Charging-Rule-Install or Charging-Rule-Remove."""
    names = set()
    for found in every(avps, group):
        for avp in found.value:
            if avp.code == DEFINITION:
                names.add(one(avp.value, RULE_NAME).decode())
            elif avp.code in (RULE_NAME, RULE_BASE):
                names.add(avp.value.decode() if isinstance(avp.value, bytes) else avp.value)
    return names


class Gateway(DiameterPeer):
    def __init__(self, server):
        super().__init__(server.diameter_port, "pgw.visited.test", "visited.test", GX)
        self.number = -1

    def receive(self):
        """With every AVP as it came: the typed message drops what its type does not name, such as Charging-Rule-Definition."""
        message = super().receive()
        message.plain = Message.from_bytes(self.wire[-1][1], plain_msg=True).avps
        return message

    def tell(self, kind, *more, number=None):
        """CC-Request of the one session."""
        self.number += 1
        message = CreditControlRequest()
        message.header.application_id = GX
        message.header.is_proxyable = True
        message.session_id = f"{self.host};1;1;app_gx"
        message.auth_application_id = GX
        message.origin_host, message.origin_realm = self.host.encode(), self.realm.encode()
        message.destination_realm = self.server_realm
        message.cc_request_type = kind
        message.cc_request_number = self.number if number is None else number
        if kind == 1:
            message.subscription_id = [SubscriptionId(subscription_id_type=1, subscription_id_data=IMSI)]
        for avp in more:
            message.append_avp(avp)
        answer = self.ask(message)
        assert RATING_GROUP not in all_codes(answer.plain)
        return answer

    def re_auth(self):
        request = self.next_request()
        assert (request.header.command_code, request.header.application_id) == (RE_AUTH, GX)
        assert request.session_id == f"{self.host};1;1;app_gx"
        assert RATING_GROUP not in all_codes(request.plain)
        return request

    def obey(self, request):
        answer = request.to_answer()
        answer.header.application_id = GX
        answer.session_id = request.session_id
        answer.origin_host, answer.origin_realm = self.host.encode(), self.realm.encode()
        answer.result_code = 2001
        self.send(answer)


def used(octets):
    report = Avp.new(MONITORING, VENDOR, value=[
        Avp.new(MONITORING_KEY, VENDOR, value=b"fair_use"), Avp.new(LEVEL, VENDOR, value=0),
        Avp.new(USED, value=[Avp.new(TOTAL, value=octets)])])
    return report, Avp.new(EVENT_TRIGGER, VENDOR, value=33)


def test_a_session_lives_through_a_purchase_fair_use_and_a_suspension(network):
    gateway = Gateway(network)
    assert gateway.tell(1).result_code == 5030
    bearer = join(network, "ana@example.com")
    line = buy_line(network, bearer)

    began = gateway.tell(1)
    assert began.result_code == 2001
    assert rules(began.plain, INSTALL) == {"everything", "hotspot"} and not rules(began.plain, REMOVE)
    assert one(one(began.plain, DEFAULT_QOS), QCI) == 8
    assert one(one(began.plain, QOS), DOWNLINK) == 100_000_000 and one(one(began.plain, QOS), UPLINK) == 50_000_000
    assert {avp.value for avp in every(began.plain, EVENT_TRIGGER)} == {4, 17, 33}
    monitoring = one(began.plain, MONITORING)
    assert one(monitoring, MONITORING_KEY) == b"fair_use" and one(one(monitoring, GRANTED), TOTAL) == 5_000_000_000

    order = json.loads(ask(network, "/v1/orders", {
        "items": [{"service_id": "network_priority_routing"}, {"service_id": "network_security_basic"}], "currency": "USD"}, bearer)[1])
    card = {"number": "4242424242424242", "expiry_month": 12, "expiry_year": 2099, "cvc": "123"}
    paid = time.monotonic()
    ask(network, f"/v1/orders/{order['id']}/payment", {"card": card}, bearer)
    # Two services are two changes in one delivery, which one re-authorisation tells.
    change = gateway.re_auth()
    assert time.monotonic() - paid < 5
    assert rules(change.plain, INSTALL) == {"everything", "security"} and not rules(change.plain, REMOVE)
    assert one(one(change.plain, DEFAULT_QOS), QCI) == 6
    assert not every(change.plain, RELEASE_CAUSE)
    gateway.obey(change)

    report = gateway.tell(2, *used(100_000_000_000))
    assert report.result_code == 2001 and one(one(report.plain, QOS), DOWNLINK) == 2_000_000
    assert not rules(report.plain, INSTALL) and not every(report.plain, MONITORING)
    repeated = gateway.tell(2, *used(100_000_000_000), number=gateway.number)
    assert sorted(all_codes(repeated.plain)) == sorted(all_codes(report.plain))

    ask(network, f"/v1/lines/{line['id']}/suspension", {"reason": "lost_device"}, bearer)
    release = gateway.re_auth()
    assert one(release.plain, RELEASE_CAUSE) == 1
    gateway.obey(release)
    assert gateway.tell(3).result_code == 2001
    assert gateway.tell(2).result_code == 5002
    gateway.leave()
    judge(gateway)
