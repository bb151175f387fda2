#!/usr/bin/env bash
# Mutation testing: changes the product in many small ways and asks whether some test notices. Takes hours, so nobody waits for it in continuous integration.
#
#   bash tests/mutate.sh                                   Wire, Verification and Ledger, whole
#   bash tests/mutate.sh Wire '**/Cbor/*.cs'               one project, or only files of it
#
# Works on a copy, for Stryker builds and runs in the tree it is given. Reports go to artifacts/mutation/PROJECT.
set -euo pipefail
cd "$(dirname "$0")/.."

root=$PWD
projects=("${1:-Wire Verification Ledger}")
shift $(($# > 0 ? 1 : 0))
copy=$(mktemp -d -t enviro-mutation-XXXXXX)
trap 'rm -rf "$copy"' EXIT
git ls-files --cached --others --exclude-standard -z | xargs -0 cp --parents -t "$copy"
cd "$copy"
dotnet tool restore

mutate=()
for pattern in "$@"; do
  mutate+=(--mutate "$pattern")
done

status=0
for project in ${projects[*]}; do
  (
    cd "tests/Enviro.$project.Tests"
    nice -n 19 dotnet stryker --config-file ../stryker-config.json --project "Enviro.$project.csproj" \
      --output "$root/artifacts/mutation/$project" --skip-version-check ${mutate[@]+"${mutate[@]}"}
  ) || status=$?
done
exit "$status"
