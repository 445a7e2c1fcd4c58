package io.arvfs.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.minicluster.Counters;
import io.arvfs.minicluster.Minicluster;
import io.arvfs.minicluster.MiniclusterOptions;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that wait for a mount, and get a signal. */
@Timeout(180)
class SignalIT {

  private static final int KILLED = 137;
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

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

  private static void assertKilledSoon(Process program) throws InterruptedException {
    program.destroyForcibly();

    assertTrue(program.waitFor(SOON.toSeconds(), TimeUnit.SECONDS), "it waits for its answer");
    assertEquals(KILLED, program.exitValue());
  }

  /**
   * Of the reading ahead, which comes first, the kernel lets a program go by itself. When that has
   * failed, it asks once more for the program.
   */
  @Test
  void reader_ofAKeepThatIsSilent_canBeKilled() throws Exception {
    ChildMount first = site.mount();
    Shell.ok(first.point(), "echo kept >f");
    assertEquals(0, first.unmount());
    ChildMount mount = site.mount();
    cluster.counters().reset();
    cluster.faults(Map.of("keep-get-status", "404", "keep-delay", "1000"));
    int services = cluster.keepHosts().size();

    Process reader = Shell.start(mount.point(), "exec cat f", site.path("out"));
    Await.until("all services asked", PATIENCE, () -> requests() >= services);
    cluster.faults(Map.of("keep-delay", "45000"));
    Await.until("one asked again", PATIENCE, () -> requests() > services);

    assertKilledSoon(reader);
  }

  private long requests() {
    return cluster.counters().keep().values().stream().mapToLong(Counters.Count::requests).sum();
  }

  @Test
  void writer_ofAFullVolume_canBeKilled() throws Exception {
    ChildMount mount = site.mount(site.order().journal(24 << 20));
    cluster.faults(Map.of("keep-delay", "45000"));

    Process writer =
        Shell.start(mount.point(), "exec dd if=/dev/urandom bs=100k of=g", site.path("out"));
    FileStore volume = Files.getFileStore(mount.point());
    Await.until("a full volume", PATIENCE, () -> volume.getUsableSpace() < 100_000);

    assertKilledSoon(writer);
  }
}
