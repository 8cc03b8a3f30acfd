"""Two MMEs at the home subscriber server: a SIM is authenticated, attaches, moves, is suspended, purged; and the server is killed."""

import os
import subprocess
import tempfile

import pytest
from conftest import Gorse
from diameter.message.avp.grouped import RequestedEutranAuthenticationInfo
from diameter.message.commands import AuthenticationInformationRequest, PurgeUeRequest, UpdateLocationRequest
from diameter_peer import DiameterPeer, judge
from milenage import SIM, SynchronisationFailure
from shopping import ask, buy, buy_line, join

S6A = 16777251
K, OPC = bytes.fromhex("465b5ce8b199b49faa5f0a2ee238a6bc"), bytes.fromhex("cd63cb71954a9f4e48a5994e37a02baf")
IMSI, ICCID = "001010123456789", "8999901000000000013"
PLMN = bytes.fromhex("130062")  # 310 260


def serve(folder):
    return Gorse(folder, CORE_DIAMETER_LISTEN="127.0.0.1:0")


@pytest.fixture(scope="module")
def network():
    """A server that sells lines on a SIM whose keys are known here."""
    with tempfile.TemporaryDirectory() as folder:
        server = serve(folder)
        file = server.folder / "sims.csv"
        file.write_text(f"iccid,imsi,k,opc\n{ICCID},{IMSI},{K.hex()},{OPC.hex()}\n")
        imported = subprocess.run(
            [os.environ["GORSE_BINARY"], "import", "sims", str(file), "--data", folder],
            cwd=folder, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=60)
        assert imported.returncode == 0, imported.stdout + imported.stderr
        yield server
        server.process.terminate()
        server.process.wait(timeout=60)


def mme(server, number):
    return DiameterPeer(server.diameter_port, f"mme{number}.visited.test", "visited.test", S6A)


def vectors(peer, count=1, resynchronisation=None, imsi=IMSI):
    wish = RequestedEutranAuthenticationInfo(number_of_requested_vectors=count, re_synchronization_info=resynchronisation)
    return peer.ask(peer.request(
        AuthenticationInformationRequest, user_name=imsi, requested_eutran_authentication_info=wish, visited_plmn_id=PLMN))


def update(peer, rat_type=1004, flags=0b100010):
    return peer.ask(peer.request(
        UpdateLocationRequest, user_name=IMSI, rat_type=rat_type, ulr_flags=flags, visited_plmn_id=PLMN))


def experimental(answer):
    assert answer.result_code is None
    assert answer.experimental_result.vendor_id == 10415
    return answer.experimental_result.experimental_result_code


def authenticate(sim, answer):
    """The SIM checks every vector of an answer as it would one after another."""
    assert answer.result_code == 2001
    found = sorted(answer.authentication_info.e_utran_vector, key=lambda vector: vector.item_number)
    for vector in found:
        assert sim.authenticate(vector.rand, vector.autn, PLMN) == (vector.xres, vector.kasme)
    return found


def test_milenage_here_is_that_of_the_standard():
    # TS 35.208 §4.3, test set 1.
    sim, rand = SIM(K, OPC), bytes.fromhex("23553cbe9637a89d218ae64dae47bf35")
    sqn, amf = bytes.fromhex("ff9bb4d0b607"), bytes.fromhex("b9b9")
    assert sim.out1(rand, sqn, amf).hex() == "4a9ffac354dfafb3" + "01cfaf9ec4e871e9"
    assert sim.out(rand, 0, 1)[8:].hex() == "a54211d5e3ba50bf" and sim.out(rand, 0, 1)[:6].hex() == "aa689c648370"
    assert sim.out(rand, 32, 2).hex() == "b40ba9a3c58b2a05bbf0d987b21bf8cb"
    assert sim.out(rand, 64, 4).hex() == "f769bcd751044604127672711c6d3441"
    assert sim.out(rand, 96, 8)[:6].hex() == "451e8beca43b"


