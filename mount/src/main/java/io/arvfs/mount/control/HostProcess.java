package io.arvfs.mount.control;

import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A process of this machine, by its number and when it began: numbers come again.
 *
 * <p>A process that was killed goes on for a while, a second and more for one with much memory: it
 * does nothing any more and still holds its locks, sockets and mounts. Who wants what it held waits
 * for {@link State#GONE}.
 *
 * @param started in ticks since the machine was booted, and which boot that was: no setting of the
 *     clock changes it
 */
public record HostProcess(long pid, String started) {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final long EXITING = 0x4; // PF_EXITING of Linux
  private static final long KILLED = 1L << (9 - 1);
  private static final int STATE = 0;
  private static final int FLAGS = 6;
  private static final int STARTED = 19;
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  /** What can be said of a process. */
  public enum State {
    RUNNING,
    /** Killed, or ending by itself, and still holding what it held. */
    DYING,
    /** Not there, or only its status is, for whoever started it. */
    GONE
  }

  /** This very process. */
  public static HostProcess self() {
    return of(ProcessHandle.current().pid())
        .orElseThrow(() -> new IllegalStateException("/proc does not show this process"));
  }

  /** The process that has this number now, or had it last and was not asked for its status yet. */
  public static Optional<HostProcess> of(long pid) {
    try {
      return Optional.of(new HostProcess(pid, started(stat(pid))));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static Path directory(long pid) {
    return Path.of("/proc", Long.toString(pid));
  }

  /** What its status says, from its state on. */
  private static String[] stat(long pid) throws IOException {
    String stat = Files.readString(directory(pid).resolve("stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
  }

  private static String started(String[] stat) throws IOException {
    return stat[STARTED] + "-" + Files.readString(BOOT).strip();
  }

  public State state() {
    try {
      String[] stat = stat(pid);
      return started(stat).equals(started) ? look(directory(pid), stat) : State.GONE;
    } catch (IOException _) {
      return State.GONE; // It is not there, or went while being looked at.
    }
  }

  private static State look(Path process, String[] fields) throws IOException {
    long threads = 1;
    long pending = 0;
    for (String line : Files.readAllLines(process.resolve("status"))) {
      String value = line.substring(line.indexOf(':') + 1).strip();
      if (line.startsWith("Threads:")) {
        threads = Long.parseLong(value);
      } else if (line.startsWith("SigPnd:") || line.startsWith("ShdPnd:")) {
        pending |= Long.parseUnsignedLong(value, 16);
      }
    }
    boolean zombie = fields[STATE].equals("Z") || fields[STATE].equals("X");
    if (zombie && threads <= 1) {
      return State.GONE;
    }
    boolean exiting = (Long.parseLong(fields[FLAGS]) & EXITING) != 0;
    return zombie || exiting || (pending & KILLED) != 0 ? State.DYING : State.RUNNING;
  }

  /**
   * Waits while it is dying, at most {@code patience}.
   *
   * @return what it is then
   */
  public State awaitDeath(Tasks tasks, Duration patience) throws InterruptedIOException {
    long end = tasks.nanoTime() + patience.toNanos();
    State state = state();
    while (state == State.DYING && tasks.nanoTime() < end) {
      try {
        tasks.sleep(LOOK_AGAIN);
      } catch (InterruptedException e) {
        InterruptedIOException named =
            new InterruptedIOException("interrupted while process " + pid + " was ending");
        named.initCause(e);
        throw named;
      }
      state = state();
    }
    return state;
  }
}
