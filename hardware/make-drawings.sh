#!/usr/bin/env bash
# Draws the wiring diagrams and computes the power budget; with --enclosure, also renders the enclosure (needs openscad and xvfb).
set -euo pipefail
cd "$(dirname "$0")"
python3 drawings.py
python3 power.py
if [ "${1:-}" = "--enclosure" ]; then
    render() {
        xvfb-run -a openscad -q -o "node/enclosure/$1.png" -D "part=\"$1\"" --imgsize=900,760 --colorscheme=Tomorrow --camera="$2" \
            node/enclosure/enclosure.scad
    }
    render exploded 0,0,38,52,0,24,720
    render inside 0,-4,20,32,0,12,520
fi
