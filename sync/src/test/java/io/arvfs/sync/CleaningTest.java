package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.journal.JournalOptions;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.log.FlushOptions;
import io.arvfs.journal.log.LogOptions;
import io.arvfs.journal.segment.SegmentOptions;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that a commit has frozen move while it is under way, and it sends what it froze. */
class CleaningTest {

  private static final JournalOptions SMALL =
      new JournalOptions(
          LogOptions.DEFAULT,
          new SegmentOptions(20 << 10, 4 << 10),
          FlushOptions.DEFAULT,
          OptionalLong.of(Long.MAX_VALUE));
  private static final int FILE_BYTES = 8 << 10;

  private static Cell cell;

  @BeforeAll
  static void start() throws IOException {
    cell = new Cell();
  }

  @AfterAll
  static void stop() {
    cell.close();
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** In segments of which little else is alive. */
  private static void writeScattered(SyncedVolume volume) throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < 4; i++) {
      volume.write("kept" + i, bytes(random, 1000));
      for (int j = 0; j < 6; j++) {
        volume.write("gone", bytes(random, 3000));
      }
    }
    volume.remove("gone");
  }

  private static SegmentRange range(SyncedVolume volume) throws IOException {
    return ((InSegment) volume.volume().view().extents(volume.ino("kept0")).getFirst()).range();
  }

  @ParameterizedTest
  @ValueSource(strings = {"look", "put", "commit", "commit answered", "versions"})
  void cleaning_whileACommitIsUnderWay_changesNothingOfIt(String act) throws Exception {
    String uuid = cell.collection();
    try (SyncedVolume volume = new SyncedVolume(cell, uuid, SMALL)) {
      writeScattered(volume);
      SortedMap<String, String> before = volume.tree();
      String digest = volume.digest();
      SegmentRange written = range(volume);
      SegmentRange[] place = {written};
      volume
          .fate()
          .watch(
              what -> {
                if (what.equals(act) && place[0].equals(written)) {
                  volume.volume().clean();
                  place[0] = volume.volume().view().place(written);
                }
              });

      assertEquals(Outcome.DONE, volume.sync());

      assertNotEquals(written, place[0]);
      assertEquals(before, cell.tree(uuid));
      assertEquals(before, volume.tree());
      assertEquals(digest, volume.digest());
      assertTrue(volume.isClean());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void bytes_withCommitsCleaningAndKills_readBackRight(long seed) throws Exception {
    String uuid = cell.collection();
    Random random = new Random(seed);
    SortedMap<String, byte[]> expected = new TreeMap<>();
    try (SyncedVolume volume = new SyncedVolume(cell, uuid, SMALL)) {
      for (int i = 0; i < 100; i++) {
        step(volume, expected, random);
        switch (random.nextInt(25)) {
          case 0 -> assertEquals(Outcome.DONE, volume.sync());
          case 1 -> volume.kill();
          case 2, 3, 4 -> volume.volume().clean();
          default -> {} // Goes on.
        }
        if (i % 10 == 0) {
          assertEquals(shown(expected), volume.tree());
        }
      }
      assertEquals(Outcome.DONE, volume.sync());

      assertEquals(shown(expected), volume.tree());
      assertEquals(shown(expected), cell.tree(uuid));
    }
  }

  private static SortedMap<String, String> shown(SortedMap<String, byte[]> files) {
    SortedMap<String, String> shown = new TreeMap<>();
    files.forEach((path, bytes) -> shown.put(path, Contents.shown(bytes)));
    return shown;
  }

  private static void step(SyncedVolume volume, SortedMap<String, byte[]> expected, Random random)
      throws IOException {
    String path = "f" + random.nextInt(5);
    byte[] now = expected.get(path);
    if (now == null) {
      byte[] first = bytes(random, 1 + random.nextInt(2000));
      volume.write(path, first);
      expected.put(path, first);
      return;
    }
    switch (random.nextInt(10)) {
      case 0 -> {
        volume.remove(path);
        expected.remove(path);
      }
      case 1 -> {
        int length = random.nextInt(FILE_BYTES);
        volume.truncate(path, length);
        expected.put(path, Arrays.copyOf(now, length));
      }
      default -> {
        byte[] data = bytes(random, 1 + random.nextInt(2500));
        int offset = random.nextInt(FILE_BYTES);
        volume.writeAt(path, offset, data);
        byte[] after = Arrays.copyOf(now, Math.max(now.length, offset + data.length));
        System.arraycopy(data, 0, after, offset, data.length);
        expected.put(path, after);
      }
    }
  }
}
