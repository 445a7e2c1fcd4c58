package io.arvfs.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.host.RealTasks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeDirectoryIT {

  /** A process with that much memory holds its locks for a while after it was killed. */
  private static final String MEMORY = "512m";

  @TempDir private Path root;

  @Test
  void lock_ofAProcessJustKilled_isWaitedFor() throws Exception {
    Files.createFile(Files.createDirectories(root.resolve("1")).resolve("pending"));
    Process holder = holder();

    holder.destroyForcibly();
    try (VolumeDirectory locked = VolumeDirectory.lock(root, new RealTasks())) {
      assertEquals(root.resolve("1"), locked.path());
    }
  }

  @Test
  void lock_ofALivingProcess_isNotWaitedFor() throws Exception {
    Process holder = holder();
    try (VolumeDirectory locked = VolumeDirectory.lock(root, new RealTasks())) {
      assertEquals(root.resolve("2"), locked.path());
    } finally {
      holder.destroyForcibly();
    }
  }

  private Process holder() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("arvfs.child.flags").split(" ", -1)));
    command.addAll(List.of("-Xms" + MEMORY, "-Xmx" + MEMORY));
    command.addAll(List.of("-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Holder.class.getName(), root.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    InputStream said = process.getInputStream();
    assertTrue(said.read() > 0, "the holder did not get its lock");
    return process;
  }

  /** Locks an instance, says so, and waits to be killed. */
  static final class Holder {

    private Holder() {}

    public static void main(String[] args) throws IOException {
      try (VolumeDirectory locked = VolumeDirectory.lock(Path.of(args[0]), new RealTasks())) {
        System.out.println(locked.path());
        while (System.in.read() >= 0) {
          // Nobody says anything.
        }
      }
    }
  }
}
