"""Kamailio as the call server between sipp telephones: real SIP calls are charged by the second over Ro, and cut off at zero."""

import contextlib
import os
import pathlib
import subprocess
import time
import types

import pytest
from diameter.message import Message
from diameter.message.commands import CreditControlRequest
from diameter.message.constants import *

from conftest import Gorse
from diameter_peer import judge
from kamailio import ANSWERING, OCS, REALM, SCSCF, Kamailio, Telephone, calling
from shopping import buy_line, join, read, until
from test_gy import REALM as GY_REALM
from test_gy import Gateway
from wiretap import Wiretap

CATALOG = pathlib.Path(__file__).parents[2] / "Sources/Platform/Catalog/catalog.yaml"


def catalog(units):
    """As it is shipped, but for what used to be ten gigabytes."""
    text, data = CATALOG.read_text(), "{ megabytes: 10000, priority: 50 }"
    assert data in text
    return text.replace(data, f"{{ {units}, priority: 50 }}")


def serve(folder, units, **settings):
    """gorse that sells these units."""
    (folder / "catalog.yaml").write_text(catalog(units))
    data = folder / "data"
    data.mkdir()
    return Gorse(
        str(data), CORE_DIAMETER_LISTEN="127.0.0.1:0", GORSE_CATALOG=str(folder / "catalog.yaml"), PUBLIC_REQUESTS_PER_MINUTE="10000",
        **settings)


class Network:
    """gorse with a subscriber that has so many seconds to talk, Kamailio that asks for `portion` seconds at a time, and who answers calls."""

    def __init__(self, folder, seconds, portion, calls):
        self.folder, self.portion = folder, portion
        with contextlib.ExitStack() as started:
            self.gorse = serve(folder, f"seconds: {seconds}", CORE_DIAMETER_IDENTITY=OCS, CORE_DIAMETER_REALM=REALM)
            started.callback(self.gorse.stop)
            self.bearer = join(self.gorse, "ana@example.com")
            self.number = buy_line(self.gorse, self.bearer, "global_data_10gb")["number"]
            self.tap = Wiretap(self.gorse.diameter_port)
            started.callback(self.tap.close)
            self.callee = Telephone(folder, "callee", ANSWERING, calls=calls)
            started.callback(self.callee.stop)
            self.kamailio = Kamailio(folder, self.tap, charging(self.callee.port, portion))
            started.callback(self.kamailio.stop)
            self.started = started.pop_all()

    def call(self, name, **how):
        return Telephone(self.folder, name, calling(self.number, **how), f"127.0.0.1:{self.kamailio.port}")

    @property
    def bucket(self):
        """(used, reserved, available) seconds."""
        bucket = next(bucket for bucket in read(self.gorse, "/v1/buckets", self.bearer)["data"] if bucket["unit"] == "seconds")
        return bucket["used_units"], bucket["reserved_units"], bucket["available_units"]

    def story(self):
        """What was asked, reported and answered, in its order: (number of the call, type, seconds used, seconds granted)."""
        calls, asked, story = {}, {}, []
        for is_kamailios, octets in list(self.tap.wire):
            message = Message.from_bytes(octets)
            if message.header.command_code != 272:
                continue
            if is_kamailios:
                asked[message.header.hop_by_hop_identifier] = message
                continue
            request = asked[message.header.hop_by_hop_identifier]
            used = [unit.cc_time for service in request.multiple_services_credit_control for unit in service.used_service_unit]
            granted = [service.granted_service_unit.cc_time for service in message.multiple_services_credit_control
                       if service.granted_service_unit]
            call = calls.setdefault(request.session_id, len(calls))
            story.append((call, request.cc_request_type, sum(used), sum(granted)))
        return story

    def has_ended(self, call):
        return any(number == call and kind == TERMINATION for number, kind, _, _ in self.story())

    @property
    def answers(self):
        """What gorse has said; Kamailio's own messages do not concern tshark."""
        return types.SimpleNamespace(wire=[message for message in self.tap.wire if not message[0]])

    def close(self):
        self.started.close()
        books = subprocess.run(
            [os.environ["GORSE_BINARY"], "quota", "verify", "--data", str(self.gorse.folder)], env={"PATH": os.environ["PATH"]},
            capture_output=True, text=True, timeout=60)
        assert books.returncode == 0, books.stdout + books.stderr


def charging(callee, portion):
    """Each call of anybody goes to one telephone, once gorse has granted the first seconds."""
    return f"""
        loadmodule "kex"
        loadmodule "tm"
        loadmodule "sl"
        loadmodule "rr"
        loadmodule "pv"
        loadmodule "textops"
        loadmodule "siputils"
        loadmodule "xlog"
        loadmodule "cdp"
        loadmodule "cdp_avp"
        loadmodule "ims_dialog"
        loadmodule "ims_charging"
        modparam("cdp", "config_file", "cdp.xml")
        modparam("rr", "enable_full_lr", 1)
        modparam("rr", "append_fromtag", 1)
        modparam("ims_dialog", "dlg_flag", 4)
        modparam("ims_dialog", "dlg_match_mode", 2)
        modparam("ims_charging", "origin_host", "{SCSCF}")
        modparam("ims_charging", "origin_realm", "{REALM}")
        modparam("ims_charging", "destination_realm", "{REALM}")
        modparam("ims_charging", "destination_host", "{OCS}")
        modparam("ims_charging", "ro_forced_peer", "{OCS}")
        modparam("ims_charging", "interim_update_credits", {portion})
        modparam("ims_charging", "timer_buffer", 0)
        modparam("ims_charging", "service_context_id_root", "32260@3gpp.org")
        modparam("ims_charging", "service_context_id_ext", "ext")
        modparam("ims_charging", "service_context_id_mnc", "01")
        modparam("ims_charging", "service_context_id_mcc", "001")
        modparam("ims_charging", "service_context_id_release", "8")
        modparam("ims_charging", "voice_service_identifier", 1000)
        modparam("ims_charging", "voice_rating_group", 100)
        request_route {{
            if (has_totag()) {{ loose_route(); if (!t_relay()) sl_reply_error(); exit; }}
            if (is_method("INVITE")) {{
                record_route();
                setflag(4);
                if (!t_newtran()) {{ sl_reply_error(); exit; }}
                if (Ro_CCR("CHARGED", "orig", {portion}, "1", "1") < 0) t_reply("500", "Charging");
            }}
        }}
        route[CHARGED] {{
            if ($avp(s:cca_return_code) != 1) {{ t_reply("402", "Payment Required"); exit; }}
            $du = "sip:127.0.0.1:{callee}";
            t_relay();
        }}
        """


