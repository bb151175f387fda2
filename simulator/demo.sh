#!/usr/bin/env bash
# The whole way once: nodes with simulated secure elements sign readings, a gateway with a TPM (swtpm) verifies, journals and seals them,
# and the ledger is verified. Options: --help.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
here=$PWD

bash "$root/simulator/install-packages.sh" swtpm swtpm-tools tpm2-tools
if ! command -v dotnet >/dev/null; then
  echo "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
  exit 2
fi

echo "Building ..." >&2
log=$(mktemp)
if ! (cd "$root" && dotnet build simulator/Enviro.Simulator -c Release -v quiet --nologo) >"$log" 2>&1; then
  cat "$log" >&2
  echo "The build failed: the lines above say why." >&2
  exit 2
fi
rm -f "$log"

cd "$here"
exec dotnet "$root/artifacts/bin/Enviro.Simulator/release/enviro-sim.dll" demo "$@"
