package io.arvfs.cli.bench;

import io.arvfs.fs.Volume;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Leaves a volume with so many creates in its journal, or (place {@code bytes}) so many MiB in its
 * segments, as a killed process does: nothing is closed.
 */
record Prepare(Tasks tasks) implements Row {

  @Override
  public double measure(String place, Path directory, int amount) throws IOException {
    OpenVolume open = OpenVolume.in(directory, tasks);
    if (place.equals("bytes")) {
      write(open, amount);
    } else {
      Creates.make(open, 0, amount);
    }
    Volume volume = open.volume();
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
