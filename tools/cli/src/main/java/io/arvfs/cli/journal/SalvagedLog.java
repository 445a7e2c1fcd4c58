package io.arvfs.cli.journal;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.log.DiskLog;
import io.arvfs.journal.log.Frame;
import io.arvfs.journal.log.LogEnd;
import io.arvfs.journal.log.LogOptions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A new log of entries of another one, each at its own position with its own time and epoch; where
 * one is left out stands an entry without events. As in every log each epoch begins a file.
 */
final class SalvagedLog implements Closeable {

  static final byte[] NOTHING = {};

  private final DiskLog log;
  private final Position first;
  private @Nullable Frame last;
  private int crc;

  /**
   * @param before what was before the first entry; empty if that is number 1
   */
  SalvagedLog(Disk disk, Path directory, LogEnd before) throws IOException {
    this.log = DiskLog.open(disk, directory, before, LogOptions.DEFAULT);
    this.first = before.position().next();
  }

  /** Appends {@code frame}, and before it what is missing between it and the last one. */
  void append(Frame frame) throws IOException {
    Position next = last == null ? first : last.position().next();
    while (frame.position().isAfter(next)) {
      long epoch = last == null ? frame.epoch() : last.epoch();
      Position mark = last == null ? Position.NONE : last.forcedThrough();
      write(new Frame(epoch, next, frame.time(), mark, NOTHING));
      next = next.next();
    }
    write(frame);
  }

  /** Appends an entry without events in the place of {@code frame}. */
  void leaveOut(Frame frame) throws IOException {
    append(
        new Frame(frame.epoch(), frame.position(), frame.time(), frame.forcedThrough(), NOTHING));
  }

  private void write(Frame frame) throws IOException {
    if (last != null && last.epoch() != frame.epoch()) {
      log.roll();
    }
    crc = log.append(frame);
    last = frame;
  }

  /** The checksum of the entry that was appended last. */
  int crc() {
    return crc;
  }

  /** Forces all of it, and appends an entry that says so: what is in a new volume is durable. */
  void finish() throws IOException {
    log.force();
    Frame end = last;
    if (end != null) {
      write(new Frame(end.epoch(), end.position().next(), end.time(), end.position(), NOTHING));
      log.force();
    }
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
