package io.arvfs.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.arvfs.journal.host.CrashDisk;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a mount after a power cut knows of a volume that it does not open. */
final class PendingMarkTest {

  private static final Path VOLUME = Path.of("/volume");
  private static final int CUTS = 20;

  private final CrashDisk disk = new CrashDisk();
  private final PendingMark mark = new PendingMark(disk, VOLUME);

  PendingMarkTest() {
    disk.makeDirectories(VOLUME);
  }

  @Test
  void set_thenAPowerCut_isAsItWasSet() throws IOException {
    for (boolean owing : new boolean[] {true, true, false, true, false, false}) {
      mark.set(owing);
      for (int seed = 0; seed < CUTS; seed++) {
        assertEquals(owing, new PendingMark(disk.crash(seed), VOLUME).isSet());
      }
    }
  }
}
