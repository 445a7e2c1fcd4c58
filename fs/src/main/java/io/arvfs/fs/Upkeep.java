package io.arvfs.fs;

import io.arvfs.journal.Journal;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.log.PoisonedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a volume does by itself, in two tasks. One carries marks, within a second after the force
 * that they tell of. The other brings rows to the disk, takes checkpoints, trims the log and frees
 * space; it may take its time, and nobody holds a lock meanwhile.
 *
 * <p>If a checkpoint cannot be written the log stays, and it is tried again a minute later. If rows
 * cannot be written, the volume changes nothing more.
 */
final class Upkeep {

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  /** So many entries are folded again after a crash, at most. */
  private static final long ENTRIES_PER_FLUSH = 20_000;

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final long TRIM_NANOS = Duration.ofHours(1).toNanos();
  private static final long CLEAN_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long RETRY_NANOS = Duration.ofMinutes(1).toNanos();

  /**
   * After an attempt that freed nothing, nobody is told to hope for so long, or until something is
   * removed, stored or saved.
   */
  private static final long DESPAIR_NANOS = Duration.ofSeconds(2).toNanos();

  /** What it works on. */
  record Parts(Journal journal, StoredRows stored, Writer writer, Tasks tasks) {}

  private final Journal journal;
  private final StoredRows stored;
  private final Writer writer;
  private final Tasks tasks;
  private final Optional<Trimming> trimming;
  private final Releasing release;
  private final Cleaning cleaning;
  private final Tasks.Monitor turn;
  private Tasks.@Nullable Task marks;
  private Tasks.@Nullable Task work;
  private volatile boolean closing;

  /** Whether somebody works on the files; guarded by {@code turn}, as are the next two. */
  private boolean busy;

  /** Whether somebody waits for space. */
  private boolean wanted;

  private long hopelessUntilNanos;

  /** What {@link Writer#freeings} was before the last attempt; guarded by {@code turn}. */
  private long freeingsTried;

  /** When the log is looked at again; confined to {@code work}, as is the next. */
  private long trimAtNanos;

  private long flushAtNanos;

  private long notBeforeNanos;

  private long cleanAtNanos;

  /**
   * @param release frees segments
   * @param cleaning empties them
   */
  Upkeep(Parts parts, Optional<Trimming> trimming, Releasing release, Cleaning cleaning) {
    this.journal = parts.journal();
    this.stored = parts.stored();
    this.writer = parts.writer();
    this.tasks = parts.tasks();
    this.trimming = trimming;
    this.release = release;
    this.cleaning = cleaning;
    this.turn = tasks.monitor();
    this.hopelessUntilNanos = tasks.nanoTime();
    this.trimAtNanos = tasks.nanoTime();
    this.flushAtNanos = tasks.nanoTime();
    this.notBeforeNanos = tasks.nanoTime();
    this.cleanAtNanos = tasks.nanoTime() + CLEAN_NANOS;
  }

  void start() {
    journal.bound().addFreeing(this::pleaseFree);
    marks = tasks.start("marks", () -> repeat(() -> closing, this::carryMark));
    work = tasks.start("upkeep", () -> repeat(() -> closing || wanted, this::work));
  }

  /** One round of a task. */
  @FunctionalInterface
  private interface Round {
    void run() throws IOException, InterruptedException;
  }

  private void repeat(BooleanSupplier early, Round round) {
    try {
      turn.awaitUntil(early, INTERVAL);
      while (!closing) {
        round.run();
        turn.awaitUntil(early, INTERVAL);
      }
    } catch (IOException | RuntimeException | InterruptedException e) {
      writer.poison(e);
    }
  }

  private void carryMark() throws IOException {
    if (journal.owesMark() && writer.poison().isEmpty()) {
      writer.markIfThereIsRoom();
    }
    journal.tend();
  }

  private void work() throws IOException, InterruptedException {
    if (stored.behind() >= ENTRIES_PER_FLUSH && tasks.nanoTime() - flushAtNanos >= 0) {
      flushRows();
    }
    if (writer.poison().isPresent()) {
      turn.locked(() -> wanted = false);
      return;
    }
    if (turn.locked(() -> wanted)) {
      freeWanted();
      return;
    }
    if (tasks.nanoTime() - cleanAtNanos >= 0) {
      cleanNowAndThen();
    }
    if (trimming.isPresent() && tasks.nanoTime() - notBeforeNanos >= 0) {
      shorten(trimming.get());
    }
  }

