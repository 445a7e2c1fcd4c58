package io.arvfs.cli.bench;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.file.Path;

/** Seconds until a volume that a killed process left shows what is in its root. */
record Start(Tasks tasks) implements Row {

  @Override
  public double measure(String place, Path directory, int amount) throws IOException {
    Stopwatch watch = new Stopwatch(tasks);
    try (OpenVolume volume = OpenVolume.in(directory, tasks)) {
      if (volume.volume().view().isEmpty(Ino.ROOT)) {
        throw new IOException(directory + " lost its files");
      }
      return watch.seconds();
    }
  }
}
