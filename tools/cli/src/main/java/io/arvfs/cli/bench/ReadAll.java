package io.arvfs.cli.bench;

import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.file.Path;

/** Seconds to read every file below a directory, with a CRC: what the plain disk needs. */
record ReadAll(Tasks tasks) implements Row {

  @Override
  public double measure(String place, Path directory, int amount) throws IOException {
    Stopwatch watch = new Stopwatch(tasks);
    if (Bytes.readAll(directory) == 0) {
      throw new IOException("nothing in " + directory);
    }
    return watch.seconds();
  }
}
