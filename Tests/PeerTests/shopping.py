"""What a customer does over the API before a test begins: join, buy a line, wait for it."""

import json
import threading
import urllib.request


def ask(server, path, body=None, bearer=None, method=None):
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(server.url + path, data=data, headers=headers, method=method)) as answer:
        return answer.headers["Content-Type"], answer.read()


def join(server, email):
    account = {"email": email, "password": "correct horse battery", "returnSecureToken": True}
    return json.loads(ask(server, "/identitytoolkit.googleapis.com/v1/accounts:signUp?key=any", account)[1])["idToken"]


def read(server, path, bearer):
    return json.loads(ask(server, path, bearer=bearer)[1])


def buy(server, bearer, *services):
    """Buys, and waits until it is there."""
    items = [{"service_id": service} for service in services]
    order = json.loads(ask(server, "/v1/orders", {"items": items, "currency": "USD"}, bearer)[1])
    card = {"number": "4242424242424242", "expiry_month": 12, "expiry_year": 2099, "cvc": "123"}
    ask(server, f"/v1/orders/{order['id']}/payment", {"card": card}, bearer)
    until(lambda: read(server, f"/v1/orders/{order['id']}", bearer)["order"]["state"] == "fulfilled", "the order is fulfilled")


def buy_line(server, bearer, *services):
    """An active line, with a membership and what else is bought."""
    buy(server, bearer, "basic_membership", *services)
    until(lambda: [line["state"] for line in read(server, "/v1/lines", bearer)["data"]] == ["active"], "the line is active")
    return read(server, "/v1/lines", bearer)["data"][0]


def until(holds, what, seconds=10):
    """Looks again for so long."""
    pause = threading.Event()
    for _ in range(20 * seconds):
        if holds():
            return
        pause.wait(0.05)
    raise AssertionError(f"not within {seconds} seconds: {what}")
