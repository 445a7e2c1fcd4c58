package io.arvfs.journal;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Disk space held back by a file of nothing, for what must work on a full disk: starting,
 * committing, removing. It is given up piece by piece, and taken again as far as the disk allows.
 * While it is not whole, whatever space the disk has is its own, and ordinary work is refused.
 *
 * <p>Thread-safe.
 */
public final class Reserve {

  private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);
  private static final long MOST_BYTES = 64L << 20;
  private static final int PART_OF_BOUND = 4;
  private static final int PIECES = 16;
  private static final long LEAST_PIECE_BYTES = 4 << 10;
  private static final long RETRY_NANOS = Duration.ofMillis(100).toNanos();

  private final Disk disk;
  private final Path file;
  private final Tasks tasks;
  private final long wantedBytes;
  private final Object lock = new Object();
  private volatile boolean whole;

  /** Guarded by {@code lock}, as are the next three. */
  private long heldBytes;

  private int loans;

  /** What a loan leaves. */
  private long keptBytes;

  private long triedNanos;

  private Reserve(Disk disk, Path file, Tasks tasks, long wantedBytes) {
    this.disk = disk;
    this.file = file;
    this.tasks = tasks;
    this.wantedBytes = wantedBytes;
  }

  /**
   * Finds what an earlier process held back in {@code file}, perhaps within another bound: gives up
   * what is too much, and takes nothing yet.
   *
   * @param boundBytes what the whole volume may take: the reserve is a quarter of it, at most 64
   *     MiB
   */
  static Reserve open(Disk disk, Path file, Tasks tasks, long boundBytes) throws IOException {
    Reserve reserve =
        new Reserve(disk, file, tasks, Math.min(MOST_BYTES, boundBytes / PART_OF_BOUND));
    if (disk.exists(file)) {
      if (disk.size(file) > reserve.wantedBytes) {
        try (DiskFile open = disk.open(file, OpenMode.READ_WRITE)) {
          open.truncate(reserve.wantedBytes);
        }
      }
      reserve.heldBytes = Math.min(disk.size(file), disk.allocatedBytes(file));
      reserve.whole = reserve.heldBytes >= reserve.wantedBytes;
    }
    return reserve;
  }

  /** What must work, and may find the disk full. */
  @FunctionalInterface
  public interface Spending<T> {
    T run() throws IOException;
  }

  /** Calls {@code work}; as long as the disk is full, gives up a piece and calls it again. */
  public <T> T spend(Spending<T> work) throws IOException {
    while (true) {
      try {
        return work.run();
      } catch (OutOfSpaceException e) {
        if (!giveUp()) {
          throw e;
        }
      }
    }
  }

  /** While one is open, what was given up is taken again only if the disk has room for both. */
  public final class Loan implements AutoCloseable {

    private Loan() {}

    /**
     * Gives up another piece if somebody else took of what was given up, or all of it was used: for
     * what must be done, though the disk is full again. Called again and again it restores what a
     * loan makes room for, or gives up all that is held.
     */
    public void renew() {
      synchronized (lock) {
        try {
          if (usableBytes() < lentBytes()) {
            var _ = giveUp();
          }
        } catch (IOException e) {
          LOG.warn("{} cannot be given up", file, e);
        }
      }
    }

    /** Ends the loan; with the last, what the disk allows is held back again. */
    @Override
    public void close() {
      synchronized (lock) {
        loans--;
        refill();
      }
    }
  }

  /**
   * Makes room on a full disk for work that writes files of its own: half of what is held back is
   * given up, as far as the disk has not that much anyway. The other half is left for {@link
   * #spend}, and for later loans: what is given up anybody may take, before it is held back again.
   */
  public Loan lend() {
    synchronized (lock) {
      keptBytes = loans == 0 ? heldBytes / 2 : keptBytes;
      loans++;
      try {
        while (usableBytes() < lentBytes() && heldBytes > keptBytes && giveUp()) {
          LOG.debug("{} bytes are left in {}", heldBytes, file);
        }
      } catch (IOException e) {
        LOG.warn("{} cannot be given up", file, e);
      }
      return new Loan();
    }
  }

  /** What is to be free while there is a loan. */
  private long lentBytes() {
    return wantedBytes / 2;
  }

  private long usableBytes() throws IOException {
    return disk.space(file.resolveSibling(".")).usableBytes();
  }

  /** Gives a piece up; false if nothing is left. */
  private boolean giveUp() {
    synchronized (lock) {
      if (heldBytes == 0) {
        return false;
      }
      long left = Math.max(0, heldBytes - pieceBytes());
      try (DiskFile open = disk.open(file, OpenMode.READ_WRITE)) {
        open.truncate(left);
      } catch (IOException e) {
        LOG.warn("{} cannot be given up", file, e);
        return false;
      }
      heldBytes = left;
      whole = false;
      return true;
    }
  }

  private long pieceBytes() {
    return Math.max(LEAST_PIECE_BYTES, wantedBytes / PIECES);
  }

  /** Whether ordinary work may take space of the disk: all that is to be held back is. */
  public boolean isWhole() {
    return whole || refillNowAndThen();
  }

  /** Takes again what is wanting, as far as the disk allows. */
  void tend() {
    if (!whole) {
      refill();
    }
  }

  private boolean refillNowAndThen() {
    synchronized (lock) {
      long now = tasks.nanoTime();
      if (!whole && now - triedNanos >= RETRY_NANOS) {
        triedNanos = now;
        refill();
      }
      return whole;
    }
  }

  /** Takes what the disk allows; while there is a loan, only all of it and beside what is lent. */
  void refill() {
    synchronized (lock) {
      if (whole || (loans > 0 && !leavesWhatIsLent())) {
        return;
      }
      try (DiskFile open = disk.open(file, OpenMode.CREATE)) {
        while (heldBytes < wantedBytes) {
          long more = Math.min(wantedBytes - heldBytes, pieceBytes());
          open.reserve(heldBytes, more);
          heldBytes += more;
        }
        whole = true;
      } catch (OutOfSpaceException e) {
        LOG.debug("{} bytes of {} are held back", heldBytes, wantedBytes, e);
      } catch (IOException e) {
        LOG.warn("{} cannot be held back", file, e);
      }
    }
  }

  /** Whether the disk has room for what is wanting and for the loans. */
  private boolean leavesWhatIsLent() {
    try {
      return usableBytes() - (wantedBytes - heldBytes) >= lentBytes();
    } catch (IOException e) {
      LOG.warn("{} cannot be held back", file, e);
      return false;
    }
  }

  /** What is held back at present. */
  public long heldBytes() {
    synchronized (lock) {
      return heldBytes;
    }
  }
}
