"""Kamailio as the call server (S-CSCF) between two sipp telephones."""

import pathlib
import shutil
import signal
import socket
import subprocess

from shopping import until

REALM = "ims.test"
SCSCF = f"scscf.{REALM}"
# A Diameter peer of Kamailio is named and found by one word, so gorse is called by the one that every machine knows.
OCS = "localhost"


def free_udp_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def free_tcp_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


class Kamailio:
    """`script` is the configuration from the modules on; `tap` the wire to gorse."""

    def __init__(self, folder, tap, script):
        assert shutil.which("kamailio") and shutil.which("sipp"), "kamailio or sipp is missing: bin/test installs them"
        self.folder = pathlib.Path(folder)
        self.port = free_udp_port()
        (self.folder / "cdp.xml").write_text(f"""<?xml version="1.0" encoding="UTF-8"?>
            <DiameterPeer FQDN="{SCSCF}" Realm="{REALM}" Vendor_Id="10415" Product_Name="CDiameterPeer" AcceptUnknownPeers="0"
                DropUnknownOnDisconnect="1" Tc="10" Workers="2" QueueLength="32" TransactionTimeout="5" SessionsHashSize="128"
                DefaultAuthSessionTimeout="3600" MaxAuthSessionTimeout="3600">
             <Peer FQDN="{OCS}" Realm="{REALM}" port="{tap.port}"/>
             <Acceptor port="{free_tcp_port()}" bind="127.0.0.1"/>
             <Auth id="4" vendor="10415"/><Auth id="4" vendor="0"/>
             <SupportedVendor vendor="10415"/>
             <DefaultRoute FQDN="{OCS}" metric="10"/>
            </DiameterPeer>""")
        (self.folder / "kamailio.cfg").write_text(f"""#!KAMAILIO
            debug=2
            log_stderror=yes
            children=2
            disable_tcp=yes
            auto_aliases=no
            listen=udp:127.0.0.1:{self.port}
            {script}""")
        self.log = open(self.folder / "kamailio.log", "w")
        # In a group of its own, with which its many processes end.
        self.process = subprocess.Popen(
            ["kamailio", "-f", "kamailio.cfg", "-DD", "-E", "-m", "64", "-M", "8", "-w", str(self.folder), "-Y", str(self.folder)],
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, start_new_session=True)
        try:
            until(lambda: len(tap.wire) >= 2, "kamailio and gorse have exchanged capabilities")
        except AssertionError:
            self.stop()
            raise AssertionError("kamailio does not come up:\n" + (self.folder / "kamailio.log").read_text())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        finally:
            if self.process.poll() is None:
                self.process.kill()
            self.log.close()


class Telephone:
    """A sipp that plays one scenario once, or `calls` times."""

    def __init__(self, folder, name, scenario, *arguments, calls=1):
        self.folder, self.name = pathlib.Path(folder), name
        self.port = free_udp_port()
        (self.folder / f"{name}.xml").write_text(scenario)
        self.output = open(self.folder / f"{name}.out", "w")
        self.process = subprocess.Popen(
            ["sipp", "-sf", f"{name}.xml", "-i", "127.0.0.1", "-p", str(self.port), "-m", str(calls), "-nostdin", "-timeout", "110",
             "-trace_err", "-error_file", f"{name}.errors", *arguments],
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output)

    def ended(self):
        """Waits for the scenario's end; whether it went as written."""
        status = self.process.wait(timeout=120)
        self.output.close()
        return status == 0

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)
        self.output.close()


def scenario(*steps):
    return f'<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="test">\n{"".join(steps)}</scenario>\n'


def send(text, **attributes):
    lines = "\n".join(line.strip() for line in text.strip().split("\n"))
    words = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<send{words}><![CDATA[\n\n{lines}\n\n]]></send>\n"


def receive(**attributes):
    return "<recv" + "".join(f' {name}="{value}"' for name, value in attributes.items()) + "/>\n"


DESCRIPTION = """Content-Type: application/sdp
    Content-Length: [len]

    v=0
    o=user 1 1 IN IP4 [local_ip]
    s=-
    c=IN IP4 [local_ip]
    t=0 0
    m=audio 6000 RTP/AVP 0
    a=rtpmap:0 PCMU/8000"""

OK = """SIP/2.0 200 OK
    [last_Via:]
    [last_From:]
    [last_To:]
    [last_Call-ID:]
    [last_CSeq:]
    Contact: <sip:[local_ip]:[local_port]>
    Content-Length: 0"""

ANSWERING = scenario(
    receive(request="INVITE", rrs="true"),
    send(f"""SIP/2.0 200 OK
        [last_Via:]
        [last_Record-Route:]
        [last_From:]
        [last_To:];tag=[pid]B[call_number]
        [last_Call-ID:]
        [last_CSeq:]
        Contact: <sip:[local_ip]:[local_port]>
        {DESCRIPTION}""", retrans="500"),
    receive(request="ACK"),
    receive(request="BYE"),
    send(OK))


def calling(number, milliseconds=None, refused=None, after=0):
    """Calls as this number and hangs up after so long; without a time it waits until it is cut off. Or it is refused with a status.
    `after`: milliseconds to wait before."""
    who = f"From: <sip:{number}@{REALM}>;tag=[pid]A[call_number]"
    invite = f'<pause milliseconds="{after}"/>\n' + send(f"""INVITE sip:callee@{REALM} SIP/2.0
        Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
        {who}
        To: <sip:callee@{REALM}>
        Call-ID: [call_id]
        CSeq: 1 INVITE
        Contact: <sip:[local_ip]:[local_port]>
        Max-Forwards: 70
        {DESCRIPTION}""", retrans="500")
    trying = receive(response="100", optional="true")

    def within(method, sequence, **attributes):
        return send(f"""{method} [next_url] SIP/2.0
            Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
            [routes]
            {who}
            To: <sip:callee@{REALM}>[peer_tag_param]
            Call-ID: [call_id]
            CSeq: {sequence}
            Contact: <sip:[local_ip]:[local_port]>
            Max-Forwards: 70
            Content-Length: 0""", **attributes)

    if refused:
        return scenario(invite, trying, receive(response=str(refused)), send(f"""ACK sip:callee@{REALM} SIP/2.0
            [last_Via:]
            {who}
            [last_To:]
            Call-ID: [call_id]
            CSeq: 1 ACK
            Content-Length: 0"""))
    answered = [invite, trying, receive(response="200", rrs="true"), within("ACK", "1 ACK")]
    if milliseconds is None:
        return scenario(*answered, receive(request="BYE"), send(OK))
    return scenario(
        *answered, f'<pause milliseconds="{milliseconds}"/>\n', within("BYE", "2 BYE", retrans="500"), receive(response="200"))
