package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.Story.Lineage;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.log.FrameReader;
import io.arvfs.journal.log.LogScan;
import io.arvfs.journal.segment.Segments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One bit or byte that changed: a reader sees it, a start does, and a range's CRC does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JournalFlipTest {

  private final Random random = new Random(3);
  private Story story;
  private Lineage all;
  private CrashDisk disk;

  @BeforeAll
  void write() throws IOException {
    story = Story.write(21, Story.Size.of(24 << 10, 1 << 10, 12, 8 << 10));
    all = story.last();
    disk = story.image().disk();
  }

  private void set(Path file, long at, int value) throws IOException {
    try (DiskFile open = disk.open(file, OpenMode.READ_WRITE)) {
      open.write(ByteBuffer.wrap(new byte[] {(byte) value}), at);
    }
  }

  /** Flips {@code bits} of the byte, looks for it, and puts it back. */
  private void flip(long position, long at, int bits) throws IOException {
    Path file = all.place(position).file();
    byte was = story.image().bytes(file)[(int) at];
    set(file, at, was ^ bits);
    requireSeen(position, "byte " + at + " of " + file + ", frame " + position);
    set(file, at, was);
  }

  /** The log ends before the frame, and if something stands behind that is a damage. */
  private void requireSeen(long position, String where) throws IOException {
    long after = Math.max(0, position - 3);
    List<Integer> shown = new ArrayList<>();
    LogScan scan =
        new FrameReader(disk, Story.LOG)
            .scanAfter(new Position(after), (_, crc, _) -> shown.add(crc));
    assertEquals(all.crcs().subList((int) after, (int) position - 1), shown, where);
    assertEquals(position < all.length(), scan.damage().isPresent(), where);
    assertTrue(scan.damage().stream().allMatch(d -> d.position().value() == position), where);
  }

  @Test
  void liveFrame_anyByteFlipped_endsTheLogThere() throws IOException {
    for (long position = 1; position <= all.length(); position++) {
      for (long at = all.place(position).offset(); at < all.end(position).offset(); at++) {
        flip(position, at, 1 << random.nextInt(Byte.SIZE));
      }
    }
  }

  @Test
  @Tag("long")
  void liveFrame_anyBitFlippedOrByteChanged_endsTheLogThere() throws IOException {
    for (long position = 1; position <= all.length(); position++) {
      for (long at = all.place(position).offset(); at < all.end(position).offset(); at++) {
        for (int bit = 0; bit < Byte.SIZE; bit++) {
          flip(position, at, 1 << bit);
        }
        flip(position, at, 1 + random.nextInt(255));
      }
    }
  }

  /** What no entry stands in may be anything: nothing else is shown. */
  @Test
  void deadFramesAndReserve_anyByteFlipped_changeNothingThatIsShown() throws IOException {
    for (Path file : story.image().in(Story.LOG)) {
      boolean[] live = new boolean[story.image().bytes(file).length];
      for (long position = 1; position <= all.length(); position++) {
        if (all.place(position).file().equals(file)) {
          java.util.Arrays.fill(
              live, (int) all.place(position).offset(), (int) all.end(position).offset(), true);
        }
      }
      for (int at = 0; at < live.length; at += 1 + random.nextInt(3)) {
        if (!live[at]) {
          byte was = story.image().bytes(file)[at];
          set(file, at, was ^ (1 << random.nextInt(Byte.SIZE)));
          List<Integer> shown = new ArrayList<>();
          LogScan scan = new FrameReader(disk, Story.LOG).scan((_, crc, _) -> shown.add(crc));
          assertEquals(all.crcs(), shown);
          assertEquals(Optional.empty(), scan.damage());
          set(file, at, was);
        }
      }
    }
  }

  @Test
  void start_anyFrameFlipped_refusesOrEndsBeforeIt() throws IOException {
    Restart restart = new Restart(story);
    for (long position = 1; position <= all.length(); position++) {
      Path file = all.place(position).file();
      int from = (int) all.place(position).offset();
      int at = from + random.nextInt((int) all.end(position).offset() - from);
      byte[] bytes = story.image().bytes(file).clone();
      bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));

      Optional<Position> believed = restart.volume(story.image().with(file, bytes).disk());

      assertEquals(
          position <= all.durable() ? Optional.empty() : Optional.of(new Position(position - 1)),
          believed);
    }
  }

  /** The segment ranges that live entries after {@code after} name. */
  private List<Named> named(long after) throws IOException {
    List<Named> named = new ArrayList<>();
    new JournalReader(story.image().disk(), Rig.DIRECTORY)
        .scanAfter(
            new Position(after),
            (entry, _) -> ranges(entry).forEach(r -> named.add(new Named(entry.position(), r))));
    return named;
  }

  private record Named(Position position, SegmentRange range) {}

  private static List<SegmentRange> ranges(Entry entry) {
    List<SegmentRange> ranges = new ArrayList<>();
    for (Event event : entry.events()) {
      if (event instanceof BytesWritten written) {
        ranges.add(written.data());
      }
    }
    return ranges;
  }

  private static Path file(SegmentRange range) {
    return Story.SEGMENTS.resolve(String.format("%08d.segment", range.segment()));
  }

  @Test
  void range_anyByteFlipped_failsItsCrc() throws IOException {
    try (Segments segments = Segments.open(disk, Story.SEGMENTS, story.options().segments())) {
      for (Named named : named(0)) {
        SegmentRange range = named.range();
        assertTrue(segments.verify(range));
        for (long at = range.offset(); at < range.offset() + range.length(); at++) {
          byte was = story.image().bytes(file(range))[(int) at];
          set(file(range), at, was ^ (1 << random.nextInt(Byte.SIZE)));
          assertFalse(segments.verify(range));
          set(file(range), at, was);
        }
      }
    }
  }

  @Test
  void start_rangeAfterTheMarkFlipped_endsBeforeItsEntry() throws IOException {
    Restart restart = new Restart(story);
    List<Named> doubtful = named(all.durable());
    assertFalse(doubtful.isEmpty());
    for (Named named : doubtful) {
      SegmentRange range = named.range();
      byte[] bytes = story.image().bytes(file(range)).clone();
      bytes[(int) range.offset() + random.nextInt(range.length())] ^= 4;

      Optional<Position> believed = restart.volume(story.image().with(file(range), bytes).disk());

      assertEquals(Optional.of(new Position(named.position().value() - 1)), believed);
    }
  }
}
