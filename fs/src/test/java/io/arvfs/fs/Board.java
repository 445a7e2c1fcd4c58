package io.arvfs.fs;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** A page of shared memory on which a process says what it is doing; it outlives the process. */
final class Board {

  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int PHASE_AT = 0;
  private static final int DONE_AT = 8;
  private static final int BYTES = 64;

  private final ByteBuffer page;

  private Board(ByteBuffer page) {
    this.page = page;
  }

  /** What a process can be killed in. */
  enum Phase {
    NONE(0),
    START(1),
    APPEND(2),
    FORCE(3),
    ROLL(4),
    RELEASE(5),
    UNLINK(6),
    CLEAN(7),
    CHECKPOINT(8),
    TRIM(9);

    private final long number;

    Phase(long number) {
      this.number = number;
    }

    private static Phase of(long number) {
      return Arrays.stream(values()).filter(p -> p.number == number).findFirst().orElseThrow();
    }
  }

  static Board open(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new Board(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
    }
  }

  void enter(Phase phase) {
    LONG.setVolatile(page, PHASE_AT, phase.number);
  }

  Phase phase() {
    return Phase.of((long) LONG.getVolatile(page, PHASE_AT));
  }

  /** Acknowledges all deeds below {@code number}. */
  void done(long number) {
    LONG.setVolatile(page, DONE_AT, number);
  }

  long done() {
    return (long) LONG.getVolatile(page, DONE_AT);
  }
}
