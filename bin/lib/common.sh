# What every script in bin/ needs: messages, a JDK 25, Debian packages, and a build that is done
# once for each state of the sources. Sourced, never run.
# shellcheck shell=bash

# The checkout, and everything that is built for the scripts in it.
ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
BUILD=$ROOT/.build
PROGRAM=${0##*/}

# The release of Java that the sources are written in.
readonly JAVA_RELEASE=25
# Builds kept under .build/programs: the newest, and one that may still be running.
readonly KEPT_BUILDS=3

# say WORDS... - progress, on stderr, so that stdout stays a program's own
say() { printf '%s: %s\n' "$PROGRAM" "$*" >&2; }

# die WORDS... - one line, status 1
die() {
  say "$@"
  exit 1
}

# usage_error WORDS... - one line, status 2
usage_error() {
  say "$* (see $PROGRAM --help)"
  exit 2
}

# print_usage - the comment block at the top of the script that runs
print_usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$0"; }

# --- packages --------------------------------------------------------------------------------

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    sudo "$@"
  else
    return 1
  fi
}

quietly_as_root() {
  local log
  mkdir -p "$BUILD"
  log=$(mktemp "$BUILD/apt.XXXXXX") || return 1
  if as_root env DEBIAN_FRONTEND=noninteractive "$@" </dev/null >"$log" 2>&1; then
    rm -f "$log"
    return 0
  fi
  tail -n 15 "$log" >&2
  rm -f "$log"
  return 1
}

APT_UPDATED=
apt_update() {
  [ -z "$APT_UPDATED" ] || return 0
  quietly_as_root apt-get -q update || return 1
  APT_UPDATED=yes
}

# install_packages PACKAGE... - status 1 if they cannot be installed here
install_packages() {
  command -v apt-get >/dev/null || return 1
  say "installing $*"
  apt_update && quietly_as_root apt-get -q -y --no-install-recommends install "$@"
}

# need_command COMMAND PACKAGE - the command is there, or this ends
need_command() {
  command -v "$1" >/dev/null || install_packages "$2" || true
  command -v "$1" >/dev/null ||
    die "$1 is missing: install the package $2 (as root: apt-get install $2)"
}

# need_file COMMAND PACKAGE - as need_command, for what a shell has built in, too
need_file() {
  type -P "$1" >/dev/null || install_packages "$2" || true
  type -P "$1" >/dev/null ||
    die "the program $1 is missing: install the package $2 (as root: apt-get install $2)"
}

have_fuse() {
  { command -v fusermount3 || [ -x /usr/bin/fusermount3 ]; } >/dev/null 2>&1 &&
    {
      compgen -G '/usr/lib/*/libfuse3.so.[34]*' || compgen -G '/usr/lib*/libfuse3.so.[34]*'
    } >/dev/null
}

# want_fuse - installs libfuse3 if that can be done; the program itself says what is missing
want_fuse() {
  have_fuse || install_packages fuse3 "$(fuse_library)" || true
}

# need_fuse - libfuse3 is there, or this ends
need_fuse() {
  want_fuse
  have_fuse || die "libfuse3 is missing: install it (as root: apt-get install fuse3)"
}

# The library has another name since its ABI 4.
fuse_library() {
  if apt_update && apt-cache show libfuse3-3 >/dev/null 2>&1; then
    echo libfuse3-3
  else
    echo libfuse3-4
  fi
}

# --- the JDK ---------------------------------------------------------------------------------