INITIAL, UPDATE, TERMINATION = E_CC_REQUEST_TYPE_INITIAL_REQUEST, E_CC_REQUEST_TYPE_UPDATE_REQUEST, E_CC_REQUEST_TYPE_TERMINATION_REQUEST


@pytest.fixture
def network(tmp_path, request):
    network = Network(tmp_path, *request.param)
    yield network
    network.close()


def check(network, seconds, expected):
    """Each answer grants what the reports before it leave, to the second; Kamailio counts whole seconds, so that each report is of the
    expected ones or of one more or less."""
    left, reserved = seconds, {}
    for call, kind, used, granted in network.story():
        reserved[call] = 0
        left = max(0, left - used)
        wanted = 0 if kind == TERMINATION else min(network.portion, left - sum(reserved.values()))
        assert granted == wanted, (network.story(), call, kind)
        reserved[call] = granted
    calls = [[(kind, used) for call, kind, used, _ in network.story() if call == number] for number in range(len(expected))]
    assert [[kind for kind, _ in call] for call in calls] == [[kind for kind, _ in call] for call in expected], network.story()
    for call, story in zip(calls, expected):
        assert all(abs(used - told) <= 1 for (_, used), (_, told) in zip(call, story)), network.story()
    assert network.bucket == (seconds - left, 0, left)


@pytest.mark.parametrize("network", [(10, 4, 3)], indirect=True)
def test_calls_are_charged_to_the_second_and_cut_off_at_zero(network):
    assert network.call("first", milliseconds=5500).ended()
    until(lambda: network.has_ended(0), "the first call is charged")
    check(network, 10, [[(INITIAL, 0), (UPDATE, 4), (TERMINATION, 2)]])
    began = time.monotonic()
    assert network.call("second").ended(), "the call is cut off"
    assert time.monotonic() - began < 9
    until(lambda: network.has_ended(1), "the second call is charged")
    assert network.bucket == (10, 0, 0)
    assert network.call("third", refused=402).ended(), "with nothing left a call does not begin"
    judge(network.answers)


@pytest.mark.parametrize("network", [
    (15, 6, 2),
    pytest.param((75, 30, 2), marks=pytest.mark.skipif(os.environ.get("GORSE_SIMULATION") != "long", reason="65 seconds: bin/test --long")),
], indirect=True)
def test_two_calls_share_what_is_left_until_the_second_is_cut_off(network):
    """The story in the documentation of Kamailio's ims_charging, in portions of 30 seconds of 75 or, in short, of 6 of 15."""
    portion, third = network.portion, network.portion // 3
    first = network.call("first", milliseconds=(portion + 2 * third) * 1000 - 500)
    until(lambda: len(network.story()) == 2, "the first call has asked again", seconds=portion + 5)
    second = network.call("second", after=third * 1000)
    assert first.ended() and second.ended(), "the second call is cut off"
    until(lambda: network.has_ended(1), "both calls are charged")
    check(network, 2 * portion + portion // 2, [
        [(INITIAL, 0), (UPDATE, portion), (TERMINATION, 2 * third)],
        [(INITIAL, 0), (UPDATE, portion // 2), (TERMINATION, third)],
    ])
    assert network.bucket[2] == 0, "nothing is left, and nothing was given twice"


def test_messages_are_taken_one_by_one_from_who_a_sip_or_tel_uri_names_until_none_is_left(tmp_path):
    gorse = serve(tmp_path, "messages: 2")
    number = buy_line(gorse, join(gorse, "ana@example.com"), "global_data_10gb")["number"]
    gateway = Gateway(gorse.diameter_port, "smsc.visited.test")
    results = []
    for event, uri in enumerate([f"sip:{number}@ims.test;user=phone", f"tel:{number}", f"sip:{number}@ims.test", "tel:+12125550999"]):
        request = CreditControlRequest()
        request.session_id = f"smsc.visited.test;{event}"
        request.origin_host, request.origin_realm = b"smsc.visited.test", b"visited.test"
        request.destination_realm, request.auth_application_id = GY_REALM.encode(), 4
        request.service_context_id = "ext.01.001.8.32274@3gpp.org"
        request.cc_request_type, request.cc_request_number = E_CC_REQUEST_TYPE_EVENT_REQUEST, 0
        request.requested_action = E_REQUESTED_ACTION_DIRECT_DEBITING
        request.add_subscription_id(subscription_id_type=E_SUBSCRIPTION_ID_TYPE_END_USER_SIP_URI, subscription_id_data=uri)
        results.append(gateway.app.send_request(request, timeout=20).result_code)
    assert results == [2001, 2001, 4012, 5030]
    gateway.stop()
    assert gorse.stop() == 0
