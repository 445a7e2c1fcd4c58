#!/usr/bin/env bash
# Usage: million-files.sh [FILES [DIR]]
# Measures a volume of FILES files (1,000,000) in a thousand directories: the time to mount it, to
# walk it, to commit one change in it and to mount it again, and what the process takes of memory
# after each. Runs the programs of this checkout against a cluster of its own; its data, about
# 500 MB, lies in DIR (a temporary directory), and is deleted at the end.
set -euo pipefail
ROOT=$(cd -- "$(dirname -- "$(readlink -f -- "$0")")/../../../../.." && pwd)
FILES=${1:-1000000}
DIR=${2:-$(mktemp -d)}
DIRECTORIES=1000
BLOCK=b561f87202d04959e37588ee05cf5b10+1048576 # a MiB of the letter x
mkdir -p "$DIR/mnt"

cluster=
mount_pid=
cleanup() {
  fusermount3 -u "$DIR/mnt" 2>/dev/null || true
  [ -z "$mount_pid" ] || while kill -0 "$mount_pid" 2>/dev/null; do sleep 0.1; done
  [ -z "$cluster" ] || kill "$cluster" 2>/dev/null || true
  rm -rf "$DIR"
}
trap cleanup EXIT

"$ROOT/bin/minicluster" --data "$DIR/cluster" --env "$DIR/env" >"$DIR/cluster.log" 2>&1 &
cluster=$!
until grep -q '^ready' "$DIR/cluster.log"; do
  kill -0 "$cluster" || { cat "$DIR/cluster.log" >&2; exit 1; }
  sleep 0.2
done
. "$DIR/env"

head -c 1048576 /dev/zero | tr '\0' x | curl -sS -T - -H "Authorization: Bearer $ARVADOS_API_TOKEN" \
  "http://${MINICLUSTER_KEEP%%,*}/${BLOCK%+*}" -o /dev/null
owner=$(curl -sSk -H "Authorization: Bearer $ARVADOS_API_TOKEN" \
  "https://$ARVADOS_API_HOST/arvados/v1/users/current" | grep -o '"uuid":"[^"]*"' | head -1 | cut -d'"' -f4)
awk -v files="$FILES" -v directories="$DIRECTORIES" -v block="$BLOCK" -v owner="$owner" 'BEGIN {
  printf "{\"collection\":{\"name\":\"million\",\"owner_uuid\":\"%s\",\"manifest_text\":\"", owner
  for (d = 0; d < directories; d++) {
    printf "./dir%05d %s", d, block
    for (f = 0; f < files / directories; f++)
      printf " %d:%d:file%07d.dat", f * 7 % 1000000, f % 50 + 1, f
    printf "\\n"
  }
  printf "\"},\"select\":[\"uuid\"]}" }' >"$DIR/body"
uuid=$(curl -sSk -H "Authorization: Bearer $MINICLUSTER_ADMIN_TOKEN" -H 'Content-Type: application/json' \
  --data-binary "@$DIR/body" "https://$ARVADOS_API_HOST/arvados/v1/collections" |
  grep -o '"uuid":"[^"]*"' | head -1 | cut -d'"' -f4)
rm "$DIR/body"

# timed WHAT COMMAND... - runs it and prints how long it took and what the mount's process has then
timed() {
  local what=$1 start end ticks
  shift
  start=$(date +%s%N)
  "$@" >"$DIR/out" || echo "FAILED: $*"
  end=$(date +%s%N)
  mount_pid=$("$ROOT/bin/arv-fs" status "$DIR/mnt" --json | grep -o '"pid":[0-9]*' | cut -d: -f2)
  ticks=$(awk '{print $14 + $15}' "/proc/$mount_pid/stat")
  awk -v what="$what" -v ms=$(((end - start) / 1000000)) -v cpu="$ticks" '
    /VmRSS|RssShmem/ { kib += $2 }
    /VmHWM/ { peak = $2 }
    END { printf "%-24s %8.1f s   cpu so far %6.1f s   resident %4d MiB   at most %4d MiB\n",
      what, ms / 1000, cpu / 100, kib / 1024, peak / 1024 }' "/proc/$mount_pid/status"
}

mount_it() {
  "$ROOT/bin/arv-fs" mount --read-write --collection "$uuid" --state-dir "$DIR/state" "$DIR/mnt"
}

timed "mount" mount_it
timed "find" find "$DIR/mnt"
timed "find with sizes" find "$DIR/mnt" -printf '%s\n'
[ "$FILES" -gt 100000 ] || timed "ls -lR" ls -lR "$DIR/mnt"
echo changed >"$DIR/mnt/dir00007/new"
timed "commit of one file" "$ROOT/bin/arv-fs" sync "$DIR/mnt"
fusermount3 -u "$DIR/mnt"
while kill -0 "$mount_pid" 2>/dev/null; do sleep 0.1; done
timed "mount again" mount_it
timed "find" find "$DIR/mnt"
du -sm "$DIR/state" "$DIR/cluster" | sed 's/^\([0-9]*\)\t/\1 MB in /'
