package io.arvfs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.arvfs.journal.VolumeLayout;
import io.arvfs.mount.User;
import io.arvfs.mount.control.Registry;
import io.arvfs.mount.control.Registry.Registered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which mounts a command finds that names none. */
class MountsTest {

  @TempDir private Path root;
  private Registry registry;
  private Mounts mounts;

  @BeforeEach
  void open() throws IOException {
    registry = new Registry(root.resolve("registry"), User.id());
    mounts = new Mounts(registry);
  }

  private Path volume(String name, boolean pending) throws IOException {
    Path volume = Files.createDirectories(root.resolve(name));
    if (pending) {
      Files.createFile(VolumeLayout.of(volume).pending());
    }
    return volume;
  }

  private Registered running(Path point, Path volume) throws IOException {
    Registered mount = Registered.here(point, volume);
    registry.add(point, mount);
    Files.createFile(registry.socket(point));
    return mount;
  }

  private Registered killed(Path point, Path volume) throws IOException {
    Registered mount = new Registered(point.toString(), 1, "of another boot", volume.toString());
    registry.add(point, mount);
    Files.createFile(registry.socket(point));
    return mount;
  }

  @Test
  void killedMount_withPendingWork_isLeftBehind() throws IOException {
    Registered killed = killed(Path.of("/a"), volume("a", true));
    killed(Path.of("/b"), volume("b", false));

    assertEquals(List.of(killed), mounts.leftBehind());
    assertEquals(List.of(), mounts.all());
  }

  @Test
  void volumeOfAKilledMount_thatAnotherServesNow_isNotLeftBehind() throws IOException {
    Path volume = volume("a", true);
    killed(Path.of("/a"), volume);
    Registered running = running(Path.of("/b"), volume);

    assertEquals(List.of(), mounts.leftBehind());
    assertEquals(List.of(running), mounts.all());
  }

  @Test
  void volumeOfTwoKilledMounts_isNamedOnce() throws IOException {
    Path volume = volume("a", true);
    killed(Path.of("/a"), volume);
    killed(Path.of("/b"), volume);

    assertEquals(1, mounts.leftBehind().size());
  }
}
