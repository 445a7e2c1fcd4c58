package io.arvfs.mount.fuse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What programs can do in a mount, each through a real one. */
class FuseSessionIT {

  private final HeapTree tree = new HeapTree();
  private final Mounted mounted;

  FuseSessionIT(@TempDir Path point) throws IOException {
    mounted = Mounted.at(point, tree);
  }

  @AfterEach
  void unmount() {
    mounted.close();
  }

  @Test
  void file_writtenAndReadBack_hasItsBytes() throws IOException {
    byte[] bytes = new byte[3_000_001];
    new Random(1).nextBytes(bytes);
    Path file = mounted.root().resolve("file");

    Files.write(file, bytes);

    assertArrayEquals(bytes, Files.readAllBytes(file));
    assertEquals(bytes.length, Files.size(file));
  }
}
