#!/usr/bin/env bash
# Usage: fs/src/test/sh/keep-journal.sh VERSION
# Keeps a journal of the sources as they are, for KeptJournalTest to open for ever: VERSION.zip and
# VERSION.txt in fs/src/test/resources/journals. For a release, before its version is tagged; what is
# there is never made again.
set -euo pipefail
. "$(dirname -- "$(readlink -f -- "$0")")/../../../../bin/lib/common.sh"

[ $# = 1 ] || usage_error "one VERSION is needed"
case $1 in
  -h | --help)
    print_usage
    exit 0
    ;;
  -* | *[!A-Za-z0-9.-]*) usage_error "no version: $1" ;;
esac
kept=$ROOT/fs/src/test/resources/journals
[ ! -e "$kept/$1.zip" ] || die "$kept/$1.zip is there already"

find_jdk
work=$(mktemp -d "${TMPDIR:-/tmp}/keep-journal.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$ROOT"
mvn -q -B -ntp -Dspotless.check.skip test-compile dependency:build-classpath -pl fs -am \
  -Dmdep.outputFile="$work/path" -Dmdep.includeScope=test >"$work/maven.log" 2>&1 ||
  die "the sources do not build: $(grep -m 1 ERROR "$work/maven.log")"
read -r -a flags < <(sed -n 's:.*<arvfs.jvm.flags>\(.*\)</arvfs.jvm.flags>.*:\1:p' pom.xml)
"$JAVA_HOME/bin/java" "${flags[@]}" -cp "fs/target/test-classes:fs/target/classes:$(cat "$work/path")" \
  io.arvfs.fs.KeptJournal "$work/kept.zip" "$work/kept.txt"
mv "$work/kept.zip" "$kept/$1.zip"
mv "$work/kept.txt" "$kept/$1.txt"
