#!/usr/bin/env bash
# Draws the wiring diagrams and computes the power budget; with --enclosure, also renders the enclosure (needs openscad and xvfb).
set -euo pipefail
cd "$(dirname "$0")"
python3 drawings.py
python3 power.py
if [ "${1:-}" = "--enclosure" ]; then
    for part in assembly exploded; do
        xvfb-run -a openscad -q -o "node/enclosure/$part.png" -D "part=\"$part\"" --imgsize=1100,800 --colorscheme=Tomorrow \
            --camera=0,0,20,62,0,32,430 node/enclosure/enclosure.scad
    done
fi
