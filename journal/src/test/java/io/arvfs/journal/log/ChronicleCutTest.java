package io.arvfs.journal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that Chronicle wrote, as a power cut may leave them: of the pages written since the last
 * force, Chronicle's own among them, any part is there, whole or torn; what Chronicle writes around
 * the frames may be gone altogether.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChronicleCutTest {

  private static final int CASES = 200;
  private static final int PAGE = 4096;
  private static final int SECTOR = 512;
  private static final LogOptions OPTIONS = new LogOptions(640 << 10, 256 << 10);

  /** Frames of the first life, which was closed, and those of the second that were forced. */
  private static final int FIRST = 400;

  private static final int FORCED = 1200;
  private static final int ALL = 1800;

  private final Frames frames = new Frames();
  private final NavigableMap<String, byte[]> before = new TreeMap<>();
  private final NavigableMap<String, byte[]> after = new TreeMap<>();
  private Path parent = Path.of("/nonexistent");

  @BeforeAll
  void write(@TempDir Path shared) throws IOException {
    parent = shared;
    Path directory = parent.resolve("log");
    try (Log log = ChronicleLog.open(directory, LogEnd.EMPTY, OPTIONS)) {
      append(log, FIRST);
      log.force();
    }
    frames.startEpoch(2, frames.end());
    try (Log log = ChronicleLog.open(directory, frames.end(), OPTIONS)) {
      append(log, FORCED);
      log.force();
      keep(directory, before);
      append(log, ALL);
      keep(directory, after);
    }
  }

  private void append(Log log, int upTo) throws IOException {
    while (frames.all().size() < upTo) {
      frames.append(log, frames.next(150 + frames.all().size() % 700));
    }
  }

  private static void keep(Path directory, NavigableMap<String, byte[]> files) throws IOException {
    Disk disk = new FileDisk();
    for (Path file : LogFiles.in(disk, directory)) {
      files.put(LogFiles.name(file), Files.readAllBytes(file));
    }
  }

  /** The frames as a reader shows them in files edited. */
  private static Seen scan(NavigableMap<String, byte[]> files) throws IOException {
    Path directory = Path.of("/log");
    CrashDisk disk = new CrashDisk();
    disk.makeDirectories(directory);
    for (var file : files.entrySet()) {
      try (DiskFile open = disk.open(directory.resolve(file.getKey()), OpenMode.CREATE_NEW)) {
        open.write(ByteBuffer.wrap(file.getValue()), 0);
      }
    }
    return Seen.scan(disk, directory);
  }

  /** What the disk has: each page as it was when last forced, as it is now, or a mix. */
  private NavigableMap<String, byte[]> cut(Random random) {
    NavigableMap<String, byte[]> found = new TreeMap<>();
    int lost = 1 + random.nextInt(6);
    for (var file : after.entrySet()) {
      byte[] now = file.getValue().clone();
      byte[] then = Arrays.copyOf(before.getOrDefault(file.getKey(), new byte[0]), now.length);
      for (int page = 0; page < now.length; page += PAGE) {
        int fate = random.nextInt(10);
        if (fate < lost) {
          int step = fate == 0 ? SECTOR : PAGE;
          for (int at = page; at < Math.min(page + PAGE, now.length); at += step) {
            if (step == PAGE || random.nextBoolean()) {
              System.arraycopy(then, at, now, at, Math.min(step, now.length - at));
            }
          }
        }
      }
      if (before.containsKey(file.getKey()) || random.nextBoolean()) {
        found.put(file.getKey(), now);
      }
    }
    return found;
  }

  /** Chronicle's header and index pages go: they hold nothing of ours. */
  private void loseHeaders(NavigableMap<String, byte[]> files, Random random) {
    for (byte[] bytes : files.values()) {
      int first = first(bytes);
      int fate = random.nextInt(3);
      if (fate == 0) {
        Arrays.fill(bytes, 0, first / PAGE * PAGE, (byte) 0);
      } else if (fate == 1) {
        byte[] noise = new byte[first - first % SECTOR];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, bytes, 0, noise.length);
      }
    }
  }

  private static int first(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int at = 0; at + Long.BYTES <= bytes.length; at++) {
      if (buffer.getLong(at) == FrameCodec.MAGIC) {
        return at;
      }
    }
    return bytes.length;
  }

  @Test
  void cut_anyPagesSinceTheForce_leavesAPrefixNoShorterThanIt() throws IOException {
    assertEquals(frames.all(), scan(after).frames());
    Set<Integer> lengths = new HashSet<>();
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      NavigableMap<String, byte[]> files = cut(random);
      loseHeaders(files, random);

      Seen seen = scan(files);

      int length = seen.frames().size();
      assertEquals(frames.all().subList(0, length), seen.frames(), "seed " + seed);
      assertTrue(length >= FORCED, "seed " + seed + ": " + length);
      lengths.add(length);
    }
    assertTrue(lengths.size() > 10, lengths.toString());
  }

  /** Of the files of one start, or of an earlier one, some are gone or from an older backup. */
  @Test
  void files_goneOrStale_endTheLogOrAreDamage() throws IOException {
    for (String name : after.navigableKeySet()) {
      NavigableMap<String, byte[]> gone = new TreeMap<>(after);
      gone.remove(name);
      requirePrefixOrDamage(scan(gone), name.equals(after.firstKey()));
      NavigableMap<String, byte[]> stale = new TreeMap<>(after);
      stale.put(name, Arrays.copyOf(after.get(name), 180 << 10));
      requirePrefixOrDamage(scan(stale), false);
      NavigableMap<String, byte[]> twice = new TreeMap<>(after);
      twice.put("20390101F.cq4", after.get(name));
      assertEquals(frames.all(), scan(twice).frames());
    }
  }

  private void requirePrefixOrDamage(Seen seen, boolean withoutFirst) {
    int from =
        withoutFirst && !seen.frames().isEmpty()
            ? frames.all().indexOf(seen.frames().getFirst())
            : 0;
    int to = from + seen.frames().size();
    assertEquals(frames.all().subList(from, to), seen.frames());
    boolean whole = seen.result().damage().isEmpty();
    assertTrue(whole || seen.result().damage().orElseThrow().position().value() == to + 1L);
    assertTrue(!whole || to == ALL || seen.result().durableEnd().value() <= to);
  }

  /** A start on edited files appends what a reader then finds. */
  @Test
  void open_afterACut_goesOnFromThePrefix() throws IOException {
    for (int seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      NavigableMap<String, byte[]> files = cut(random);
      loseHeaders(files, random);
      Path directory = Files.createDirectories(parent.resolve("cut" + seed));
      for (var file : files.entrySet()) {
        Files.write(directory.resolve(file.getKey()), file.getValue());
      }
      LogEnd end = Seen.scan(new FileDisk(), directory).result().end();
      try (Log log = ChronicleLog.open(directory, end, OPTIONS)) {
        Frame next = Frames.frame(3, end.position().value() + 1, 500);
        log.append(next);

        Seen seen = Seen.scan(new FileDisk(), directory);
        assertEquals(next, seen.frames().getLast());
        assertEquals(Optional.empty(), seen.result().damage());
      }
    }
  }
}
