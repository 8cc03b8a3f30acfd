"""How long a phone waits for its first view: each page opened nine times by a browser that has seen none before.

    GORSE_BINARY=<release build> python Benchmarks/first_view.py

Needs what the browser tests need. Prints the median milliseconds to the first paint and to the document's end; the machine should be quiet.
"""
import pathlib
import statistics
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "Tests" / "BrowserTests"))
from conftest import LAUNCH, running
from people import buy_line, join
from playwright.sync_api import sync_playwright

TIMES = """() => new Promise(done => new PerformanceObserver(seen => done([
    seen.getEntriesByName('first-contentful-paint')[0].startTime,
    performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd])).observe({type: 'paint', buffered: true}))"""

with tempfile.TemporaryDirectory() as folder, running(pathlib.Path(folder)) as server, sync_playwright() as playwright:
    browser = playwright.chromium.launch(**LAUNCH)
    page = browser.new_context(base_url=server.url, locale="en-US").new_page()
    join(page)
    buy_line(page)
    state = page.context.storage_state()
    for path in ["/", "/plans", "/coverage", "/account", "/lines", "/rewards"]:
        times = []
        for _ in range(9):
            context = browser.new_context(
                base_url=server.url, storage_state=state, viewport={"width": 390, "height": 844}, service_workers="block")
            page = context.new_page()
            page.goto(path, wait_until="domcontentloaded")
            times.append(page.evaluate(TIMES))
            context.close()
        paint, end = (statistics.median(column) for column in zip(*times))
        print(f"{path}: first paint {paint:.0f} ms, document {end:.0f} ms")
