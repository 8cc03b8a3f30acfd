"""What a first view costs a phone: octets on the wire, as they are and headers and all, and requests."""
import pytest

MOST_OCTETS = 60_000
MOST_REQUESTS = 8


@pytest.mark.parametrize("who", ["visitor", "subscriber", "operator"])
def test_every_first_view_is_light(browser, site, who):
    """Each page is opened by a browser that has seen none before."""
    walk, heavy = getattr(site, who), []
    for path in walk.paths:
        context = browser.new_context(base_url=site.server.url, storage_state=walk.state, locale="en-US", service_workers="block")
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        octets, urls = [], []
        session.on("Network.loadingFinished", lambda event: octets.append(event["encodedDataLength"]))
        page.on("request", lambda asked: urls.append(asked.url))
        # The operator's figures come by a stream that does not end.
        page.goto(path, wait_until="load" if who == "operator" else "networkidle")
        assert any(".css" in url for url in urls) and any(".js" in url for url in urls)
        if not 1_000 < sum(octets) < MOST_OCTETS or len(urls) > MOST_REQUESTS:
            heavy.append((path, sum(octets), len(urls)))
        context.close()
    assert not heavy, heavy