# java_release HOME - the feature release of the JDK at HOME, nothing if it is none
java_release() {
  local version
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  if [ -z "$version" ]; then
    version=$("$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p')
  fi
  printf '%s' "$version"
}

is_new_enough() {
  local release
  release=$(java_release "$1")
  [ -n "$release" ] && [ "$release" -ge "$JAVA_RELEASE" ]
}

home_on_path() {
  local java
  java=$(command -v java) && java=$(readlink -f "$java") && printf '%s' "${java%/bin/java}"
}

newest_installed() {
  local home release best='' best_release=0
  for home in /usr/lib/jvm/*; do
    release=$(java_release "$home")
    if [ -n "$release" ] && [ "$release" -ge "$JAVA_RELEASE" ] &&
      [ "$release" -gt "$best_release" ]; then
      best=$home best_release=$release
    fi
  done
  printf '%s' "$best"
}

look_for_jdk() {
  local home
  for home in "${JAVA_HOME:-}" "$(home_on_path)" "$(newest_installed)"; do
    if [ -n "$home" ] && is_new_enough "$home"; then
      printf '%s' "$home"
      return
    fi
  done
  return 1
}

# find_jdk - JAVA_HOME is a JDK that is new enough, or this ends
find_jdk() {
  local package=openjdk-$JAVA_RELEASE-jdk-headless home
  if ! home=$(look_for_jdk); then
    if command -v apt-get >/dev/null && apt_update && apt-cache show "$package" >/dev/null 2>&1
    then
      install_packages "$package" || true
    fi
    home=$(look_for_jdk) ||
      die "no JDK $JAVA_RELEASE in JAVA_HOME, on the path or under /usr/lib/jvm:" \
        "install one ($package or temurin-$JAVA_RELEASE-jdk)"
  fi
  export JAVA_HOME=$home
}

# --- the build -------------------------------------------------------------------------------

# jvm_flags - what every JVM of the project needs, as the root pom says
jvm_flags() {
  sed -n 's/.*<arvfs\.jvm\.flags>\(.*\)<\/arvfs\.jvm\.flags>.*/\1/p' "$ROOT/pom.xml"
}

# sources_stamp - a digest over all that the programs are made of
sources_stamp() {
  (
    cd "$ROOT" || exit 1
    export LC_ALL=C
    find pom.xml .mvn journal fs sync mount tools \
      \( -name target -o -path '*/src/test' \) -prune -o \
      -type f \( -name pom.xml -o -path '*/src/main/*' -o -path '.mvn/*' \) -print0 |
      sort -z | xargs -0 sha256sum | sha256sum | cut -c 1-16
  )
}

# run_maven ARGUMENT... - Maven in the checkout
run_maven() {
  (cd "$ROOT" && exec mvn -B -ntp "$@" </dev/null)
}

# keep_programs STAMP - makes what Maven has packaged the programs of this state of the sources.
# Each state has a directory of its own: a program that runs is never changed below its feet.
keep_programs() {
  local new=$BUILD/programs/.new.$$ kept=$BUILD/programs/$1
  rm -rf "$new"
  mkdir -p "$new/lib"
  cp "$ROOT"/tools/cli/target/lib/*.jar "$ROOT"/tools/cli/target/cli-*.jar "$new/lib/" ||
    die "the build left no programs in tools/cli/target"
  keep_native_libraries "$new"
  jvm_flags >"$new/jvm.flags"
  rm -rf "$kept"
  mv "$new" "$kept"
  # shellcheck disable=SC2012 # the names are stamps
  ls -1dt "$BUILD"/programs/*/ | tail -n +$((KEPT_BUILDS + 1)) | xargs -r rm -rf
}

# keep_native_libraries DIR - puts RocksDB's library beside the programs. Else each start of one
# copies it from its jar into the temporary directory, where one that is killed leaves it.
keep_native_libraries() {
  local machine library
  machine=$(uname -m)
  case $machine in
    x86_64) library=librocksdbjni-linux64.so ;;
    *) library=librocksdbjni-linux-$machine.so ;;
  esac
  mkdir "$1/native"
  (cd "$1/native" && "$JAVA_HOME/bin/jar" xf "$1"/lib/rocksdbjni-*.jar "$library") ||
    say "RocksDB has no $library; each start copies one"
}

# package_programs STAMP - builds with the lock held
package_programs() {
  local log=$BUILD/build.log
  need_command mvn maven
  say "building (the first time fetches libraries and takes a few minutes)"
  if ! run_maven -q -Dmaven.test.skip=true -Dspotless.check.skip=true \
    -pl tools/cli -am package >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    die "the build failed; all of it is in $log"
  fi
  keep_programs "$1"
}

# under_build_lock COMMAND... - one build at a time in a checkout
under_build_lock() {
  mkdir -p "$BUILD"
  if [ -n "${ARVFS_BUILD_LOCK_HELD:-}" ]; then
    "$@"
    return
  fi
  (
    flock 9 || exit 1
    export ARVFS_BUILD_LOCK_HELD=yes
    "$@" 9>&-
  ) 9>"$BUILD/lock"
}

build_if_missing() {
  [ -f "$BUILD/programs/$1/jvm.flags" ] || package_programs "$1"
}

# ensure_built - PROGRAMS is the directory of the programs as the sources are now
ensure_built() {
  local stamp
  find_jdk
  stamp=$(sources_stamp)
  PROGRAMS=$BUILD/programs/$stamp
  if [ ! -f "$PROGRAMS/jvm.flags" ]; then
    under_build_lock build_if_missing "$stamp" || exit 1
  fi
}

# utf8_locale - the setting under which a JVM can spell names of files that are not ASCII: without
# one, as in cron, it takes no other
utf8_locale() {
  case $(locale charmap 2>/dev/null) in
    UTF-8) ;;
    *) echo LC_ALL=C.UTF-8 ;;
  esac
}

# java_command MAIN_CLASS FLAG... - fills JAVA_COMMAND; ensure_built came before.
# A script's background job inherits SIGINT ignored, and the JVM leaves it so: a mount could not be
# ended by it.
java_command() {
  local main=$1 flags locale
  shift
  mapfile -t locale < <(utf8_locale)
  read -r -a flags <"$PROGRAMS/jvm.flags"
  # shellcheck disable=SC2034 # used by those that source this
  # Without a bound on arenas, glibc keeps for each thread what RocksDB freed.
  JAVA_COMMAND=(env --default-signal=INT,TERM MALLOC_ARENA_MAX=2 "${locale[@]}"
    "$JAVA_HOME/bin/java" "${flags[@]}" "$@" "-Djava.library.path=$PROGRAMS/native"
    -cp "$PROGRAMS/lib/*" "$main")
}

# Flags for a command that lives for a moment: start fast, take little.
# shellcheck disable=SC2034 # used by those that source this
SHORT_LIVED=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx256m)
# Flags for a process that serves for hours: the heap grows only if it must, which a commit of a very
# large collection makes it, and gives back what it does not need.
# shellcheck disable=SC2034
LONG_LIVED=(-XX:+UseSerialGC -Xms32m -Xmx1536m -XX:MaxNewSize=32m
  -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 -XX:-ShrinkHeapInSteps)
