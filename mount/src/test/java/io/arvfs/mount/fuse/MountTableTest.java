package io.arvfs.mount.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MountTableTest {

  private static final MountTable TABLE =
      MountTable.parse(
          List.of(
              "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
              "40 22 0:41 / /mnt/a\\040b\\134 rw,nosuid - fuse.sshfs host: rw,user_id=0",
              "41 22 0:42 / /mnt/a\\040b\\134 rw shared:3 master:1 - fuse.arv-fs x rw",
              "42 22 0:43 / /mnt/plain rw - tmpfs tmpfs rw",
              "nonsense"));

  @Test
  void mount_onTopOfAnother_isTheOneThatCounts() {
    Optional<MountTable.Row> row = TABLE.at(Path.of("/mnt/a b\\"));

    assertEquals(Optional.of(new MountTable.Row("0:42", "/mnt/a b\\", "fuse.arv-fs")), row);
    assertEquals(Optional.of("42"), row.map(MountTable.Row::minor));
  }

  @Test
  void mount_ofAnotherKind_isNoFuse() {
    assertEquals(Optional.of(false), TABLE.at(Path.of("/mnt/plain")).map(MountTable.Row::isFuse));
    assertEquals(Optional.empty(), TABLE.at(Path.of("/mnt")));
  }
}
