package io.arvfs.mount.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.host.SimulatedTasks;
import io.arvfs.mount.User;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {

  @TempDir private Path root;

  @Test
  void directory_thatIsSomebodyElses_isRefused() {
    IOException refused =
        assertThrows(
            IOException.class, () -> new Registry(root, User.id() + 1), "an owner is asked for");

    assertTrue(String.valueOf(refused.getMessage()).contains("belongs to user " + User.id()));
  }

  @Test
  void directory_thatIsALink_isRefusedAndLeftAlone() throws IOException {
    Path target = Files.createDirectory(root.resolve("target"));
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path link = Files.createSymbolicLink(root.resolve("link"), target);

    assertThrows(IOException.class, () -> new Registry(link, User.id()));
    assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
  }

  @Test
  void directory_thatIsNew_isItsOwnersAlone() throws IOException {
    Path directory = root.resolve("new");

    var _ = new Registry(directory, User.id());

    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
  }

  @Test
  void mount_thatHasEnded_isFoundButNotAlive() throws IOException {
    Registry registry = new Registry(root.resolve("r"), User.id());
    Path point = Path.of("/somewhere");
    Registry.Registered mount = Registry.Registered.here(point, Path.of("/volume"));
    registry.add(point, mount);
    Files.createFile(registry.socket(point));
    assertTrue(registry.isAlive(mount));

    registry.end(point);

    assertEquals(Optional.of(mount), registry.find(point));
    assertTrue(registry.alive().isEmpty());
  }

  @Test
  void mount_thatDied_isNotAliveThoughItsNumberCameAgain() throws IOException {
    Registry registry = new Registry(root.resolve("r"), User.id());
    Path point = Path.of("/somewhere");
    Registry.Registered here = Registry.Registered.here(point, Path.of("/volume"));
    Registry.Registered dead =
        new Registry.Registered(here.mountpoint(), here.pid(), "1" + here.started(), here.volume());
    registry.add(point, dead);
    Files.createFile(registry.socket(point));

    assertTrue(registry.alive().isEmpty());
  }

  @Test
  void socket_ofAnyPath_isShort() throws IOException {
    Registry registry = new Registry(root.resolve("r"), User.id());

    Path deep = registry.socket(Path.of("/" + "deep/".repeat(800)));

    assertEquals(registry.socket(Path.of("/a")).toString().length(), deep.toString().length());
  }

  @Test
  void canonical_ofLinksInALoop_isRefused() throws IOException {
    Path link = root.resolve("loop");
    Files.createSymbolicLink(link, link);

    assertThrows(IOException.class, () -> Registry.canonical(link));
  }

  /** As on machines that remove from /tmp what nobody touched for some days. */
  @Test
  void mount_thatLivesForLong_staysRegistered() throws IOException {
    Path directory = root.resolve("r");
    Registry registry = new Registry(directory, User.id());
    Path point = Path.of("/somewhere");
    Registry.Registered mount = Registry.Registered.here(point, Path.of("/volume"));
    SimulatedTasks tasks = new SimulatedTasks(1);

    tasks.run(
        () -> {
          try (Registration _ = new Registration(registry, point, mount, tasks)) {
            clear(directory);
            tasks.sleep(Duration.ofDays(2));
            assertEquals(Optional.of(mount), registry.find(point));
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });

    assertEquals(List.of(mount), registry.all());
  }

  @Test
  void log_ofAMountThatSaysMuch_isKeptShort() throws IOException {
    Registry registry = new Registry(root.resolve("r"), User.id());
    Path point = Path.of("/somewhere");
    Registry.Registered mount = Registry.Registered.here(point, Path.of("/volume"));
    Path log = registry.log(point);
    SimulatedTasks tasks = new SimulatedTasks(1);

    tasks.run(
        () -> {
          try (Registration _ = new Registration(registry, point, mount, tasks);
              OutputStream words =
                  Files.newOutputStream(
                      log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int i = 0; i < 100; i++) {
              words.write(new byte[1 << 20]);
              tasks.sleep(Duration.ofMinutes(2));
            }
            words.write('x');
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });

    try (Stream<Path> files = Files.list(root.resolve("r"))) {
      long bytes = files.mapToLong(file -> file.toFile().length()).sum();
      assertTrue(bytes < 20 << 20, bytes + " bytes");
    }
    assertTrue(Files.size(log) > 0);
  }

  private static void clear(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }
}
