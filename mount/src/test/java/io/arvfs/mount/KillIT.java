package io.arvfs.mount;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.minicluster.Minicluster;
import io.arvfs.minicluster.MiniclusterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mounts whose process is killed: what was acknowledged is there afterwards, once. */
@Timeout(900)
class KillIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ROUNDS = 5;
  private static final int LONG_ROUNDS = 50;

  /**
   * Writes files of several sizes, some forced, each under a second name when it is whole, and
   * notes outside what was acknowledged.
   */
  private static final String WRITER =
      """
      for ((i = 0; ; i++)); do
        name=round$1-$i
        yes "$name" | head -c $((i * 997 % 70000 + 1)) >"$name" || exit
        [ $((i % 7)) = 3 ] && { sync "$name" || exit; }
        [ $((i % 3)) = 1 ] && { mv "$name" "kept-$name" && name=kept-$name || exit; }
        [ $((i % 5)) = 4 ] && { echo tail >>"$name" || exit; }
        size=$(stat -c %s "$name") || exit
        echo "$name $size" >>"$2"
      done
      """;

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

  @Test
  void kill_whileWriting_losesNothingAcknowledged() throws Exception {
    killWhileWriting(ROUNDS, 1);
  }

  @Test
  @Tag("long")
  void kill_whileWritingManyTimes_losesNothingAcknowledged() throws Exception {
    killWhileWriting(LONG_ROUNDS, System.nanoTime());
  }

  private void killWhileWriting(int rounds, long seed) throws Exception {
    Random random = new Random(seed);
    Path acknowledged = Files.createFile(site.path("acknowledged"));
    ChildMount mount = site.mount();
    for (int round = 0; round < rounds; round++) {
      long wanted = lines(acknowledged) + 5 + random.nextInt(60);
      Process writer = writer(mount.point(), round, acknowledged);
      Await.until("written " + wanted, PATIENCE, () -> lines(acknowledged) >= wanted);
      mount.kill();
      writer.waitFor();
      mount = site.mount();
      requireAll(mount.point(), acknowledged);
    }
    assertEquals(0, mount.unmount(), mount.words());
    requireAll(site.mount().point(), acknowledged);
  }

  private Process writer(Path directory, int round, Path acknowledged) throws IOException {
    String script = "set -- " + round + " " + acknowledged + "\n" + WRITER;
    return Shell.start(directory, script, site.path("writer.out"));
  }

  private static long lines(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    }
  }

  private static void requireAll(Path mount, Path acknowledged) throws Exception {
    for (String line : Files.readAllLines(acknowledged)) {
      List<String> words = List.of(line.split(" "));
      byte[] found = Files.readAllBytes(mount.resolve(words.getFirst()));
      assertArrayEquals(content(words.getFirst(), words.getLast()), found, line);
    }
  }

  /** What the writer wrote under this name: its first name, again and again, and perhaps a tail. */
  private static byte[] content(String name, String size) {
    String first = name.replaceFirst("^kept-", "");
    int number = Integer.parseInt(first.substring(first.indexOf('-') + 1));
    int length = number * 997 % 70000 + 1;
    String text = (first + "\n").repeat(length / first.length() + 1).substring(0, length);
    String whole = number % 5 == 4 ? text + "tail\n" : text;
    assertEquals(Integer.parseInt(size), whole.length(), name);
    return whole.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  @Test
  void kill_insideACommit_settlesAndDoublesNothing() throws Exception {
    for (Map<String, String> fault : faults()) {
      ChildMount mount = site.mount();
      String name = "f" + cluster.collection(site.uuid()).version();
      Shell.ok(mount.point(), "for i in 1 2 3; do echo " + name + " >" + name + ".$i; done");
      cluster.counters().reset();
      cluster.faults(fault);
      Thread asking = Thread.ofVirtual().start(() -> ask(mount));
      Await.until("inside " + fault, PATIENCE, () -> isInside(fault));

      mount.kill();
      asking.join();
      cluster.faults(Map.of());
      ChildMount next = site.mount();
      assertEquals(0, next.ask("sync").exit(), () -> fault + " " + manifest());
      assertEquals("clean", Objects.requireNonNull(next.ask("status").status()).state());
      assertEquals(name, Shell.ok(next.point(), "cat " + name + ".3"));
      assertEquals(0, next.unmount());
      requireOnServer(name);
    }
  }

  private String manifest() {
    return cluster.collection(site.uuid()).manifestText();
  }

  private static List<Map<String, String>> faults() {
    return List.of(
        Map.of("keep-delay", "20000@PUT"),
        Map.of("api-delay", "20000@PATCH"),
        Map.of("update-lost", "always"),
        Map.of("update-zombie", "700"));
  }

  /** Whether the request that is held up has come. */
  private boolean isInside(Map<String, String> fault) {
    var counted =
        fault.containsKey("keep-delay") ? cluster.counters().keep() : cluster.counters().api();
    return counted.keySet().stream()
        .anyMatch(line -> line.startsWith("PUT") || line.startsWith("PATCH"));
  }

  private static void ask(ChildMount mount) {
    try {
      var _ = mount.ask("sync");
    } catch (IOException _) {
      // It was killed over it, as it should be.
    }
  }

  private void requireOnServer(String name) {
    for (int i = 1; i <= 3; i++) {
      String file = ":" + name + "." + i;
      assertEquals(2, manifest().split(java.util.regex.Pattern.quote(file)).length, this::manifest);
    }
  }

  @Test
  void kill_ofAnIdleMount_leavesAPointThatTheNextTakesOver() throws Exception {
    ChildMount first = site.mount();
    Shell.ok(first.point(), "echo kept >f");

    first.kill();

    assertTrue(Shell.bash(root, "ls mnt").output().contains("not connected"));
    assertEquals("kept", Shell.ok(site.mount().point(), "cat f"));
  }
}
