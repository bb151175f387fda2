#!/usr/bin/env bash
# Installs the Debian packages given as arguments that are missing. Retries: the first installation that pulls tpm-udev can stop
# half-way, and a mirror can be busy.
set -euo pipefail

missing=()
for package in "$@"; do
  if [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" != installed ]; then
    missing+=("$package")
  fi
done
if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Missing Debian packages: ${missing[*]}. Install them as root: apt-get install ${missing[*]}" >&2
    exit 2
  fi
  as_root=(sudo)
fi

echo "Installing ${missing[*]} ..." >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
for attempt in 1 2 3; do
  if { "${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    rm -f "$log"
    exit 0
  fi
  "${as_root[@]}" apt-get install -f -y -qq >>"$log" 2>&1 || true
  sleep "$attempt"
done
tail -n 20 "$log" >&2
echo "Could not install ${missing[*]}: the lines above say why. Install them by hand and run this again." >&2
exit 1
