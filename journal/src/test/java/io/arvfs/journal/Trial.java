package io.arvfs.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.SimulatedTasks;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.log.FlushOptions;
import io.arvfs.journal.log.LogOptions;
import io.arvfs.journal.segment.SegmentOptions;
import io.arvfs.journal.segment.Segments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A journal of small files on a disk of any kind, and what was put into it. */
final class Trial {

  static final Path VOLUME = Path.of("/volume");

  static final JournalOptions SMALL =
      new JournalOptions(
          new LogOptions(8 << 10, 4 << 10),
          new SegmentOptions(8 << 10, 4 << 10),
          new FlushOptions(32L << 20, 64L << 20, Duration.ofSeconds(5)),
          OptionalLong.of(Long.MAX_VALUE));

  private Trial() {}

  /** What runs; whatever it throws is the failure. */
  @FunctionalInterface
  interface Body {
    void run(Tasks tasks) throws IOException;
  }

  static void run(long seed, Body body) {
    SimulatedTasks tasks = new SimulatedTasks(seed);
    tasks.run(
        () -> {
          try {
            body.run(tasks);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  static Journal open(Disk disk, Tasks tasks) throws IOException {
    return Journal.openOn(disk, VOLUME, tasks, SMALL);
  }

  /** Bytes that the position they are written at tells. */
  static byte[] bytes(long position, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (position * 31 + i);
    }
    return bytes;
  }

  /** Stores bytes for a test that releases nothing meanwhile. */
  static SegmentRange store(Journal journal, ByteBuffer bytes, Purpose purpose) throws IOException {
    try (Segments.Pin pin = journal.storePinned(bytes, purpose)) {
      return pin.range();
    }
  }

  /** Stores bytes and appends the entry that names them. */
  static SegmentRange write(Journal journal, int length) throws IOException {
    long position = journal.next(List.of()).entry().position().value();
    SegmentRange range = store(journal, ByteBuffer.wrap(bytes(position, length)), Purpose.ORDINARY);
    journal.append(journal.next(List.of(new BytesWritten(new Ino(2), 0, range))));
    return range;
  }

  /** All ranges that the journal's entries name; each must have its bytes. */
  static List<SegmentRange> requireBytes(Journal journal) throws IOException {
    List<SegmentRange> ranges = new ArrayList<>();
    journal
        .reader()
        .scan(
            (entry, _) -> {
              if (entry.events().getFirst() instanceof BytesWritten written) {
                SegmentRange range = written.data();
                ByteBuffer read = ByteBuffer.allocate(range.length());
                journal.read(range, 0, read);
                assertEquals(
                    ByteBuffer.wrap(bytes(entry.position().value(), range.length())), read.flip());
                ranges.add(range);
              }
            });
    return ranges;
  }

  static Position last(Journal journal) {
    return new Position(journal.next(List.of()).entry().position().value() - 1);
  }

  static void requireAtLeast(Position least, Position found) {
    assertTrue(!least.isAfter(found), found + " is before " + least);
  }
}
