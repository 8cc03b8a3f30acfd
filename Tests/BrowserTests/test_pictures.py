"""A few pages look as they did. GORSE_RENEW_PICTURES=1 draws the pictures in `pictures` anew; look at them before they are checked in.

The pages are drawn in DejaVu Sans, which Debian has, so that pictures are alike from machine to machine; edges of letters may still differ.
"""
import io
import os
import pathlib

import pytest
from PIL import Image, ImageChops

from conftest import running

FOLDER = pathlib.Path(__file__).parent / "pictures"
FONT = "*, ::before, ::after { font-family: 'DejaVu Sans' !important; animation: none !important; transition: none !important; caret-color: transparent !important }"
# A pixel differs when one of its colours does by more than this, of 255; this share of the pixels may.
GREATEST_DIFFERENCE = 40
GREATEST_SHARE = 0.01


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Of its own: other tests publish prices and dress the brand."""
    with running(tmp_path_factory.mktemp("pictures")) as server:
        yield server


@pytest.mark.parametrize("name, path, width, scheme", [
    ("home-phone", "/", 390, "light"), ("home-desktop-dark", "/", 1440, "dark"), ("plans-phone-dark", "/plans", 390, "dark"),
    ("sign-in-phone", "/sign-in", 390, "light"), ("help-desktop", "/help", 1440, "light"), ("devices-phone", "/devices?device=pixel", 390, "light")])
def test_a_page_looks_as_it_did(window, name, path, width, scheme):
    page = window.open((width, 844 if width == 390 else 900), color_scheme=scheme, locale="en-US", bypass_csp=True, reduced_motion="reduce")
    page.goto(path)
    page.add_style_tag(content=FONT)
    page.evaluate("document.fonts.ready.then(() => true)")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    file = FOLDER / f"{name}.png"
    if os.environ.get("GORSE_RENEW_PICTURES"):
        picture.quantize(64, dither=Image.Dither.NONE).save(file, optimize=True)
    known = Image.open(file).convert("RGB")
    assert picture.size == known.size
    channels = ImageChops.difference(picture, known).split()
    greatest = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    differing = sum(greatest.histogram()[GREATEST_DIFFERENCE + 1:])
    assert differing <= GREATEST_SHARE * picture.width * picture.height, f"{differing} pixels of {name} differ"
