package io.arvfs.mount;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.Tasks;
import io.arvfs.mount.control.HostProcess;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One volume's directory, locked for this process: {@code STATE/CLUSTER/USER/HASH/N}. The lock is
 * the kernel's and goes with the process, however it ends.
 */
final class VolumeDirectory implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(VolumeDirectory.class);

  private static final Disk DISK = new FileDisk();

  /** How long a killed process may hold its volume before a mount does without it. */
  static final Duration DEATH_PATIENCE = Duration.ofSeconds(10);

  private static final int MAX_INSTANCES = 1000;
  private static final int HASH_BYTES = 8;

  private static final String LOCK = "lock";

  /**
   * Who holds the lock. A file of its own: who holds the lock must not open and close that again,
   * which would end it.
   */
  private static final String HOLDER = "holder";

  /** Number and start of a process. */
  private static final Pattern PROCESS = Pattern.compile("[0-9]{1,10} [0-9a-f-]{1,60}");

  private final Path path;
  private final FileChannel lock;
  private final List<Path> others;

  private VolumeDirectory(Path path, FileChannel lock, List<Path> others) {
    this.path = path;
    this.lock = lock;
    this.others = List.copyOf(others);
  }

  /**
   * Locks a free instance below {@code parent}: one that owes something if there is one, else the
   * first. One that a killed process still holds is waited for.
   */
  static VolumeDirectory lock(Path parent, Tasks tasks) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (int n = 1; n <= MAX_INSTANCES; n++) {
      if (owes(parent.resolve(Integer.toString(n)))) {
        numbers.add(numbers.size(), n);
      }
    }
    List<Path> owing = numbers.stream().map(n -> parent.resolve(Integer.toString(n))).toList();
    for (int n = 1; n <= MAX_INSTANCES; n++) {
      numbers.add(n);
    }
    for (int n : numbers) {
      Path path = parent.resolve(Integer.toString(n));
      FileChannel lock = lockOf(path, tasks);
      if (lock != null) {
        List<Path> others = owing.stream().filter(p -> !p.equals(path)).toList();
        return new VolumeDirectory(path, lock, others);
      }
    }
    throw new StartRefusedException(
        "all %d volumes in %s are in use".formatted(MAX_INSTANCES, parent));
  }

  /** The directory for the volumes that show the same. */
  static Path parent(Path state, String cluster, String user, String shown) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(shown.getBytes(UTF_8));
      String hash = HexFormat.of().formatHex(digest, 0, HASH_BYTES);
      return state.resolve(cluster).resolve(user).resolve(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static @Nullable FileChannel lockOf(Path path, Tasks tasks) throws IOException {
    FileChannel lock = tryLock(path);
    if (lock == null && diesMeanwhile(path, tasks)) {
      lock = tryLock(path);
    }
    return lock;
  }

  private static boolean diesMeanwhile(Path path, Tasks tasks) throws IOException {
    Path file = path.resolve(HOLDER);
    List<String> holder = Files.exists(file) ? Files.readAllLines(file) : List.of();
    if (holder.size() != 1 || !PROCESS.matcher(holder.getFirst()).matches()) {
      return false; // Its holder has not signed yet: it has only just begun.
    }
    String[] words = holder.getFirst().split(" ", -1);
    HostProcess process = new HostProcess(Long.parseLong(words[0]), words[1]);
    return process.awaitDeath(tasks, DEATH_PATIENCE) == HostProcess.State.GONE;
  }

  private static @Nullable FileChannel tryLock(Path path) throws IOException {
    DISK.makeDirectories(path);
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException _) {
      // Held by this very process.
    }
    if (lock == null) {
      channel.close();
      return null;
    }
    sign(path);
    return channel;
  }

  /** For who finds it locked; on a full disk nobody can tell then, which costs only the waiting. */
  private static void sign(Path path) {
    HostProcess self = HostProcess.self();
    try {
      Files.writeString(path.resolve(HOLDER), self.pid() + " " + self.started() + "\n");
    } catch (IOException e) {
      LOG.debug("the lock stays unsigned", e);
    }
  }

  private static boolean owes(Path volume) throws IOException {
    return new PendingMark(DISK, volume).isSet();
  }

  Path path() {
    return path;
  }

  /** Whether an earlier instance is in use. */
  boolean isFirst() {
    return path.endsWith("1");
  }

  /** The other volumes of the same content that may owe the server something. */
  List<Path> othersOwing() {
    return others;
  }

  /** Notes on the disk, durably, whether the volume may owe the server something. */
  void setOwing(boolean owing) throws IOException {
    new PendingMark(DISK, path).set(owing);
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
