package io.arvfs.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.CrashDisk.Operation;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@link ManifestFiles}. */
class ManifestFilesTest {

  private static final Path DIRECTORY = Path.of("/manifests");
  private static final ManifestText TEXT =
      new ManifestText(". acbd18db4cc2f85cedef654fccc4a4d8+3 0:3:f\n");

  private final CrashDisk disk = new CrashDisk();
  private final ManifestFiles files = new ManifestFiles(disk, DIRECTORY);

  @Test
  void save_inThePlaceOfADamagedText_heals() throws IOException {
    String hash = files.save(TEXT);
    try (DiskFile file = disk.open(DIRECTORY.resolve(hash), OpenMode.READ_WRITE)) {
      file.write(ByteBuffer.wrap("x".getBytes(UTF_8)), 3);
    }
    assertThrows(IOException.class, () -> files.text(hash));

    files.save(TEXT);

    assertEquals(TEXT.text(), files.text(hash).text());
  }

  /** The process that named it first may have died before that was on the disk. */
  @Test
  void save_ofATextThatIsThere_survivesThePowerCut() throws IOException {
    disk.setFault(
        (operation, _) -> {
          if (operation == Operation.FORCE_DIRECTORY) {
            throw new IOException("killed");
          }
        });
    assertThrows(IOException.class, () -> files.save(TEXT));
    disk.setFault((_, _) -> {});

    String hash = files.save(TEXT);

    for (long seed = 0; seed < 20; seed++) {
      ManifestFiles after = new ManifestFiles(disk.crash(seed), DIRECTORY);
      assertEquals(TEXT.text(), after.text(hash).text());
    }
  }
}
