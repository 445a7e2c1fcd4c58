# The embedded cluster as the demo and the benchmark use it: start, ask, stop. Sourced after
# common.sh, never run.
# shellcheck shell=bash

# Seconds that the cluster has to start, and a mount to go.
readonly CLUSTER_PATIENCE_SECONDS=60
readonly UNMOUNT_PATIENCE_SECONDS=60

CLUSTER_PROCESS=

# start_cluster DIR - the cluster runs with its data in DIR/cluster, DIR/env says how to reach it,
# and so does the environment. It holds DIR/lock, so that two never share a directory.
start_cluster() {
  local dir=$1 tries=$((CLUSTER_PATIENCE_SECONDS * 10))
  exec 8>"$dir/lock"
  flock -n 8 ||
    die "a cluster already runs on $dir/cluster: stop process $(cat "$dir/pid" 2>/dev/null) first"
  rm -f "$dir/env"
  printf '+ bin/minicluster --data %s/cluster --env %s/env &\n' "$dir" "$dir"
  setsid "$ROOT/bin/minicluster" --data "$dir/cluster" --env "$dir/env" \
    >"$dir/cluster.log" 2>&1 </dev/null &
  CLUSTER_PROCESS=$!
  printf '%s\n' "$CLUSTER_PROCESS" >"$dir/pid"
  exec 8>&-
  until grep -qx ready "$dir/cluster.log" 2>/dev/null; do
    kill -0 "$CLUSTER_PROCESS" 2>/dev/null ||
      die "the cluster did not start: $(tail -n 1 "$dir/cluster.log")"
    [ $((tries -= 1)) -gt 0 ] || die "the cluster did not start in $CLUSTER_PATIENCE_SECONDS s"
    sleep 0.1
  done
  # shellcheck disable=SC1091
  . "$dir/env"
}

# stop_cluster - ends the cluster that start_cluster started, if any
stop_cluster() {
  [ -n "$CLUSTER_PROCESS" ] || return 0
  kill "$CLUSTER_PROCESS" 2>/dev/null || return 0
  wait "$CLUSTER_PROCESS" 2>/dev/null || true
}

api() {
  curl -sS -k --fail-with-body --max-time 30 -H "Authorization: Bearer $ARVADOS_API_TOKEN" "$@"
}

# create_collection NAME - prints the uuid of a new, empty collection
create_collection() {
  local answer
  answer=$(api -H 'Content-Type: application/json' \
    -d "{\"collection\":{\"name\":\"$1\"},\"ensure_unique_name\":true}" \
    "https://$ARVADOS_API_HOST/arvados/v1/collections") || return 1
  printf '%s' "$answer" | grep -o '"uuid" *: *"[^"]*-4zz18-[^"]*"' | head -n 1 | cut -d '"' -f 4
}

# collection_record UUID - prints what the server says of it
collection_record() {
  api "https://$ARVADOS_API_HOST/arvados/v1/collections/$1"
}

# field_of FILE NAME - a string field of a record; manifests and hashes hold no escaped quotes
field_of() {
  grep -o "\"$2\" *: *\"[^\"]*\"" "$1" | head -n 1 | sed 's/^"[^"]*" *: *"//; s/"$//'
}

# manifest_of FILE - the manifest of a record, without signatures
manifest_of() {
  field_of "$1" manifest_text |
    sed 's/\\n/\n/g' | sed '/^$/d; s/\\\\/\\/g; s/+A[0-9a-f]*@[0-9a-f]*//g'
}

# pdh_of FILE - the portable data hash of the manifest in it
pdh_of() {
  printf '%s+%s' "$(md5sum <"$1" | cut -c 1-32)" "$(wc -c <"$1")"
}

# files_in FILE - how many files the manifest in it names; \056 marks an empty directory
files_in() {
  awk '
    { for (i = 2; i <= NF; i++)
        if ($i ~ /^[0-9]+:[0-9]+:/) {
          name = $i; sub(/^[0-9]+:[0-9]+:/, "", name)
          if (name != "\\056") seen[$1 "/" name] = 1
        } }
    END { for (file in seen) n++; print n + 0 }' "$1"
}

# release_mount DIR - nothing is mounted at DIR, whatever it takes
release_mount() {
  local dir=$1
  grep -q " $dir fuse" /proc/self/mounts || return 0
  timeout "$UNMOUNT_PATIENCE_SECONDS" "$ROOT/bin/arv-fs" unmount "$dir" >/dev/null 2>&1 || true
  grep -q " $dir fuse" /proc/self/mounts || return 0
  fusermount3 -u -z "$dir" 2>/dev/null || umount -l "$dir" 2>/dev/null ||
    say "$dir could not be unmounted"
}
