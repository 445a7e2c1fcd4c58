package io.arvfs.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.minicluster.Minicluster;
import io.arvfs.minicluster.MiniclusterOptions;
import io.arvfs.mount.ChildMount.Order;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files in a mount: written and read in ways that a script cannot, large, and read-only. */
@Timeout(180)
class FilesIT {

  private static final int MIB = 1 << 20;

  private final Minicluster cluster = Minicluster.start(MiniclusterOptions.inMemory());
  @TempDir private Path root;
  private Site site;

  @BeforeEach
  void open() throws IOException {
    site = new Site(root, cluster, "");
  }

  @AfterEach
  void close() {
    site.close();
    cluster.close();
  }

  private Order fresh(String name) throws IOException {
    Path point = Files.createDirectories(site.path(name));
    return site.order().at(point).stateIn(site.path("state of " + name));
  }

  @Test
  void collection_ofManyBlocks_readsTheSameAtRandom() throws Exception {
    Random random = new Random(3);
    byte[] large = new byte[66 * MIB];
    random.nextBytes(large);
    ChildMount writer = site.mount();
    Files.write(writer.point().resolve("large"), large);
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      many.append("block ").append(i).append('\n');
      Shell.ok(writer.point(), "echo block " + i + " >>many");
      assertEquals(0, writer.ask("sync").exit());
    }
    assertEquals(0, writer.unmount(), writer.words());
    assertTrue(blocks(site.manifest()) > 10, site.manifest());

    ChildMount reader = site.mount(fresh("reader").readOnly());

    assertEquals(many.toString(), Files.readString(reader.point().resolve("many")));
    requireSameAtRandom(reader.point().resolve("large"), large, random);
    ChildMount again = site.mount();
    requireSameAtRandom(again.point().resolve("large"), large, random);
    assertArrayEquals(large, Files.readAllBytes(again.point().resolve("large")));
  }

  private static long blocks(String manifest) {
    return java.util.regex.Pattern.compile(" [0-9a-f]{32}\\+").matcher(manifest).results().count();
  }

  private static void requireSameAtRandom(Path file, byte[] content, Random random)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      assertEquals(content.length, channel.size());
      for (int i = 0; i < 60; i++) {
        int from = random.nextInt(content.length);
        int length = Math.min(content.length - from, 1 + random.nextInt(200_000));
        ByteBuffer found = ByteBuffer.allocate(length);
        while (found.hasRemaining() && channel.read(found, from + found.position()) >= 0) {
          // A read may give less than was asked for.
        }
        assertEquals(ByteBuffer.wrap(content, from, length), found.flip(), "at " + from);
      }
    }
  }

  @Test
  void file_writtenThroughMemory_isThereAfterAKill() throws Exception {
    ChildMount mount = site.mount();
    Path file = mount.point().resolve("mapped");
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, 3 * MIB + 5);
      memory.put(0, "first".getBytes(UTF_8));
      memory.put(3 * MIB, "last.".getBytes(UTF_8));
      memory.force();
      ByteBuffer read = ByteBuffer.allocate(5);
      channel.read(read, 3 * MIB);
      assertEquals("last.", new String(read.array(), UTF_8));
      channel.write(ByteBuffer.wrap("SECOND".getBytes(UTF_8)), 100);
      byte[] seen = new byte[6];
      memory.get(100, seen);
      assertEquals("SECOND", new String(seen, UTF_8), "a write is seen in the memory");
      channel.force(true);
    }

    mount.kill();
    ChildMount again = site.mount();

    byte[] content = Files.readAllBytes(again.point().resolve("mapped"));
    assertEquals(3 * MIB + 5, content.length);
    assertEquals("first", new String(content, 0, 5, UTF_8));
    assertEquals("SECOND", new String(content, 100, 6, UTF_8));
    assertEquals("last.", new String(content, 3 * MIB, 5, UTF_8));
  }

  @Test
  void appends_ofTwoProcesses_areAllWholeAndThere() throws Exception {
    ChildMount mount = site.mount();

    Shell.ok(
        mount.point(),
        "w() { for ((i = 0; i < 500; i++)); do printf '%s %080d\\n' $1 $i; done >>f; };"
            + " w left & w right & wait");

    assertEquals("1000", Shell.ok(mount.point(), "wc -l <f"));
    assertEquals("1000", Shell.ok(mount.point(), "grep -cE '^(left|right) [0-9]{80}$' f"));
    assertEquals("1000", Shell.ok(mount.point(), "sort f | uniq | wc -l"));
  }

  @Test
  void fsync_makesEverythingBeforeItDurable() throws Exception {
    ChildMount mount = site.mount();
    Shell.ok(mount.point(), "mkdir d; echo x >d/f");

    Shell.ok(mount.point(), "sync d/f; sync d; sync -f .");

    var journal = java.util.Objects.requireNonNull(mount.ask("status").status()).journal();
    assertEquals(journal.position(), journal.durable());
  }

  @Test
  void attributes_surviveARemountAndAKill() throws Exception {
    ChildMount mount = site.mount();
    Shell.ok(
        mount.point(),
        "mkdir d; echo x >d/f; chmod 604 d/f; chmod 2751 d; touch -d '2001-02-03 04:05:06.7' d/f;"
            + " chown 12:34 d/f");
    String show = "stat -c '%A %u %g %y %n' d/f; stat -c '%A %u %g' d";
    String shown = Shell.ok(mount.point(), show);

    mount.kill();
    ChildMount again = site.mount();
    assertEquals(shown, Shell.ok(again.point(), show));
    assertEquals(0, again.unmount());
    assertEquals(shown, Shell.ok(site.mount().point(), show));
  }

  @Test
  void statfs_tellsOfTheDisk() throws Exception {
    ChildMount mount = site.mount();

    String free = Shell.ok(mount.point(), "df --output=size,avail -B1 . | tail -1");

    long size = Files.getFileStore(mount.volume()).getTotalSpace();
    assertTrue(free.startsWith(Long.toString(size)), free + " of " + size);
    assertTrue(Shell.ok(root, "df " + mount.point()).contains("arv-fs:" + site.uuid()));
  }

  @Test
  void readOnlyMount_refusesEveryChange() throws Exception {
    ChildMount writer = site.mount();
    Shell.ok(writer.point(), "echo x >f; mkdir d");
    assertEquals(0, writer.unmount());
    ChildMount mount = site.mount(fresh("ro").readOnly());

    for (String change :
        new String[] {
          "echo y >f",
          "echo y >>f",
          "rm f",
          "mkdir e",
          "rmdir d",
          "mv f g",
          "chmod 600 f",
          "touch f",
          "truncate -s 0 f",
          ": >new"
        }) {
      Shell.Ran ran = Shell.bash(mount.point(), change);
      assertFalse(ran.status() == 0, change);
      assertTrue(ran.output().contains("Read-only file system"), change + ": " + ran.output());
    }
    assertEquals("x", Shell.ok(mount.point(), "cat f"));
    assertEquals(0, mount.ask("sync").exit());
    assertEquals(0, mount.unmount());
  }

  @Test
  void name_thatIsNoUtf8_isRefused() throws Exception {
    ChildMount mount = site.mount();

    Shell.Ran ran = Shell.bash(mount.point(), "echo >$'\\xff'");

    assertTrue(ran.output().contains("Invalid argument"), ran.output());
  }
}
