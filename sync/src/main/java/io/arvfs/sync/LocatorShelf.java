package io.arvfs.sync;

import io.arvfs.journal.event.BlockId;
import io.arvfs.sync.arvados.Locator;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The signed locators at hand, one for each block and not more than some thousands of them, besides
 * those of blocks that are not yet in a manifest, of which there are as many as are to be sent. An
 * older one that is still good for long stays, since a request is best made with locators that no
 * reading of now would show (prediction page, section 5). Thread-safe.
 */
final class LocatorShelf {

  /** A locator that expires sooner is replaced, where signatures last much longer than that. */
  private static final Duration LEAST_LIFE = Duration.ofHours(1);

  private final Map<BlockId, Locator> locators = new LinkedHashMap<>(16, 0.75f, true);

  /** Of blocks that no manifest names yet: nobody but Keep, when it took them, tells these. */
  private final Map<BlockId, Locator> told = new HashMap<>();

  private final Duration leastLife;
  private final int most;

  /**
   * Until when the server signs at present, if that is sooner than {@link #leastLife}: when it
   * trashes the collection. A locator that lasts as long cannot be bettered.
   */
  private Instant signedUntil = Instant.MAX;

  /**
   * @param life how long a new signature lasts
   * @param most so many locators are kept, those used last; about 500 bytes each
   */
  LocatorShelf(Duration life, int most) {
    Duration half = life.dividedBy(2);
    this.leastLife = half.compareTo(LEAST_LIFE) < 0 ? half : LEAST_LIFE;
    this.most = most;
  }

  /** Forgets all: what was refused must not be used again. */
  synchronized void clear() {
    locators.clear();
    told.clear();
  }

  /** Keeps what Keep told, until {@link #release}, however many others come. */
  synchronized void keep(Locator locator, Instant now) {
    Locator old = told.get(locator.block());
    if (old == null || !isGood(old, now)) {
      told.put(locator.block(), locator);
    }
    put(locator, now);
  }

  /** Lets go of what Keep told, but for these blocks. */
  synchronized void release(Set<BlockId> but) {
    told.keySet().retainAll(but);
  }

  /** Keeps {@code locator}, unless one that is good for long is there. */
  synchronized void put(Locator locator, Instant now) {
    Locator old = locators.get(locator.block());
    if (old == null || !isGood(old, now)) {
      replace(locator);
    }
  }

  private synchronized void replace(Locator locator) {
    locators.put(locator.block(), locator);
    if (locators.size() > most) {
      locators.remove(locators.keySet().iterator().next());
    }
  }

  /** The locator of {@code block} if one is there and not about to expire. */
  synchronized Optional<Locator> find(BlockId block, Instant now) {
    return Optional.ofNullable(locators.get(block))
        .filter(l -> isGood(l, now))
        .or(() -> Optional.ofNullable(told.get(block)).filter(l -> isGood(l, now)));
  }

  private boolean isGood(Locator locator, Instant now) {
    return lasts(locator, now)
        || locator.expiry().filter(e -> e.isAfter(now) && !e.isBefore(signedUntil)).isPresent();
  }

  private boolean lasts(Locator locator, Instant now) {
    return locator.expiry().map(e -> e.isAfter(now.plus(leastLife))).orElse(true);
  }

  private synchronized void signed(Locator locator, Instant now) {
    signedUntil = lasts(locator, now) ? Instant.MAX : locator.expiry().orElse(Instant.MAX);
  }

  /**
   * Takes the locators of a manifest as they pass by, in their order. There may be more than the
   * shelf holds: it keeps the first, or, if one is wanted, that one with as many after it: who
   * reads on wants those next. Confined to one thread.
   */
  final class Gathering implements Consumer<String> {

    private final Instant now;
    private final @Nullable BlockId wanted;
    private @Nullable Locator found;
    private int left = most;

    /**
     * @param wanted the block for whose sake the manifest is read; its locator, and all others,
     *     replace what is there
     */
    Gathering(Instant now, @Nullable BlockId wanted) {
      this.now = now;
      this.wanted = wanted;
    }

    @Override
    public void accept(String text) {
      if (left == 0) {
        return;
      }
      Locator locator;
      try {
        locator = Locator.parse(text);
      } catch (IllegalArgumentException _) {
        return; // Whether the manifest is one, its reader says.
      }
      signed(locator, now);
      if (locator.block().equals(wanted)) {
        found = locator;
      }
      if (wanted == null || found != null) {
        left--;
      }
      if (wanted == null) {
        put(locator, now);
      } else {
        replace(locator);
      }
    }

    /** The locator of the wanted block, if it passed by: none has just been signed for longer. */
    Optional<Locator> found() {
      return Optional.ofNullable(found);
    }
  }
}
