package io.arvfs.mount.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What programs can do in a mount, each through a real one. */
@Timeout(60)
class FuseSessionIT {

  private static final int MANY = 10_000;

  private final HeapTree tree = new HeapTree();
  private final Mounted mounted;
  private final Path root;

  FuseSessionIT(@TempDir Path point) throws IOException {
    mounted = Mounted.at(point, tree);
    root = mounted.root();
  }

  @AfterEach
  void unmount() {
    mounted.close();
  }

  private Ino ino(String name) {
    return switch (tree.lookup(Ino.ROOT, new Name(name))) {
      case Answer.Given<Node>(Node node) -> node.ino();
      case Answer.Refused<Node> _, Answer.Later<Node> _ -> throw new AssertionError(name);
    };
  }

  @Test
  void file_writtenAndReadBack_hasItsBytes() throws IOException {
    byte[] bytes = new byte[3_000_001];
    new Random(1).nextBytes(bytes);
    Path file = root.resolve("file");

    Files.write(file, bytes);

    assertArrayEquals(bytes, Files.readAllBytes(file));
    assertEquals(bytes.length, Files.size(file));
  }

  @Test
  void file_writtenInTheMiddle_keepsTheRest() throws IOException {
    Path file = root.resolve("file");
    Files.writeString(file, "0123456789");

    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap("ab".getBytes(UTF_8)), 4);
    }

    assertEquals("0123ab6789", Files.readString(file));
  }

  @Test
  void file_openedForAppending_growsAtItsEnd() throws Exception {
    Mounted.Ran ran = mounted.bash("echo one >f; echo two >>f; (echo a; echo b) >>f; cat f");

    assertEquals(new Mounted.Ran(0, "one\ntwo\na\nb\n"), ran);
  }

  @Test
  void file_openedWithTruncation_isEmpty() throws Exception {
    Mounted.Ran ran = mounted.bash("echo long text >f; : >f; stat -c %s f; echo x >f; cat f");

    assertEquals(new Mounted.Ran(0, "0\nx\n"), ran);
  }

  @Test
  void file_truncatedLonger_readsZeros() throws Exception {
    Mounted.Ran ran = mounted.bash("printf abc >f; truncate -s 5 f; od -An -c f");

    assertEquals(new Mounted.Ran(0, "   a   b   c  \\0  \\0\n"), ran);
  }

  @Test
  void transfers_ofMuch_areLarge() throws Exception {
    Mounted.Ran ran =
        mounted.bash(
            "dd if=/dev/zero of=f bs=4M count=4 2>/dev/null; dd if=f bs=4M 2>/dev/null | wc -c");

    assertEquals(new Mounted.Ran(0, "16777216\n"), ran);
    assertEquals(FuseOptions.MAX_WRITE, tree.largestWrite.get());
    assertTrue(tree.largestRead.get() >= 128 << 10, tree.largestRead::toString);
  }

  @Test
  void file_unlinkedWhileOpen_staysUsable() throws IOException {
    Path file = root.resolve("file");
    Files.writeString(file, "before");

    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Files.delete(file);
      channel.write(ByteBuffer.wrap("behind".getBytes(UTF_8)), 6);
      ByteBuffer back = ByteBuffer.allocate(20);
      channel.read(back, 0);

      assertEquals("beforebehind", new String(back.array(), 0, back.position(), UTF_8));
      assertEquals(12, channel.size());
      assertFalse(Files.exists(file));
    }
  }

  @Test
  void file_mappedAndChanged_isReadBack() throws IOException {
    Path file = root.resolve("file");
    Files.write(file, new byte[100_000]);

    try (Arena arena = Arena.ofConfined();
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment map = channel.map(FileChannel.MapMode.READ_WRITE, 0, 100_000, arena);
      map.set(ValueLayout.JAVA_BYTE, 70_000, (byte) 42);
      map.force();
    }

    assertEquals(42, Files.readAllBytes(file)[70_000]);
  }

  @Test
  void file_renamedOverAnother_replacesIt() throws IOException {
    Files.writeString(root.resolve("a"), "first");
    Files.writeString(root.resolve("b"), "second");

    Files.move(root.resolve("a"), root.resolve("b"), StandardCopyOption.ATOMIC_MOVE);

    assertEquals("first", Files.readString(root.resolve("b")));
    assertFalse(Files.exists(root.resolve("a")));
  }

  @Test
  void rename_withoutReplacing_leavesBoth() throws Exception {
    Mounted.Ran ran =
        mounted.bash("echo 1 >a; echo 2 >b; mv -n a b; cat a b; mkdir d; mv a d; ls d");

    assertEquals("1\n2\na\n", ran.output());
  }

  @Test
  void file_withModeOwnerAndTimes_showsThem() throws Exception {
    Mounted.Ran ran =
        mounted.bash(
            "umask 027; echo x >f; chown 12:34 f; chmod 4751 f; touch -d @1000000000.5 f;"
                + " stat -c '%a %u %g %h %s %.3Y %b %F' f; umask 022; mkdir d; stat -c '%a %F' d");

    assertEquals("4751 12 34 1 2 1000000000.500 1 regular file\n755 directory\n", ran.output());
  }

  @Test
  void times_setSeparately_leaveTheOtherAlone() throws IOException {
    Path file = root.resolve("file");
    Files.writeString(file, "x");
    Files.setLastModifiedTime(
        file, FileTime.from(Instant.ofEpochSecond(1_234_567_890, 987_654_321)));

    FileTime modified = Files.getLastModifiedTime(file);

    assertEquals(Instant.ofEpochSecond(1_234_567_890, 987_654_321), modified.toInstant());
  }

  @Test
  void file_createdWithPermissions_hasThem() throws IOException {
    Path file = root.resolve("file");

    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));

    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void directory_ofTenThousand_listsEachOnce() throws IOException {
    Set<String> expected = fill();

    Set<String> listed = new TreeSet<>();
    int[] count = new int[1];
    try (Stream<Path> entries = Files.list(root)) {
      entries.forEach(
          path -> {
            listed.add(String.valueOf(path.getFileName()));
            count[0]++;
          });
    }

    assertEquals(MANY, count[0]);
    assertEquals(expected, listed);
    assertTrue(tree.plusEntries.get() > 0, "whole nodes were asked for");
  }

  private Set<String> fill() {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < MANY; i++) {
      String name = "entry-" + "x".repeat(i % 50) + i;
      names.add(name);
      var _ = tree.mknod(Ino.ROOT, new NewNode(new Name(name), 0644, 0, 0));
    }
    tree.lookups.clear(); // These the kernel did not make.
    return names;
  }

  @Test
  void directory_emptiedWhileListed_losesNothing() throws Exception {
    fill();

    Mounted.Ran ran = mounted.bash("find . -mindepth 1 -delete && ls -A | wc -l");

    assertEquals(new Mounted.Ran(0, "0\n"), ran);
  }

  @Test
  void directory_withEntries_isNotRemoved() throws IOException {
    Files.createDirectories(root.resolve("a/b"));

    assertThrows(DirectoryNotEmptyException.class, () -> Files.delete(root.resolve("a")));
    Files.delete(root.resolve("a/b"));
    Files.delete(root.resolve("a"));

    assertThrows(NoSuchFileException.class, () -> Files.size(root.resolve("a")));
  }

  @Test
  void names_thatAreNoUtf8_areKeptApart() throws Exception {
    Mounted.Ran ran =
        mounted.bash(
            "echo 1 >$'bad\\xff'; echo 2 >$'bad\\xfe'; echo 3 >$'new\\nline'; cat *;"
                + " ls | od -An -tx1");

    assertTrue(ran.output().startsWith("2\n1\n3\n") || ran.output().startsWith("1\n2\n3\n"));
    assertTrue(ran.output().contains("62 61 64 ff"), ran.output());
    assertTrue(ran.output().contains("62 61 64 fe"), ran.output());
  }

  @Test
  void name_of256Bytes_isTooLong() throws Exception {
    Mounted.Ran ran =
        mounted.bash("n=$(printf %255s | tr ' ' n); : >$n && : >${n}n; echo $?; ls | wc -c");

    assertTrue(ran.output().contains("File name too long"), ran.output());
    assertTrue(ran.output().endsWith("1\n256\n"), ran.output());
  }

  @Test
  void devicesAndPipes_areRefused() throws Exception {
    Mounted.Ran ran = mounted.bash("mkfifo p; mknod d c 1 3; ls -A | wc -l");

    assertTrue(ran.output().endsWith("0\n"), ran.output());
  }

  @Test
  void links_asTheTreeHasThem() throws Exception {
    Mounted.Ran ran = mounted.bash("ln -s some/target s; readlink s; echo x >f; ln f g 2>&1; ls");

    assertTrue(ran.output().startsWith("some/target\n"), ran.output());
    assertTrue(ran.output().contains("not permitted"), ran.output());
    assertTrue(ran.output().endsWith("f\ns\n"), ran.output());
  }

  @Test
  void capacity_isShown() throws IOException {
    FileStore store = Files.getFileStore(root);

    assertEquals(4096L << 30, store.getTotalSpace());
    assertEquals(4096L << 28, store.getUsableSpace());
    assertEquals("fuse.arv-fs", store.type());
    assertEquals("test", store.name());
  }

  @Test
  void space_preallocated_isNotSupported() throws Exception {
    Mounted.Ran ran = mounted.bash("fallocate -l 1000 f 2>&1");

    assertTrue(ran.output().contains("not supported"), ran.output());
  }

  @Test
  void fsync_ofFileAndDirectory_succeeds() throws Exception {
    assertEquals(new Mounted.Ran(0, ""), mounted.bash("echo x >f; sync f; sync -d f; sync ."));
  }

  @Test
  void content_changedBehindTheKernel_isReadAfterInvalidation() throws Exception {
    Path file = root.resolve("file");
    Files.writeString(file, "old old");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer before = ByteBuffer.allocate(7);
      channel.read(before, 0);
      tree.overwrite(ino("file"), "new new".getBytes(UTF_8));

      mounted.session().invalidateNode(ino("file"));

      String text = "";
      while (!text.equals("new new")) {
        ByteBuffer after = ByteBuffer.allocate(7);
        channel.read(after, 0);
        text = new String(after.array(), UTF_8);
      }
      assertEquals("old old", new String(before.array(), UTF_8));
    }
  }

  @Test
  void lookups_ofNamesTheKernelForgets_areAllGivenBack() throws Exception {
    Set<String> names = fill();
    Mounted.Ran ran = mounted.bash("ls -l >/dev/null; ls -lR >/dev/null; touch new; rm new");

    names.forEach(name -> mounted.session().invalidateName(Ino.ROOT, new Name(name)));

    tree.awaitNoLookups();
    assertEquals(new Mounted.Ran(0, ""), ran);
  }
}
