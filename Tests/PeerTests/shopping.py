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


def buy_line(server, bearer):
    """An active line."""
    order = json.loads(ask(server, "/v1/orders", {"items": [{"service_id": "basic_membership"}], "currency": "USD"}, bearer)[1])
    card = {"number": "4242424242424242", "expiry_month": 12, "expiry_year": 2099, "cvc": "123"}
    ask(server, f"/v1/orders/{order['id']}/payment", {"card": card}, bearer)
    pause = threading.Event()
    for _ in range(200):
        lines = json.loads(ask(server, "/v1/lines", bearer=bearer)[1])["data"]
        if lines and lines[0]["state"] == "active":
            return lines[0]
        pause.wait(0.05)
    raise AssertionError("the line did not become active")
