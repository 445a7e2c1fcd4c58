package io.arvfs.sync.upload;

import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.host.Beside;
import io.arvfs.journal.host.Tasks;
import io.arvfs.sync.arvados.Keep;
import io.arvfs.sync.arvados.Locator;
import io.arvfs.sync.arvados.SignatureExpiredException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Blocks from memory or from Keep: however many readers want a block at one time, it is fetched
 * once. Thread-safe.
 *
 * <p>A failure is everybody's who waited, so that an unreachable server is not waited for by each
 * reader in turn; but not a refused signature or an interruption, which are the fetching reader's
 * own: the next one then tries with its own locator.
 *
 * <p>It is fetched beside all of them, so that each may leave: the block goes on its way, and is
 * there for who asks again.
 */
public final class BlockFetcher {

  private final Keep keep;
  private final BlockCache cache;
  private final Tasks tasks;
  private final Tasks.Monitor monitor;
  private final Map<BlockId, Flight> flights = new HashMap<>();

  /** The cache may be shared with others. */
  public BlockFetcher(Keep keep, BlockCache cache, Tasks tasks) {
    this.keep = keep;
    this.cache = cache;
    this.tasks = tasks;
    this.monitor = tasks.monitor();
  }

  /**
   * The block's bytes, verified; the array is shared and must not be changed.
   *
   * @throws SignatureExpiredException if Keep refused a fresh locator as well
   * @throws io.arvfs.journal.host.AbandonedException if the {@link io.arvfs.journal.host.Waiter}
   *     left
   */
  public byte[] block(BlockId id, LocatorSupplier locators) throws IOException {
    while (true) {
      Flight mine = new Flight(tasks);
      Flight flight = boarded(id, mine);
      Optional<Beside> flying = Optional.empty();
      if (flight == mine) {
        flying = Optional.of(takeOff(id, mine, locators));
      }
      Optional<byte[]> bytes = flight.await();
      if (bytes.isPresent()) {
        return bytes.get();
      } else if (flying.isPresent()) {
        flying.get().await();
        flying.get().requireDone();
      }
    }
  }

  /** The flight to wait for: one that has landed if the block is cached, {@code mine} if none. */
  private Flight boarded(BlockId id, Flight mine) {
    // In one breath, else a block that lands in between is fetched twice.
    return monitor.locked(
        () -> {
          Optional<byte[]> cached = cache.get(id);
          return cached.isPresent()
              ? Flight.landed(tasks, cached.get())
              : flights.computeIfAbsent(id, _ -> mine);
        });
  }

  private Beside takeOff(BlockId id, Flight flight, LocatorSupplier locators) {
    boolean off = false;
    try {
      Beside flying = Beside.start(tasks, "fetch-block", () -> fly(id, flight, locators));
      off = true;
      return flying;
    } finally {
      if (!off) {
        land(id, flight, Optional.empty(), Optional.empty());
      }
    }
  }

  private void fly(BlockId id, Flight flight, LocatorSupplier locators) throws IOException {
    Optional<byte[]> arrived = Optional.empty();
    Optional<IOException> reason = Optional.empty();
    try {
      byte[] bytes = fetch(id, locators);
      cache.put(id, bytes);
      arrived = Optional.of(bytes);
    } catch (SignatureExpiredException | InterruptedIOException e) {
      throw e; // No reason for the others.
    } catch (IOException e) {
      reason = Optional.of(e);
      throw e;
    } finally {
      land(id, flight, arrived, reason);
    }
  }

  /** Whoever hears of the end and asks again boards another. */
  private void land(
      BlockId id, Flight flight, Optional<byte[]> arrived, Optional<IOException> reason) {
    monitor.locked(() -> flights.remove(id));
    flight.end(arrived, reason);
  }

  private byte[] fetch(BlockId id, LocatorSupplier locators) throws IOException {
    Locator locator = required(id, locators.locator());
    try {
      return keep.get(locator);
    } catch (SignatureExpiredException e) {
      Locator fresh = required(id, locators.fresh(locator));
      if (fresh.equals(locator)) {
        throw e;
      }
      return keep.get(fresh);
    }
  }

  private static Locator required(BlockId id, Locator locator) {
    if (!locator.block().equals(id)) {
      throw new IllegalStateException("the locator of " + locator.block() + " for block " + id);
    }
    return locator;
  }
}
