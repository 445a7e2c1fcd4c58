package io.arvfs.journal.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What segments do on every disk. */
abstract class SegmentsContractTest {

  private static final SegmentOptions SMALL = new SegmentOptions(100_000, 20_000);

  abstract Disk disk();

  abstract Path directory();

  private Segments open() throws IOException {
    return Segments.open(disk(), directory(), SMALL);
  }

  private static byte[] bytes(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] read(Segments segments, SegmentRange range, int skip, int length)
      throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    segments.read(range, skip, target);
    return target.array();
  }

  @Test
  void read_wholeAndPart_givesTheBytesAppended() throws IOException {
    try (Segments segments = open()) {
      segments.append(ByteBuffer.wrap(bytes(1, 777)));
      byte[] bytes = bytes(2, 5000);
      SegmentRange range = segments.append(ByteBuffer.wrap(bytes));

      assertEquals(777, range.offset());
      assertArrayEquals(bytes, read(segments, range, 0, 5000));
      assertArrayEquals(
          java.util.Arrays.copyOfRange(bytes, 1000, 1100), read(segments, range, 1000, 100));
      assertThrows(IllegalArgumentException.class, () -> read(segments, range, 4950, 51));
    }
  }

  @Test
  void append_fullSegment_goesOnInTheNext() throws IOException {
    try (Segments segments = open()) {
      List<Integer> numbers =
          IntStream.range(0, 4)
              .mapToObj(i -> appended(segments, i, 40_000))
              .map(SegmentRange::segment)
              .toList();

      assertEquals(List.of(1, 1, 2, 2), numbers);
      assertEquals(List.of(1, 2), segments.numbers());
    }
  }

  private static SegmentRange appended(Segments segments, int seed, int length) {
    try {
      return segments.append(ByteBuffer.wrap(bytes(seed, length)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void append_longerThanASegment_hasOneToItself() throws IOException {
    try (Segments segments = open()) {
      SegmentRange first = appended(segments, 1, 10);
      SegmentRange large = appended(segments, 2, 150_000);
      SegmentRange last = appended(segments, 3, 10);

      assertEquals(List.of(1, 2, 3), List.of(first.segment(), large.segment(), last.segment()));
      assertTrue(segments.verify(large));
    }
  }

  @Test
  void open_again_neverAppendsToAnEarlierSegment() throws IOException {
    SegmentRange old;
    try (Segments segments = open()) {
      old = appended(segments, 1, 100);
    }
    try (Segments segments = open()) {
      SegmentRange next = appended(segments, 2, 100);

      assertEquals(2, next.segment());
      assertTrue(segments.verify(old));
    }
  }

  @Test
  void verify_flippedByteMissingTailMissingFile_isFalse() throws IOException {
    SegmentRange range;
    SegmentRange last;
    try (Segments segments = open()) {
      range = appended(segments, 1, 300_000);
      last = appended(segments, 2, 10);
    }
    Path file = disk().list(directory()).getFirst();
    try (DiskFile open = disk().open(file, OpenMode.READ_WRITE)) {
      open.write(ByteBuffer.wrap(new byte[] {bytes(1, 300_000)[299_999]}), 299_998);
    }
    try (DiskFile open = disk().open(disk().list(directory()).getLast(), OpenMode.READ_WRITE)) {
      open.truncate(9);
    }
    try (Segments segments = open()) {
      assertFalse(segments.verify(range));
      assertFalse(segments.verify(last));
      assertFalse(segments.verify(new SegmentRange(9, 0, 1, 0)));
      assertThrows(EOFException.class, () -> read(segments, last, 0, 10));
      assertThrows(
          NoSuchFileException.class, () -> read(segments, new SegmentRange(9, 0, 1, 0), 0, 1));
    }
  }

  @Test
  void unforcedBytes_beforeAndAfterForce_countsWhatIsOwed() throws IOException {
    try (Segments segments = open()) {
      appended(segments, 1, 90_000);
      appended(segments, 2, 20_000);
      assertEquals(110_000, segments.unforcedBytes());

      segments.force();

      assertEquals(0, segments.unforcedBytes());
    }
  }

  @Test
  void delete_writtenOrSealed_refusesOnlyTheWritten() throws IOException {
    try (Segments segments = open()) {
      appended(segments, 1, 90_000);
      SegmentRange range = appended(segments, 2, 20_000);
      segments.delete(1);

      assertEquals(List.of(2), segments.numbers());
      assertThrows(IllegalStateException.class, () -> segments.delete(2));
      segments.seal();
      segments.delete(2);
      assertFalse(segments.verify(range));
      assertEquals(0, segments.allocatedBytes());
    }
  }

  @Test
  void idle_pinnedOrWritten_areLeftOut() throws IOException {
    try (Segments segments = open()) {
      try (Segments.Pin pin = segments.appendPinned(ByteBuffer.wrap(bytes(1, 90_000)))) {
        appended(segments, 2, 90_000);
        segments.seal();
        appended(segments, 3, 10);

        assertEquals(List.of(2), segments.idle());
        assertFalse(segments.delete(pin.range().segment()));
        assertTrue(segments.verify(pin.range()));
      }
      assertEquals(List.of(1, 2), segments.idle());
      assertTrue(segments.delete(1));
      assertEquals(List.of(2, 3), segments.numbers());
      assertEquals(3, segments.current().orElseThrow());
    }
  }

  @Test
  void append_failing_pinsNothing() throws IOException {
    try (Segments segments = open()) {
      appended(segments, 1, 10);
      assertThrows(
          IllegalArgumentException.class, () -> segments.appendPinned(ByteBuffer.allocate(0)));
      segments.seal();

      assertEquals(List.of(1), segments.idle());
    }
  }

  @Test
  void allocatedBytes_smallSegment_countsReservedSpaceUntilSealed() throws IOException {
    try (Segments segments = open()) {
      appended(segments, 1, 10);
      assertTrue(segments.allocatedBytes() >= 20_000);

      segments.seal();

      assertTrue(segments.allocatedBytes() <= 8192);
    }
  }

  @Test
  void delete_all_giveNoNumberAgain() throws IOException {
    for (int start = 1; start <= 3; start++) {
      try (Segments segments = open()) {
        segments.forceAll();
        int number = appended(segments, start, 100).segment();
        segments.force();
        segments.seal();
        segments.delete(number);

        assertEquals(start, number);
        assertEquals(List.of(), segments.numbers());
        assertEquals(0, segments.allocatedBytes());
      }
    }
    assertEquals(List.of(Segments.file(directory(), 3)), disk().list(directory()));
  }

  @Test
  void read_ofWhatWasDeleted_findsNoFile() throws IOException {
    SegmentRange gone;
    try (Segments segments = open()) {
      gone = appended(segments, 1, 100);
      segments.seal();
      segments.delete(gone.segment());

      assertThrows(NoSuchFileException.class, () -> read(segments, gone, 0, 100));
    }
    try (Segments segments = open()) {
      assertThrows(NoSuchFileException.class, () -> read(segments, gone, 0, 100));
      assertFalse(segments.verify(gone));
      assertEquals(List.of(), segments.idle());
    }
  }
}
