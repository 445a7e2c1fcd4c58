package io.arvfs.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.arvfs.minicluster.Minicluster;
import io.arvfs.minicluster.MiniclusterOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ordinary commands say the same on a local file system and on a mount, and leave the same. */
@Timeout(180)
class OrdinaryCommandsIT {

  /** Kinds, modes, sizes, times that were set and names of everything, then the content. */
  private static final String ALL =
      "find . -mindepth 1 -type f ! -newermt 2020-01-01 -printf '%y %m %s %TY-%Tm-%Td %p\\n'"
          + " -o -type f -printf '%y %m %s %p\\n' -o -printf '%y %m %p\\n'"
          + " | LC_ALL=C sort; find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum";

  /** What a server keeps of it. */
  private static final String CONTENT =
      "find . -mindepth 1 -printf '%y %p\\n' | LC_ALL=C sort;"
          + " find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum";

  private final Minicluster cluster = Minicluster.start(MiniclusterOptions.inMemory());
  @TempDir private Path root;
  private Site site;

  @BeforeEach
  void open() throws IOException {
    site = new Site(root, cluster, "");
  }

  @AfterEach
  void close() {
    site.close();
    cluster.close();
  }

  private static String script() throws IOException {
    try (InputStream in = OrdinaryCommandsIT.class.getResourceAsStream("ordinary-commands.sh")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
  }

  @Test
  void script_onMountAndOnTmpfs_saysAndLeavesTheSame(@TempDir Path local) throws Exception {
    String said = Shell.ok(local, script());
    String left = Shell.ok(local, ALL);
    ChildMount first = site.mount();

    assertEquals(said, Shell.bash(first.point(), script()).output().strip());
    assertEquals(left, Shell.ok(first.point(), ALL), "as it stands");
    Path volume = first.volume();
    assertEquals(0, first.unmount(), first::toString);
    ChildMount second = site.mount();
    assertEquals(left, Shell.ok(second.point(), ALL), "after a remount");
    assertEquals(0, second.unmount());
    Shell.ok(root, "rm -rf '" + volume.resolve("index") + "'");
    ChildMount third = site.mount();
    assertEquals(left, Shell.ok(third.point(), ALL), "without the index");
    ChildMount stranger =
        site.mount(site.order().at(createdAt("elsewhere")).stateIn(site.path("other")));
    assertEquals(Shell.ok(local, CONTENT), Shell.ok(stranger.point(), CONTENT), "from the server");
  }

  private Path createdAt(String name) throws IOException {
    return java.nio.file.Files.createDirectories(site.path(name));
  }
}
