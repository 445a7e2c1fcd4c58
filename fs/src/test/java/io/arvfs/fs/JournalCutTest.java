package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.Story.Lineage;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.log.LogScan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Journals cut anywhere: a start finds a prefix no shorter than the last mark, or refuses; the tree
 * is the one of that prefix, and what was cut stays dead.
 */
final class JournalCutTest {

  private static final Story.Size SHORT = Story.Size.of(64 << 10, 4 << 10, 12, 16 << 10);
  private static final Story.Size LONG = Story.Size.of(1 << 20, 32 << 10, 240, 64 << 10);

  /** Whole volumes are started for so many of the cuts that a reader can tell apart, one in. */
  private static final int VOLUME_EACH = 8;

  @Test
  void log_cutAtEveryByte_isAPrefixWithItsTree() throws IOException {
    Story story = Story.write(11, SHORT);
    Restart restart = new Restart(story);
    Image image = story.image();
    List<Path> files = image.in(Story.LOG);
    Set<List<Object>> started = new HashSet<>();
    CrashDisk disk = image.disk();
    for (Path file : files.reversed()) {
      long before = story.firstIn(file) - 1;
      for (int length = image.bytes(file).length; length >= 0; length--) {
        truncate(disk, file, length);
        LogScan scan = restart.scanAfter(before, disk);
        assertEquals(Optional.empty(), scan.damage());
        if (started.add(List.of(scan.end(), scan.lastEpoch())) || length % 997 == 0) {
          start(restart, cut(image, file, length), started.size());
        }
      }
      disk.delete(file);
    }
    assertTrue(started.size() > story.last().length());
  }

  private static void truncate(CrashDisk disk, Path file, int length) throws IOException {
    try (DiskFile open = disk.open(file, OpenMode.READ_WRITE)) {
      open.truncate(length);
    }
  }

  /** The image as it was when {@code file} had {@code length} bytes and no later file was there. */
  private static Image cut(Image image, Path file, int length) {
    Image cut = image.with(file, Arrays.copyOf(image.bytes(file), length));
    for (Path later : image.in(Story.LOG)) {
      cut = later.compareTo(file) > 0 ? cut.without(later) : cut;
    }
    return cut;
  }

  private static Optional<Position> start(Restart restart, Image image, int number)
      throws IOException {
    return number % VOLUME_EACH == 0 ? restart.volume(image.disk()) : restart.journal(image.disk());
  }

  @Test
  void longLog_cutAroundEveryFrame_isAPrefixWithItsTree() throws IOException {
    Story story = Story.write(12, LONG);
    Restart restart = new Restart(story);
    Lineage all = story.last();
    CrashDisk disk = story.image().disk();
    for (long position = all.length(); position >= 2; position--) {
      Story.Place place = all.place(position);
      removeAfter(disk, place.file());
      for (int by = 1; by >= -1; by--) {
        long length = place.offset() + by;
        if (length >= 0) {
          truncate(disk, place.file(), (int) length);
          LogScan scan = restart.scanAfter(position - 2, disk);
          assertEquals(Optional.empty(), scan.damage());
          if (by == 0 && position % 50 == 0) {
            start(restart, cut(story.image(), place.file(), (int) length), (int) position / 50);
          }
        }
      }
    }
  }

  private static void removeAfter(CrashDisk disk, Path file) throws IOException {
    for (Path later : disk.list(Story.LOG)) {
      if (later.compareTo(file) > 0) {
        disk.delete(later);
      }
    }
  }

  /** One file is cut at random, those behind it stay. */
  @Test
  void longLog_oneFileCutAnywhere_isAPrefixOrRefused() throws IOException {
    Story story = Story.write(12, LONG);
    Restart restart = new Restart(story);
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 150; i++) {
      List<Path> files = story.image().in(Story.LOG);
      Path file = files.get(random.nextInt(files.size()));
      byte[] bytes = story.image().bytes(file);
      Image cut = story.image().with(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
      refused += start(restart, cut, i).isEmpty() ? 1 : 0;
    }
    assertTrue(refused > 50);
  }

  /** What was not forced when the power went arrives in any part, whole or torn, in any order. */
  @Test
  void powerCuts_ofTheUnforcedPart_leaveAPrefix() throws IOException {
    Set<Long> found = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      Story story = Story.write(100 + seed, Story.Size.of(160 << 10, 32 << 10, 40, 128 << 10));
      Restart restart = new Restart(story);
      for (int cut = 0; cut < 15; cut++) {
        CrashDisk disk = story.disk().crash(cut);
        Optional<Position> believed = cut % 3 == 0 ? restart.volume(disk) : restart.journal(disk);
        long after = believed.orElseThrow().value();
        assertTrue(after >= story.forced());
        found.add(after - story.forced());
      }
    }
    assertTrue(found.size() > 10, found.toString());
  }
}
