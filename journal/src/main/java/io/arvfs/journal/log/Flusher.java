package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Tasks;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Groups forces: whoever needs one while none runs makes it for all who have asked by then; the
 * others wait for it. A task of its own forces what nobody asked for, every {@link
 * FlushOptions#flushBytes} or {@link FlushOptions#syncInterval}.
 *
 * <p>The first force that fails poisons the flusher for good: nothing is retried, since the kernel
 * may have dropped the very pages and say so only once. {@link #durable} stays what it was.
 * Thread-safe.
 */
public final class Flusher implements Closeable {

  /** How often who forces lets others go first: a force is not delayed for ever. */
  private static final int TURNS = 8;

  private final Tasks tasks;
  private final FlushTarget target;
  private final FlushOptions options;
  private final Tasks.Monitor monitor;

  /** Where the background task waits, apart from those whom each force wakes. */
  private final Tasks.Monitor idle;

  private final Tasks.Task background;

  /** Who may store bytes, apart from who waits for a force. */
  private final Headroom headroom;

  /** All written holding {@code monitor}; those that are volatile are read without it. */
  private volatile Position durable;

  private Position asked = Position.NONE;
  private boolean forcing;
  private volatile boolean closed;
  private volatile @Nullable Throwable poison;

  /** Starts with everything the target has appended counting as durable up to {@code durable}. */
  public Flusher(Tasks tasks, FlushTarget target, FlushOptions options, Position durable) {
    this.tasks = tasks;
    this.target = target;
    this.options = options;
    this.durable = durable;
    this.monitor = tasks.monitor();
    this.idle = tasks.monitor();
    this.headroom = new Headroom(tasks, target, options.maxUnforcedBytes());
    this.background = tasks.start("flusher", this::flush);
  }

  /** As above, with nothing durable yet. */
  public Flusher(Tasks tasks, FlushTarget target, FlushOptions options) {
    this(tasks, target, options, Position.NONE);
  }

  /**
   * Returns when the entry at {@code position}, which was appended, and all before are durable.
   *
   * @throws PoisonedException if this force or an earlier one failed
   * @throws InterruptedIOException if the task was interrupted while it waited for another's force
   */
  public void force(Position position) throws IOException {
    while (!settled(position)) {
      forceNow();
    }
  }

  /** Waits for others; true if that did, false if this task has the turn to force. */
  private boolean settled(Position position) throws IOException {
    boolean[] mine = new boolean[1];
    await(
        () -> {
          if (poison != null || !position.isAfter(durable)) {
            return true;
          }
          asked = position.isAfter(asked) ? position : asked;
          mine[0] = !forcing;
          forcing = true;
          return mine[0];
        });
    requireSound();
    return !mine[0];
  }

  private void await(BooleanSupplier condition) throws InterruptedIOException {
    try {
      monitor.awaitUntil(condition);
    } catch (InterruptedException e) {
      throw named(e);
    }
  }

  private static InterruptedIOException named(InterruptedException e) {
    InterruptedIOException named = new InterruptedIOException("interrupted while waiting");
    named.initCause(e);
    return named;
  }

  private void requireSound() throws PoisonedException {
    Throwable cause = poison;
    if (cause != null) {
      throw new PoisonedException(cause);
    }
  }

  /** Forces, holding the turn, which ends with it. */
  private void forceNow() throws IOException {
    Position reached = durable;
    try {
      letOthersAppend();
      // Read before the force begins: it covers what was appended and asked for by then.
      Position seen = target.appended();
      Position mark = monitor.locked(() -> seen.isAfter(asked) ? seen : asked);
      forceOrPoison();
      reached = mark.isAfter(reached) ? mark : reached;
    } finally {
      endTurn(reached);
    }
  }

  private void endTurn(Position reached) {
    monitor.locked(
        () -> {
          durable = reached;
          forcing = false;
          monitor.changed();
        });
    headroom.tell();
  }

  /**
   * Who was woken by the last force and appends at once is served by this one: with many writers a
   * force costs more than that wait, and alone there is none.
   */
  private void letOthersAppend() {
    Position seen = Position.NONE;
    for (int turn = 0; turn < TURNS && target.appended().isAfter(seen); turn++) {
      seen = target.appended();
      tasks.giveWay();
    }
  }

  private void forceOrPoison() throws PoisonedException {
    try {
      tasks.blocking(
          () -> {
            target.force();
            return true;
          });
    } catch (IOException | RuntimeException | Error e) {
      monitor.locked(() -> poison = e);
      idle.changed();
      throw new PoisonedException(e);
    }
  }

  /** The last entry known to be durable. */
  public Position durable() {
    return durable;
  }

  /** What made the first failing force fail, if one has failed. */
  public Optional<Throwable> poison() {
    return Optional.ofNullable(poison);
  }

  /**
   * Takes room for {@code bytes}; to be called before they are stored, holding no lock. Waits until
   * they and all that is unforced are at most {@link FlushOptions#maxUnforcedBytes}, however many
   * ask at the same time; more than that at once waits until it is alone.
   *
   * @throws PoisonedException if a force failed
   */
  public Headroom.Room admit(long bytes) throws IOException {
    Optional<Headroom.Room> free = tryAdmit(bytes);
    return free.isPresent() ? free.get() : awaitRoom(bytes);
  }

  private Headroom.Room awaitRoom(long bytes) throws IOException {
    try {
      Optional<Headroom.Room> room = headroom.take(bytes, () -> poison != null, idle::changed);
      requireSound();
      return room.orElseThrow();
    } catch (InterruptedException e) {
      throw named(e);
    }
  }

  /**
   * As {@link #admit}, or empty if that would wait.
   *
   * @throws PoisonedException if a force failed
   */
  public Optional<Headroom.Room> tryAdmit(long bytes) throws PoisonedException {
    requireSound();
    Optional<Headroom.Room> room = headroom.tryTake(bytes);
    hurryIfMuchIsUnforced();
    return room;
  }

  /** Hears that an entry was appended, whose bytes count as those of files do. */
  public void entryAppended() {
    hurryIfMuchIsUnforced();
  }

  /** Wakes the background task in time for waiting to be rare. */
  private void hurryIfMuchIsUnforced() {
    if (target.unforcedBytes() >= options.flushBytes()) {
      idle.changed();
    }
  }

  /** The background task: ends with the first failure or at {@link #close}. */
  private void flush() {
    try {
      while (true) {
        idle.awaitUntil(() -> over() || due(), options.syncInterval());
        boolean[] turn = new boolean[1];
        monitor.awaitUntil(
            () -> {
              turn[0] = !over() && !forcing && owed();
              forcing |= turn[0];
              return turn[0] || over() || !forcing;
            });
        if (turn[0]) {
          forceNow();
        } else if (monitor.locked(this::over)) {
          return;
        }
      }
    } catch (IOException | InterruptedException _) {
      // Poisoned, which everybody is told who asks; or told to end.
    }
  }

  private boolean over() {
    return closed || poison != null;
  }

  private boolean due() {
    long unforced = target.unforcedBytes();
    return unforced >= options.flushBytes() || (headroom.isWanted() && unforced > 0);
  }

  private boolean owed() {
    return target.unforcedBytes() > 0 || target.appended().isAfter(durable);
  }

  /** Ends the background task; forces nothing. Forces asked for still work. */
  @Override
  public void close() throws InterruptedIOException {
    monitor.locked(() -> closed = true);
    monitor.changed();
    idle.changed();
    headroom.open();
    try {
      background.join();
    } catch (InterruptedException e) {
      throw named(e);
    }
  }
}
