#!/usr/bin/env bash
# Builds everything, checks the formatting, and runs every test. Ends with one line: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

bash simulator/install-packages.sh swtpm swtpm-tools tpm2-tools mosquitto-clients openssl sqlite3 zbar-tools python3

echo "Building ..."
dotnet build Enviro.sln -c Release -v quiet --nologo
echo "Checking the formatting ..."
dotnet format Enviro.sln --verify-no-changes --no-restore

results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"

# Runs one project's tests, and leaves what it printed and how it ended.
run_project() {
  local status=0
  dotnet "artifacts/bin/$1/release/$1.dll" -noColor >"$results/$1.log" 2>&1 || status=$?
  echo "$status" >"$results/$1.status"
}

# The end-to-end tests wait for processes most of the time; the others, one after the other, use the cores meanwhile.
run_project Enviro.EndToEnd &
end_to_end=$!
for project in tests/*/*.csproj; do
  name=$(basename "$project" .csproj)
  # Benchmarks measure and pass no judgement; the fuzzer is run by its own tests.
  case "$name" in
    Enviro.Benchmarks | Enviro.Fuzz | Enviro.EndToEnd) ;;
    *) run_project "$name" ;;
  esac
done
wait "$end_to_end"

passed=0
failed=0
skipped=0
for status_file in "$results"/*.status; do
  name=$(basename "$status_file" .status)
  log="$results/$name.log"
  status=$(cat "$status_file")
  echo "== $name"
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