  private void flushRows() throws IOException {
    try {
      stored.flush();
    } catch (OutOfSpaceException e) {
      LOG.warn("the rows stay in memory: {}", e.getMessage());
      flushAtNanos = tasks.nanoTime() + CLEAN_NANOS;
    }
  }

  private void cleanNowAndThen() throws InterruptedException {
    long pause = CLEAN_NANOS;
    try {
      clean();
    } catch (InterruptedIOException | PoisonedException e) {
      LOG.debug("nothing is cleaned", e);
    } catch (IOException e) {
      LOG.warn("no segment is cleaned now: {}", e.getMessage());
      pause = RETRY_NANOS;
    }
    cleanAtNanos = tasks.nanoTime() + pause;
  }

  /** Empties segments of which little is alive. */
  void clean() throws IOException, InterruptedException {
    enter();
    try {
      cleaning.run(false, historyBytes(), () -> closing);
    } finally {
      leave();
    }
  }

  private long historyBytes() {
    return trimming.map(Trimming::historyBytes).orElse(0L);
  }

  private void freeWanted() throws IOException, InterruptedException {
    long freed = 0;
    long freeings = writer.freeings();
    try {
      freed = free(Long.MAX_VALUE);
    } catch (InterruptedIOException | PoisonedException e) {
      LOG.debug("nothing more is freed", e);
    } catch (IOException e) {
      LOG.warn("nothing could be freed: {}", e.getMessage());
    }
    boolean nothing = freed <= 0;
    turn.locked(
        () -> {
          wanted = false;
          freeingsTried = freeings;
          hopelessUntilNanos = tasks.nanoTime() + (nothing ? DESPAIR_NANOS : 0);
        });
  }

  /** Takes a checkpoint if one is due, and lets go what has become too old. */
  private void shorten(Trimming log) throws IOException, InterruptedException {
    boolean due = log.isDue();
    if (!due && tasks.nanoTime() - trimAtNanos < 0) {
      return;
    }
    enter();
    try {
      if (due) {
        log.take(() -> closing);
      }
      log.trim(0);
      trimAtNanos = tasks.nanoTime() + TRIM_NANOS;
    } catch (InterruptedIOException | PoisonedException e) {
      LOG.debug("no checkpoint", e);
    } catch (IOException e) {
      LOG.warn("no checkpoint now, the log stays: {}", e.getMessage());
      notBeforeNanos = tasks.nanoTime() + RETRY_NANOS;
    } finally {
      leave();
    }
  }

  private boolean mayFree() {
    return tasks.nanoTime() - hopelessUntilNanos >= 0 || writer.freeings() != freeingsTried;
  }

  /** Asks for space; whether there is hope. Returns at once. */
  private boolean pleaseFree() {
    boolean hope =
        turn.locked(
            () -> {
              wanted = !closing && (wanted || mayFree());
              return wanted;
            });
    turn.changed();
    return hope && writer.poison().isEmpty();
  }

  /**
   * Frees what can be freed now, history too: segments, the log by a checkpoint before its time.
   *
   * @param needBytes enough is enough
   * @return the bytes that log, segments and checkpoints take less
   */
  long free(long needBytes) throws IOException, InterruptedException {
    enter();
    try {
      long before = journal.allocatedBytes();
      release.run(0);
      stored.flush();
      long freed = before - journal.allocatedBytes();
      if (freed < needBytes) {
        cleaning.run(true, 0, () -> closing);
        freed = before - journal.allocatedBytes();
      }
      if (trimming.isPresent() && freed < needBytes) {
        freed += trimming.get().free(needBytes - freed, () -> closing);
      }
      return freed;
    } finally {
      leave();
    }
  }

  /** For a volume that is about to be closed and owes nobody anything: see {@link Trimming}. */
  void condense() throws IOException, InterruptedException {
    enter();
    try {
      release.run(historyBytes());
      stored.flush();
      if (trimming.isPresent()) {
        trimming.get().condense();
      }
    } finally {
      leave();
    }
  }

  private void enter() throws InterruptedException {
    turn.awaitUntil(
        () -> {
          boolean mine = !busy;
          busy = true;
          return mine;
        });
  }

  private void leave() {
    turn.locked(() -> busy = false);
    turn.changed();
  }

  /** Lets both tasks end where they are; false if they were told before. */
  boolean end() {
    boolean first =
        turn.locked(
            () -> {
              boolean open = !closing;
              closing = true;
              return open;
            });
    turn.changed();
    return first;
  }

  /** Waits until both tasks have ended. */
  void join() throws InterruptedException {
    if (marks != null && work != null) {
      marks.join();
      work.join();
    }
  }
}
