package io.arvfs.cli.bench;

import io.arvfs.fs.Volume;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Leaves a volume with so many creates in its journal, or (place {@code bytes}) so many MiB in its
 * segments, as a killed process does: nothing is closed. With {@code checkpoint} one was taken when
 * three quarters of the creates were made.
 */
record Prepare(Tasks tasks) implements Row {

  private static final int BEHIND_CHECKPOINT_PART = 4;

  @Override
  public double measure(String place, Path directory, int amount) throws IOException {
    OpenVolume open = OpenVolume.in(directory, tasks);
    Volume volume = open.volume();
    switch (place) {
      case "bytes" -> write(open, amount);
      case "checkpoint" -> {
        int before = amount / BEHIND_CHECKPOINT_PART * (BEHIND_CHECKPOINT_PART - 1);
        Creates.make(open, 0, before);
        var _ = volume.free(Long.MAX_VALUE);
        Creates.make(open, before, amount);
      }
      default -> Creates.make(open, 0, amount);
    }
    System.out.println(volume.appended().value());
    System.out.flush();
    Runtime.getRuntime().halt(0);
    return 0;
  }

  private static void write(OpenVolume volume, int mebibytes) throws IOException {
    ByteBuffer chunk = Bytes.direct(Bytes.MEBIBYTE);
    Ino file = volume.createFile(Ino.ROOT, "large");
    for (int i = 0; i < mebibytes; i++) {
      volume.write(file, (long) i * Bytes.MEBIBYTE, chunk);
    }
  }
}
