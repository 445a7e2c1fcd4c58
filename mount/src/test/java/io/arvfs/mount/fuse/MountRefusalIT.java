package io.arvfs.mount.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.arvfs.mount.fuse.MountRefusedException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mounts that are refused say why, in one line. */
class MountRefusalIT {

  @TempDir private Path directory;

  private static MountRefusedException refused(Path point) {
    MountRefusedException refused =
        assertThrows(MountRefusedException.class, () -> Mounted.at(point, new HeapTree()).close());
    assertFalse(refused.line().contains("\n"), refused.line());
    return refused;
  }

  @Test
  void mountPoint_thatIsMissing_isRefused() {
    MountRefusedException refused = refused(directory.resolve("absent"));

    assertEquals(Reason.MOUNT_POINT_MISSING, refused.reason());
  }

  @Test
  void mountPoint_belowAMissingDirectory_isRefused() {
    MountRefusedException refused = refused(directory.resolve("absent/below"));

    assertEquals(Reason.MOUNT_POINT_MISSING, refused.reason());
  }

  @Test
  void mountPoint_thatIsAFile_isRefused() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertEquals(Reason.NOT_A_DIRECTORY, refused(file).reason());
  }

  @Test
  void mountPoint_thatIsMountedAlready_isRefused() throws IOException {
    try (Mounted mounted = Mounted.at(directory, new HeapTree())) {
      assertEquals(Reason.ALREADY_MOUNTED, refused(mounted.root()).reason());
      Files.createFile(mounted.root().resolve("still-alive"));
    }
  }

  @Test
  void mountPoint_withStrangeName_isMountedAndUnmounted() throws IOException {
    Path strange = Files.createDirectory(directory.resolve("a, b\\ \tc"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), strange);

    try (Mounted mounted =
        Mounted.at(link, new HeapTree(), FuseOptions.of("x,allow_other\\,y z"))) {
      Files.createFile(strange.resolve("f"));
      assertEquals(strange.toRealPath(), mounted.root());
      assertEquals("x,allow_other\\,y z", Files.getFileStore(strange).name());
    }

    assertFalse(Files.exists(strange.resolve("f")));
  }
}