def test_a_subscriber_is_authenticated_attaches_moves_is_suspended_and_purged(network):
    first, second = mme(network, 1), mme(network, 2)
    assert experimental(vectors(first)) == 5001

    bearer = join(network, "ana@example.com")
    line = buy_line(network, bearer)
    sim = SIM(K, OPC)
    assert len(authenticate(sim, vectors(first, count=3))) == 3
    assert len(authenticate(sim, vectors(first, count=99))) == 5

    # The SIM has been elsewhere: it says where it is and is met there. Who cannot sign that gets nothing.
    sim.highest = 1_000_000 << 5
    stale = vectors(first).authentication_info.e_utran_vector[0]
    with pytest.raises(SynchronisationFailure) as failure:
        sim.authenticate(stale.rand, stale.autn, PLMN)
    auts = failure.value.auts
    assert experimental(vectors(first, resynchronisation=stale.rand + bytes([auts[0] ^ 1]) + auts[1:])) == 4181
    authenticate(sim, vectors(first, count=2, resynchronisation=stale.rand + auts))

    assert experimental(update(first, rat_type=1001)) == 5421
    accepted = update(first)
    assert accepted.result_code == 2001 and accepted.ula_flags == 1
    data = accepted.subscription_data
    digits = line["number"].removeprefix("+")
    pairs = digits + "F" * (len(digits) % 2)
    assert data.msisdn.hex().upper() == "".join(b + a for a, b in zip(pairs[::2], pairs[1::2]))
    assert (data.subscriber_status, data.network_access_mode, data.access_restriction_data) == (0, 2, 3)
    assert (data.ambr.max_requested_bandwidth_ul, data.ambr.max_requested_bandwidth_dl) == (50_000_000, 100_000_000), "as the membership gives"
    profile = data.apn_configuration_profile
    apn, = profile.apn_configuration
    assert (profile.context_identifier, profile.all_apn_configurations_included_indicator, apn.context_identifier) == (1, 0, 1)
    assert apn.service_selection == "internet" and apn.eps_subscribed_qos_profile.qos_class_identifier == 8
    assert apn.eps_subscribed_qos_profile.allocation_retention_priority.priority_level == 10

    assert update(second).result_code == 2001
    cancel = first.next_request()
    assert (cancel.header.command_code, cancel.user_name, cancel.cancellation_type) == (317, IMSI, 0)
    assert cancel.destination_host == b"mme1.visited.test"
    first.answer(cancel, result_code=2001)

    buy(network, bearer, "network_priority_routing")
    better = second.next_request()
    apn, = better.subscription_data.apn_configuration_profile.apn_configuration
    assert better.header.command_code == 319 and apn.eps_subscribed_qos_profile.qos_class_identifier == 6
    assert apn.eps_subscribed_qos_profile.allocation_retention_priority.priority_level == 5
    second.answer(better, result_code=2001)

    ask(network, f"/v1/lines/{line['id']}/suspension", {"reason": "lost_device"}, bearer)
    barring = second.next_request()
    assert barring.header.command_code == 319
    assert (barring.subscription_data.subscriber_status, barring.subscription_data.operator_determined_barring) == (1, 1)
    second.answer(barring, result_code=2001)
    assert vectors(first).result_code == 5003
    refused = update(first)
    assert experimental(refused) == 5004 and refused.error_diagnostic == 2

    ask(network, f"/v1/lines/{line['id']}/suspension", bearer=bearer, method="DELETE")
    granting = second.next_request()
    assert granting.header.command_code == 319 and granting.subscription_data.subscriber_status == 0
    second.answer(granting, result_code=2001)
    authenticate(sim, vectors(second))

    late = first.ask(first.request(PurgeUeRequest, user_name=IMSI))
    assert late.result_code == 2001 and not late.pua_flags
    purged = second.ask(second.request(PurgeUeRequest, user_name=IMSI))
    assert purged.result_code == 2001 and purged.pua_flags == 1

    # Killed in the middle of everything, it goes on above every number that it gave.
    authenticate(sim, vectors(second, count=5))
    network.process.kill()
    network.process.wait(timeout=60)
    network.drain.wait(timeout=10)
    again = serve(str(network.folder))
    third = mme(again, 3)
    authenticate(sim, vectors(third, count=5))
    third.leave()
    assert again.stop() == 0
    judge(first, second, third)

    # Neither the log nor the database has K or OPc as they are.
    for path in network.folder.rglob("*"):
        if path.is_file() and path.name != "sims.csv":
            content = path.read_bytes()
            for secret in (K, OPC):
                assert secret not in content and secret.hex().encode() not in content.lower(), path
