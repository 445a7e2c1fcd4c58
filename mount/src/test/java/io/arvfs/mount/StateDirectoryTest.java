package io.arvfs.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

  @TempDir private Path root;

  @Test
  void unfit_ofRemoteAndFuseTypes_saysWhich() {
    for (String type : List.of("nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "lustre", "gpfs")) {
      assertEquals(
          Optional.of("is on a network file system (" + type + ")"), StateDirectory.unfit(type));
    }
    for (String type : List.of("fuse", "fuse.arv-fs", "fuse.sshfs")) {
      assertEquals(Optional.of("is below a FUSE mount (" + type + ")"), StateDirectory.unfit(type));
    }
    for (String type : List.of("ext4", "xfs", "btrfs", "tmpfs", "overlay", "fuseblk", "zfs")) {
      assertEquals(Optional.empty(), StateDirectory.unfit(type));
    }
  }

  @Test
  void choose_ofTheUsualPlaces_takesTheFirst() throws Exception {
    Path first = root.resolve("state");

    Path chosen =
        StateDirectory.choose(Optional.empty(), Map.of("STATE_DIRECTORY", first + ":/else"));

    assertEquals(first, chosen);
    assertTrue(Files.isDirectory(first));
  }

  @Test
  void choose_ofAFile_isRefusedByName() throws Exception {
    Path file = Files.createFile(root.resolve("file"));

    StartRefusedException refused =
        assertThrows(
            StartRefusedException.class, () -> StateDirectory.choose(Optional.of(file), Map.of()));

    assertTrue(String.valueOf(refused.getMessage()).contains(file + " is not a directory"));
  }
}
