package io.arvfs.journal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * An ext4 whose power can be cut: the kernel is told to write nothing any more, not even its
 * journal, and what it had not forced is gone when the file system is mounted again. It writes by
 * itself as seldom as possible. Needs root and a loop device.
 */
@SuppressWarnings("restricted") // Only the kernel can do it.
final class PowerCut implements Closeable {

  /** {@code EXT4_IOC_SHUTDOWN} of {@code fs/ext4/ext4.h}, and "without flushing the journal". */
  private static final long SHUTDOWN = 0x8004587DL;

  private static final int WITHOUT_LOG_FLUSH = 2;

  private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle OPEN =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("open"),
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle IOCTL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("ioctl"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final Path image;
  private final Path disk;

  private PowerCut(Path image, Path disk) {
    this.image = image;
    this.disk = disk;
  }

  /** A new one, empty, below {@code root}. */
  static PowerCut in(Path root) throws IOException, InterruptedException {
    Path image = root.resolve("image");
    Path disk = Files.createDirectories(root.resolve("disk"));
    run("truncate", "-s", "96m", image.toString());
    run("mkfs.ext4", "-qF", "-E", "nodiscard,lazy_itable_init=0", image.toString());
    PowerCut made = new PowerCut(image, disk);
    made.mount();
    return made;
  }

  /** Where it is mounted. */
  Path disk() {
    return disk;
  }

  private void mount() throws IOException, InterruptedException {
    run("mount", "-o", "loop,commit=300", image.toString(), disk.toString());
  }

  /** Cuts the power, and gives it back. Nobody has a file here open. */
  void cut() throws IOException, InterruptedException {
    shutDown();
    unmount();
    mount();
  }

  /** Chronicle lets go of a closed queue's files beside us. */
  private void unmount() throws IOException, InterruptedException {
    List<String> command = List.of("umount", disk.toString());
    long since = System.nanoTime();
    Ended ended = end(command);
    while (ended.status() != 0 && System.nanoTime() - since < PATIENCE_NANOS) {
      ended = end(command);
    }
    assertEquals(0, ended.status(), command + ": " + ended.said());
  }

  private void shutDown() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment flags = arena.allocateFrom(JAVA_INT, WITHOUT_LOG_FLUSH);
      int fd = (int) OPEN.invokeExact(arena.allocateFrom(disk.toString()), 0);
      try {
        assertEquals(0, (int) IOCTL.invokeExact(fd, SHUTDOWN, flags), "ioctl " + fd);
      } finally {
        assertEquals(0, (int) CLOSE.invokeExact(fd));
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  private record Ended(int status, String said) {}

  private static Ended end(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), said);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Ended ended = end(List.of(command));
    assertEquals(0, ended.status(), List.of(command) + ": " + ended.said());
  }

  @Override
  public void close() throws IOException {
    try {
      run("umount", "-l", disk.toString());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
