#!/usr/bin/env bash
# The demo on the command line: an invented authority, its due list with reasons, one child explained.
set -euo pipefail
doorstep=$1 folder=$2 day=$3

if [ ! -f "$folder/ssd_person.csv" ]; then
  echo "Making up an authority of 120 open children in $folder/ ..."
  "$doorstep" synth --children 120 --years 3 --seed 7 --as-at "$day" --out "$folder" 2>/dev/null
fi
echo
echo "\$ doorstep due $folder --policy practice-standards-2022 --as-at $day --limit 12"
"$doorstep" due "$folder" --policy practice-standards-2022 --as-at "$day" --limit 12 --format table 2>&1
child=$("$doorstep" due "$folder" --policy practice-standards-2022 --as-at "$day" --format json 2>/dev/null |
  "$(dirname "$doorstep")/python" -c 'import json, sys; rows = json.load(sys.stdin); print(next((r for r in rows if r["case"].startswith("child protection") and r["status"] == "overdue"), rows[0])["child_id"])')
echo
echo "\$ doorstep explain $folder $child --policy practice-standards-2022 --as-at $day"
"$doorstep" explain "$folder" "$child" --policy practice-standards-2022 --as-at "$day"
echo
echo "\$ doorstep dry-run $folder --from practice-standards-2022 --to worcestershire-2020 --as-at $day   (its beginning)"
"$doorstep" dry-run "$folder" --from practice-standards-2022 --to worcestershire-2020 --as-at "$day" --format table 2>/dev/null |
  awk '!over && /^Work of four weeks/ { over = 1 } !over'
echo
echo "A handbook for staff:          $doorstep policy book practice-standards-2022 --out handbook"
echo "The dry run for a director:    $doorstep dry-run $folder --from practice-standards-2022 --to worcestershire-2020 --as-at $day --out-html dry-run.html"
echo "What an authority has adopted: $doorstep adoption check docs/adoption-example.yaml"
echo "More: $doorstep --help"
