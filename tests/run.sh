#!/usr/bin/env bash
# Builds everything, checks the formatting, and runs every test. Ends with one line: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

bash simulator/install-packages.sh swtpm swtpm-tools tpm2-tools mosquitto-clients openssl sqlite3 zbar-tools python3

echo "Building ..."
dotnet build Enviro.sln -c Release -v quiet --nologo
echo "Checking the formatting ..."
dotnet format Enviro.sln --verify-no-changes --no-restore

passed=0
failed=0
skipped=0
results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
for project in tests/*/*.csproj; do
  name=$(basename "$project" .csproj)
  # Benchmarks measure and pass no judgement; the fuzzer is run by its own tests.
  if [ "$name" = Enviro.Benchmarks ] || [ "$name" = Enviro.Fuzz ]; then
    continue
  fi

  echo "== $name"
  log="$results/$name.log"
  status=0
  dotnet "artifacts/bin/$name/release/$name.dll" -noColor >"$log" 2>&1 || status=$?
  total=$(sed -nE 's/.*Total: ([0-9]+), Errors.*/\1/p' "$log" | tail -n 1)
  f=$(sed -nE 's/.*Errors: ([0-9]+), Failed: ([0-9]+),.*/\1 + \2/p' "$log" | tail -n 1)
  s=$(sed -nE 's/.*Skipped: ([0-9]+),.*/\1/p' "$log" | tail -n 1)
  f=$((${f:-0}))
  s=$((${s:-0}))
  p=$((${total:-0} - f - s))
  passed=$((passed + p))
  failed=$((failed + f))
  skipped=$((skipped + s))
  if [ "$status" -ne 0 ] || [ $((p + f)) -eq 0 ]; then
    cat "$log"
    # A runner that broke before it counted anything must not pass for a success.
    if [ "$f" -eq 0 ]; then
      failed=$((failed + 1))
    fi
  else
    echo "   $p passed, $f failed, $s skipped"
  fi
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
