# Ordinary commands in the working directory, run on a local file system and on a mount: what they
# print must be the same. Nothing here prints a time, an owner, or a path outside.
set -u
export LC_ALL=C.UTF-8 TZ=UTC HOME=/nonexistent
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE='2026-01-01T00:00:00Z'
export GIT_CONFIG_NOSYSTEM=1 GIT_CEILING_DIRECTORIES=/
umask 022

say() { printf '== %s\n' "$*"; }
try() {
  "$@" 2>&1
  echo "status $?"
}
bytes() { head -c "$1" < <(yes "$2"); }
file() { stat -c '%A %s %h %n' "$@" && sha256sum "$@"; }

say create, append, overwrite
echo one >a
echo two >>a
cat a
printf 'X' | dd of=a bs=1 seek=2 conv=notrunc status=none
cat a
printf 'far' | dd of=a bs=1 seek=70000 conv=notrunc status=none
file a
: >empty
file empty

say truncate
bytes 10000 hello >t
truncate -s 100 t && file t
truncate -s 5000 t && file t
truncate -s 0 t && file t
truncate -s 3 t && od -c t
bytes 9000 shrink >t && echo short >t && cat t

say holes
truncate -s 3M hole
printf 'mid' | dd of=hole bs=1 seek=1500000 conv=notrunc status=none
file hole
tr -d '\0' <hole

say rename
echo new >r1 && echo old >r2 && mv -f r1 r2 && cat r2
try mv r1 r2
mkdir d1 d2 d3 && echo in >d1/f
try mv -T d1 d2
ls d2
mkdir d3/sub && echo deep >d3/sub/x
try mv -T d2 d3
try mv d3 d3/sub
try mv -T r2 d3
try mv -T d3 r2
mv d3 moved && cat moved/sub/x
mv moved d2/moved && cat d2/moved/sub/x && mv d2/moved .
mv -n r2 a && ls r2 a

say mkdir, rmdir
try mkdir d2
try mkdir no/such
try mkdir a/b
try rmdir d2
try rmdir moved
try rmdir a
try rmdir nothing
try unlink d2
try rm nothing
try cat nothing
try cat a/b
try ls nothing
try touch no/such
mkdir -p p/q/r/s && rmdir -p p/q/r/s
try ls p
try mkdir "$(printf 'n%.0s' {1..300})"

say unlink while open
exec 5<>open
echo kept >&5
rm open
echo more >&5
try ls open
cat /proc/self/fd/5
exec 5>&-

say exclusive
(set -C && echo x >a) 2>&1
echo "status $?"

say names
mkdir names
for name in 'with blank' ' leading' 'trailing ' $'new\nline' $'tab\t' 'back\slash' "quo'te" \
  'dou"ble' 'größe' '日本' '-dash' '*' '?' ':colon' '%41' '.hidden' '...' '#'; do
  printf '%s' "$name" >"names/$name"
  mkdir "names/d$name" && printf '%s' "$name" >"names/d$name/$name"
done
(cd names && LC_ALL=C ls -A | od -c | sha256sum && find . -type f -print0 | sort -z | xargs -0 cat | sha256sum)
rm 'names/with blank' && mv $'names/new\nline' 'names/no line'
mkdir -p hollow/one/two hollow/three

say many
mkdir many
for ((i = 0; i < 2000; i++)); do echo >"many/file$i" || echo "failed $i"; done
ls many | wc -l
ls -f many | sort | sha256sum
rm many/*[13579] && ls many | wc -l
find many -type f -size -2c | wc -l
rm -rf many/*[02]
ls many | sha256sum

say modes
chmod 640 a && chmod 4755 t && chmod 1777 d2
stat -c '%A %n' a t d2
chmod u-s t
touch -d '2001-02-03 04:05:06.789' a && stat -c '%y' a
touch -d '1969-12-31 23:59:58' t && stat -c '%Y' t

say trees
mkdir -p src/deep/er && for i in 1 2 3 4 5 6 7 8; do
  bytes $((i * 3001)) "src $i" >src/f$i && bytes $((i * 77)) "er $i" >src/deep/er/g$i
done
cp -r src copy && diff -r src copy && echo same
cp -a src preserved && diff -r src preserved && echo same
tar cf src.tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner src && file src.tar
mkdir unpacked && tar xf src.tar -C unpacked && diff -r src unpacked/src && echo same
mv copy src/inside && find src | sort
rm -r src/inside unpacked
sort -r src/f1 -o src/f1 && file src/f1
sed -i -e 's/src/SRC/' src/f2 && file src/f2
cp src/f3 src/f3.bak && cat src/f3 >>src/f4 && cmp <(tail -c 9003 src/f4) src/f3 && echo same
try cp src/f3 src/f3
ln -s a link 2>/dev/null && rm link
gzip -nk src/f5 && gunzip -c src/f5.gz | cmp - src/f5 && echo same

say database pages
: >db
for page in 0 7 3 7 1 9 0 4 7 2; do
  bytes 4096 "page $page" | dd of=db bs=4096 seek=$page conv=notrunc status=none
  printf '%08d' "$page" | dd of=db bs=1 seek=24 conv=notrunc status=none
done
file db
for size in 1 511 513 4095 4097 65537; do
  bytes $size "odd $size" | dd of=db bs=$size seek=3 conv=notrunc status=none
done
file db
dd if=db bs=1000 skip=3 count=5 status=none | sha256sum

say removed while in use
mkdir used && exec 9<used && (cd used && rmdir ../used && stat -c '%F %h' . && : >new; echo $?) 2>/dev/null
stat -L -c '%F %h' /proc/self/fd/9 && exec 9<&-
mkdir used && rmdir used && stat -c %F used 2>&1

say append by two
(for ((i = 0; i < 200; i++)); do echo "left $i" >>both; done) &
(for ((i = 0; i < 200; i++)); do echo "right $i" >>both; done) &
wait
sort both -o both && sha256sum both

say git
if git --version >/dev/null 2>&1; then
  mkdir repo && cd repo || exit 1
  git init -q -b main . && cp -r ../src . && git add -A && git commit -q -m first
  git mv src/f1 src/f0 && echo line >>src/f2 && git commit -q -a -m second
  git rev-parse HEAD && git status --porcelain && git fsck --strict 2>&1
  git checkout -q -b side HEAD~1 && echo side >side && git add side && git commit -q -m side
  git merge -q -m merged main && git log --oneline | cat
  git -c pack.threads=1 gc -q && git fsck --strict 2>&1
  cd .. && git clone -q --no-hardlinks repo clone 2>&1 && git -C clone rev-parse HEAD && diff -r -x .git repo clone
  rm -rf repo/.git/index clone/.git/index clone/.git/logs repo/.git/logs
  # The configuration says whether there are symbolic links.
  rm -rf clone/.git/config repo/.git/config repo/.git/objects/info/commit-graphs
fi

say end
ls -A
