"""What people do over HTTP: join, buy, look."""

import json
import threading
import urllib.request


def ask(server, path, body=None, bearer=None):
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(server.url + path, data=data, headers=headers)) as answer:
        return json.loads(answer.read())


def join(server, email):
    account = {"email": email, "password": "correct horse battery", "returnSecureToken": True}
    return ask(server, "/identitytoolkit.googleapis.com/v1/accounts:signUp?key=any", account)["idToken"]


def buy(server, bearer, *services):
    order = ask(server, "/v1/orders", {"items": [{"service_id": service} for service in services], "currency": "USD"}, bearer)
    card = {"number": "4242424242424242", "expiry_month": 12, "expiry_year": 2099, "cvc": "123"}
    ask(server, f"/v1/orders/{order['id']}/payment", {"card": card}, bearer)
    until(lambda: ask(server, f"/v1/orders/{order['id']}", bearer=bearer)["order"]["state"] == "fulfilled", "the order is fulfilled")


def active_line(server, bearer):
    until(lambda: [line for line in lines(server, bearer) if line["state"] == "active"], "the line is active")
    return lines(server, bearer)[0]


def lines(server, bearer):
    return ask(server, "/v1/lines", bearer=bearer)["data"]


def octets_left(server, bearer):
    return sum(bucket["available_units"] or 0 for bucket in ask(server, "/v1/buckets", bearer=bearer)["data"])


def until(holds, what):
    """Looks again for ten seconds."""
    pause = threading.Event()
    for _ in range(200):
        if holds():
            return
        pause.wait(0.05)
    raise AssertionError(f"not within ten seconds: {what}")
