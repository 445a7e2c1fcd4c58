package io.arvfs.journal;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskSpace;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.host.Waiter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * What everything in a volume's directory may take of the disk, in allocated blocks; and the free
 * space that the file system keeps whatever the volume may. Exceeded by at most 64 MiB.
 *
 * <p>The directory is counted now and then, by {@link #tend} or when it seems full; in between,
 * what was stored is added, so that asking costs a writer two reads of memory. Whoever finds no
 * room waits for what can be freed, as long as that makes progress.
 *
 * <p>Thread-safe.
 */
public final class Bound {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final long LEAST_BETWEEN_NANOS = Duration.ofMillis(100).toNanos();
  private static final long MOST_BETWEEN_NANOS = Duration.ofSeconds(10).toNanos();

  /** Entries, which cannot wait, may pass the bound by so much. */
  private static final long ENTRIES_BYTES = 32L << 20;

  /** What frees more than it takes may pass it by so much. */
  private static final long FREEING_BYTES = 32L << 20;

  private static final int FLOOR_PART = 20;
  private static final long MOST_FLOOR_BYTES = 2L << 30;

  /** Frees space of the volume: uploads and saves, cleans, trims. */
  @FunctionalInterface
  public interface Freeing {

    /**
     * Is asked to free space by anybody who waits, and again ten times a second; returns at once.
     * What was freed is told by {@link Bound#freed}; work on the way there, as sending, by {@link
     * Bound#progressed}.
     *
     * @return whether something is being freed, or may be; if nobody says so, nobody waits
     */
    boolean pleaseFree();
  }

  private final Disk disk;
  private final Path volume;
  private final Tasks tasks;
  private final long limitBytes;
  private final long floorBytes;
  private final Object counting = new Object();
  private final AtomicLong storedBytes = new AtomicLong();
  private final List<Freeing> freers = new CopyOnWriteArrayList<>();

  /** What may still be stored, as of the last count. */
  private volatile long roomBytes = Long.MAX_VALUE;

  /** As above, without regard to others on the file system. */
  private volatile long ownRoomBytes = Long.MAX_VALUE;

  private volatile long countedNanos;

  /** What the volume took at the last count; guarded by {@code counting}. */
  private long takenBytes;

  /** How often space was freed, or came nearer to it. */
  private final AtomicLong progress = new AtomicLong();

  private Bound(Disk disk, Path volume, Tasks tasks, long limitBytes, long floorBytes) {
    this.disk = disk;
    this.volume = volume;
    this.tasks = tasks;
    this.limitBytes = limitBytes;
    this.floorBytes = floorBytes;
  }

  /** A bound of {@code limitBytes} on what lies in {@code volume}, and counts it. */
  static Bound of(Disk disk, Path volume, Tasks tasks, long limitBytes) throws IOException {
    long total = disk.space(volume).totalBytes();
    long floor = Math.min(MOST_FLOOR_BYTES, total / FLOOR_PART);
    Bound bound = new Bound(disk, volume, tasks, limitBytes, floor);
    bound.count();
    return bound;
  }

  /** From now on {@code freer} too is asked when room is short. */
  public void addFreeing(Freeing freer) {
    freers.add(freer);
  }

  /** What the volume may take at most. */
  public long limitBytes() {
    return limitBytes;
  }

  /** What may still be stored, about; 0 if nothing. */
  public long roomBytes() {
    return Math.max(0, roomBytes - storedBytes.get());
  }

  /** Whether {@code bytes} more may be stored now. */
  public boolean hasRoom(long bytes) {
    return bytes == 0 || bytes <= roomBytes - storedBytes.get();
  }

  /** Whether an entry may be appended, which nobody can wait for. */
  boolean hasRoomForEntry() {
    return ownRoomBytes - storedBytes.get() > -ENTRIES_BYTES;
  }

  /** Hears that so much was stored, or is about to be. */
  public void stored(long bytes) {
    storedBytes.addAndGet(bytes);
  }

  /**
   * What may be stored for something that frees more when it is there, though it pass the bound.
   */
  public long roomBytesForFreeing() throws IOException {
    countNowAndThen(LEAST_BETWEEN_NANOS);
    long room = Math.min(ownRoomBytes - storedBytes.get(), Long.MAX_VALUE - FREEING_BYTES);
    return Math.max(0, room + FREEING_BYTES);
  }

  /** Hears that space may be free now: if it is, whoever waits looks again, and waits on. */
  public void freed() throws IOException {
    count();
  }

  /** Hears of work that will free space when it is done: whoever waits, waits on. */
  public void progressed() {
    progress.incrementAndGet();
  }

  /** Asks all who may free space; whether there is hope. */
  private boolean pleaseFree() {
    boolean hope = false;
    for (Freeing freer : freers) {
      hope |= freer.pleaseFree();
    }
    return hope;
  }

  /**
   * Counts what is there, if it is time for it, and beyond the bound asks for space: entries pass
   * it, and wait for nobody. To be called each second or so, holding no lock.
   */
  public void tend() throws IOException {
    boolean near = roomBytes() < limitBytes / 4;
    countNowAndThen(near ? LEAST_BETWEEN_NANOS : MOST_BETWEEN_NANOS);
    if (ownRoomBytes - storedBytes.get() < 0) {
      var _ = pleaseFree();
    }
  }

  /**
   * Returns when {@code bytes} more may be stored. Called holding no lock.
   *
   * @throws OutOfSpaceException if nothing can be freed, or nothing was for 30 seconds
   * @throws io.arvfs.journal.host.AbandonedException if the {@link Waiter} left
   */
  public void awaitRoom(long bytes) throws IOException {
    await(bytes, () -> hasRoom(bytes));
  }

  /**
   * As {@link #awaitRoom}, though less is free for others on the file system than is left to them.
   */
  public void awaitOwnRoom(long bytes) throws IOException {
    await(bytes, () -> bytes <= ownRoomBytes - storedBytes.get());
  }

  private void await(long bytes, BooleanSupplier hasRoom) throws IOException {
    if (hasRoom.getAsBoolean()) {
      return;
    }
    long seen = progress.get();
    long since = tasks.nanoTime();
    countNowAndThen(LEAST_BETWEEN_NANOS);
    while (!hasRoom.getAsBoolean()) {
      requireHope(bytes, tasks.nanoTime() - since);
      Waiter.requireThere();
      pause();
      countNowAndThen(LEAST_BETWEEN_NANOS);
      if (progress.get() != seen) {
        seen = progress.get();
        since = tasks.nanoTime();
      }
    }
  }

  private void pause() throws InterruptedIOException {
    try {
      tasks.sleep(LOOK);
    } catch (InterruptedException e) {
      InterruptedIOException named = new InterruptedIOException("interrupted while waiting");
      named.initCause(e);
      throw named;
    }
  }

  private void requireHope(long bytes, long waitedNanos) throws OutOfSpaceException {
    boolean working = pleaseFree();
    if (!working || waitedNanos >= PATIENCE.toNanos()) {
      throw new OutOfSpaceException(
          "%s: no room for %d bytes within --journal-size %d and above %d free"
              .formatted(volume, bytes, limitBytes, floorBytes));
    }
  }

  private void countNowAndThen(long betweenNanos) throws IOException {
    if (tasks.nanoTime() - countedNanos >= betweenNanos) {
      count();
    }
  }

  /** Counts; less than before is progress. */
  private void count() throws IOException {
    synchronized (counting) {
      countedNanos = tasks.nanoTime();
      long before = storedBytes.get();
      long taken = disk.allocatedBytesBelow(volume);
      long own = limitBytes - taken;
      DiskSpace space = disk.space(volume);
      ownRoomBytes = own;
      roomBytes = Math.min(own, space.usableBytes() - floorBytes);
      storedBytes.addAndGet(-before);
      if (taken < takenBytes) {
        progress.incrementAndGet();
      }
      takenBytes = taken;
    }
  }
}
