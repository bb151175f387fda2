#!/usr/bin/env bash
# Measures what gateway/docs/performance.md says and writes it there, tables and charts. About a quarter of an hour on two cores; 12 GB of disk.
# --quick takes half a minute; --only nodes,ledger measures parts; --entries and --nodes say how far it grows. A machine that does nothing else measures best.
set -euo pipefail
cd "$(dirname "$0")/.."

bash simulator/install-packages.sh openssl mosquitto
dotnet build tests/Enviro.Benchmarks -c Release -v quiet --nologo
exec artifacts/bin/Enviro.Benchmarks/release/Enviro.Benchmarks performance "$@"
