package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.arvfs.journal.host.CrashDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a commit notes beside the journal survives the loss of power, from when it is noted. */
final class SyncOrderTest {

  private static final Path DIRECTORY = Path.of("/volume/attempts");
  private static final int CUTS = 30;

  private final CrashDisk disk = new CrashDisk();

  @Test
  void attempt_savedThenPowerCut_isRead() throws IOException {
    byte[] body = new byte[9000];
    java.util.Arrays.fill(body, (byte) 'x');
    String digest = new Attempts(disk, DIRECTORY).save(out -> out.write(body));

    for (long seed = 0; seed < CUTS; seed++) {
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      new Attempts(disk.crash(seed), DIRECTORY).read(digest).writeTo(read);
      assertArrayEquals(body, read.toByteArray());
    }
  }

  @Test
  void echo_expectedThenPowerCut_isExpected() throws IOException {
    String md5 = "d41d8cd98f00b204e9800998ecf8427e";
    Instant until = Instant.ofEpochSecond(1_700_000_000);
    new Echoes(disk, DIRECTORY).expect(md5, until);

    for (long seed = 0; seed < CUTS; seed++) {
      Echoes after = new Echoes(disk.crash(seed), DIRECTORY);
      assertEquals(Map.of(md5, until), after.expected());
    }
  }
}
