package io.arvfs.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.minicluster.Minicluster;
import io.arvfs.minicluster.MiniclusterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mount whose disk is full: writers hear of it, and nothing that was written goes. */
@Timeout(180)
class FullDiskIT {

  /** Writes until it cannot, and notes outside what is whole. */
  private static final String FILL =
      """
      for ((i = 0; i < 500; i++)); do
        head -c 1000000 /dev/urandom >f$i || break
        sha256sum f$i >>../acknowledged
      done
      """;

  private final Minicluster cluster = Minicluster.start(MiniclusterOptions.inMemory());
  @TempDir private Path root;
  private Site site;

  @BeforeEach
  void open() throws Exception {
    site = new Site(root, cluster, "");
    Files.createDirectories(site.path("state"));
    Shell.ok(root, "mount -t tmpfs -o size=96m small state");
  }

  @AfterEach
  void close() throws IOException, InterruptedException {
    site.close();
    Shell.ok(root, "umount -l state");
    cluster.close();
  }

  @Test
  void fullDisk_isToldToTheWriterAndLosesNothing() throws Exception {
    ChildMount mount = site.mount();
    cluster.faults(Map.of("keep-put-status", "507"));

    Shell.Ran filled = Shell.bash(mount.point(), FILL);

    assertTrue(filled.output().contains("No space left on device"), filled.output());
    assertEquals("", Shell.ok(mount.point(), "sha256sum --quiet -c ../acknowledged"));
    mount.kill();
    ChildMount again = site.mount();
    assertEquals("", Shell.ok(again.point(), "sha256sum --quiet -c ../acknowledged"));
  }

  /** Much more than the volume may take: what it has is sent, for the rest to have room. */
  @Test
  void fullVolume_isSentWhileTheWriterWaits() throws Exception {
    ChildMount mount = site.mount(site.order().journal(24 << 20));

    Shell.ok(
        mount.point(),
        "for ((i = 0; i < 4; i++)); do head -c 8000000 /dev/urandom >f$i || exit 1;"
            + " sha256sum f$i >>../acknowledged; done");

    assertTrue(site.manifest().contains(":f0"), site.manifest());
    assertEquals("", Shell.ok(mount.point(), "sha256sum --quiet -c ../acknowledged"));
    assertEquals(0, mount.unmount(), mount.words());
  }

  @Test
  void fullDisk_whoseLastBytesAnotherTook_hasRoomAgainAfterASync() throws Exception {
    ChildMount mount = site.mount(site.order().journal(1L << 30));
    cluster.faults(Map.of("keep-put-status", "507"));
    var _ = Shell.bash(mount.point(), FILL);
    Shell.Ran other = Shell.bash(root, "head -c 200000000 /dev/zero >state/other");
    assertTrue(other.output().contains("No space left on device"), other.output());

    Shell.Ran removed = Shell.bash(mount.point(), "rm f0 && sed -i 1d ../acknowledged");
    assertEquals(0, removed.status(), removed.output() + mount.words());
    cluster.faults(Map.of());
    assertEquals(0, mount.ask("sync").exit(), mount.words());

    assertEquals("", Shell.ok(mount.point(), "sha256sum --quiet -c ../acknowledged"));
    Shell.ok(mount.point(), "head -c 5000000 /dev/urandom >again && rm again");
    assertEquals(0, mount.unmount(), mount.words());
  }
}
