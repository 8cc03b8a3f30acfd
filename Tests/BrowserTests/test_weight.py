"""What a first view costs a phone: octets on the wire, headers and all, and requests."""
import pytest

GREATEST_OCTETS = 60_000
MOST_REQUESTS = 8


@pytest.mark.parametrize("path, who", [("/", "visitor"), ("/account", "subscriber")])
def test_a_first_view_is_light(window, site, path, who):
    page = window.open(storage_state=getattr(site, who).state, locale="en-US", service_workers="block")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    octets, urls = [], []
    session.on("Network.loadingFinished", lambda event: octets.append(event["encodedDataLength"]))
    page.on("request", lambda asked: urls.append(asked.url))
    page.goto(path, wait_until="networkidle")
    assert page.get_by_role("heading", level=1).count() == 1
    assert any(".css" in url for url in urls) and any(".js" in url for url in urls)
    assert 1_000 < sum(octets) < GREATEST_OCTETS
    assert len(urls) <= MOST_REQUESTS, urls
