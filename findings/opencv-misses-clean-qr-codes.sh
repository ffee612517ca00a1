#!/usr/bin/env bash
# OpenCV's QRCodeDetector misses one clean QR code in twenty at any one size; a test that reads one picture once fails at random.
#
# Input: 300 addresses in QR codes of level M, each a PNG of whole pixels per module, black on white, with the margin of ISO/IEC 18004.
# Seen:  opencv-python-headless 5.0.0.93 finds nothing on a few of them (the output says which), most often the text is "" although
#        the corners were found; it never reads a wrong text. zxing-cpp 3.1.1 reads all. Which codes are missed depends on the text and on
#        the size: the missed ones are read when the same picture is enlarged or reduced, as the next frame of a camera would be.
# Right: let it try a picture in several sizes before it counts as unreadable.
#
# Installs the packages from PyPI in a temporary folder; needs python3. Fails when the behaviour is another one.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip -q install opencv-python-headless==5.0.0.93 zxing-cpp==3.1.1 segno==1.6.6 >log 2>&1 || { tail log; exit 1; }

cat >read.py <<'PYTHON'
import io

import cv2
import numpy
import segno
import zxingcpp

SIZES = (1, 1.25, 0.8, 1.5, 0.9, 1.1, 2)
missed, other, never, unread = [], [], [], []
for number in range(300):
    text = f"https://semaine.example/verifier/{number * 7919 % 100000:05}-{number * 104729 % 100000:05}"
    file = io.BytesIO()
    segno.make(text, error="m", micro=False).save(file, kind="png", scale=8, border=4)
    pixels = cv2.imdecode(numpy.frombuffer(file.getvalue(), numpy.uint8), cv2.IMREAD_COLOR)
    if [barcode.text for barcode in zxingcpp.read_barcodes(pixels)] != [text]:
        unread.append(number)
    read = [cv2.QRCodeDetector().detectAndDecode(cv2.resize(pixels, None, fx=size, fy=size))[0] for size in SIZES]
    if not read[0]:
        missed.append(number)
    if not any(read):
        never.append(number)
    other += [number for one in read if one not in ("", text)]
print(f"of 300 codes OpenCV missed {missed} at the first size, {never} at each of {len(SIZES)}, read otherwise {other}; zxing-cpp missed {unread}")
assert 1 <= len(missed) <= 15 and not never and not other and not unread, "otherwise"
PYTHON
venv/bin/python read.py
