package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The frames a test has appended, and the next ones. Every tenth frame moves the mark. */
final class Frames {

  static final Instant TIME = Instant.parse("2026-03-01T10:00:00.123456789Z");

  private final List<Frame> all = new ArrayList<>();
  private final List<Integer> crcs = new ArrayList<>();
  private long epoch = 1;

  static Frame frame(long epoch, long position, int bytes) {
    byte[] payload = new byte[bytes];
    new Random(position * 31 + epoch).nextBytes(payload);
    long mark = Math.max(0, (position - 1) / 10 * 10);
    return new Frame(
        epoch, new Position(position), TIME.plusNanos(position), new Position(mark), payload);
  }

  Frame next(int bytes) {
    return frame(epoch, all.size() + 1L, bytes);
  }

  void append(Log log, Frame frame) throws IOException {
    int crc = log.append(frame);
    all.add(frame);
    crcs.add(crc);
  }

  void append(Log log, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      append(log, next(20 + i % 50));
    }
  }

  void cutAfter(int position) {
    all.subList(position, all.size()).clear();
    crcs.subList(position, crcs.size()).clear();
  }

  void startEpoch(long next, LogEnd after) {
    cutAfter((int) after.position().value());
    epoch = next;
  }

  List<Frame> all() {
    return List.copyOf(all);
  }

  LogEnd end() {
    return all.isEmpty() ? LogEnd.EMPTY : new LogEnd(all.getLast().position(), crcs.getLast());
  }
}
