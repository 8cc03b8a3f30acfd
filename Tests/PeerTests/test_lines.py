"""A line that is bought: the QR of its activation code, read by a decoder that is not ours, and the import of an inventory."""

import io
import os
import re
import subprocess
import urllib.error

import pytest
import zxingcpp
from PIL import Image
from shopping import ask, buy_line, join


@pytest.fixture(scope="module")
def line(gorse):
    """An active line and its owner's token."""
    bearer = join(gorse, "ana@example.com")
    return buy_line(gorse, bearer), bearer


def test_the_qr_holds_the_activation_code(gorse, line):
    line, bearer = line
    assert re.fullmatch(r"LPA:1\$[a-z0-9.:-]+\$[A-Z0-9-]+", line["activation_code"])
    media_type, png = ask(gorse, f"/v1/lines/{line['id']}/activation-code.png", bearer=bearer)
    assert media_type == "image/png"
    image = Image.open(io.BytesIO(png))
    image.verify()
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))
    assert [code.text for code in read] == [line["activation_code"]]
    assert read[0].format == zxingcpp.BarcodeFormat.QRCode


def test_a_stranger_does_not_find_it(gorse, line):
    stranger = join(gorse, "bo@example.com")
    for path in ["", "/activation-code.png", "/activation-code.svg"]:
        with pytest.raises(urllib.error.HTTPError) as refused:
            ask(gorse, f"/v1/lines/{line[0]['id']}{path}", bearer=stranger)
        assert refused.value.code == 404


def command(gorse, noun, text):
    """Runs `gorse import` beside the server, on its database."""
    file = gorse.folder / f"{noun}.csv"
    file.write_text(text)
    return subprocess.run(
        [os.environ["GORSE_BINARY"], "import", noun, str(file), "--data", str(gorse.folder)],
        cwd=gorse.folder, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=60,
    )


def test_files_are_imported_and_bad_rows_named(gorse):
    good = command(gorse, "numbers", "number\n+12125550199\n+12125550198\n")
    assert (good.returncode, good.stdout) == (0, "2 of 2 rows imported\n")
    again = command(gorse, "numbers", "number\n+12125550199\n+12125559999\nnobody\n")
    assert again.returncode == 1
    assert [row.split(":")[0] for row in again.stdout.splitlines()[1:]] == ["row 2, number", "row 3, number", "row 4, number"]
    sims = command(gorse, "sims", "iccid,imsi,k,opc\n8999901000000000017,001010000000001," + "5e" * 16 + ",short\n")
    assert sims.returncode == 1 and "row 2, " in sims.stdout and "5e5e" not in sims.stdout + sims.stderr
    unreadable = command(gorse, "sims", "")
    assert unreadable.returncode == 1 and "header" in unreadable.stderr
