package io.arvfs.sync;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.LocatorToken;
import io.arvfs.fs.manifest.Node;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.journal.event.BlockId;
import io.arvfs.sync.arvados.Locator;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The signed locators at hand, one for each block. An older one that is still good for long stays,
 * since a request is best made with locators that no reading of now would show (prediction page,
 * section 5). Thread-safe.
 */
final class LocatorShelf {

  /** A locator that expires sooner is replaced, where signatures last much longer than that. */
  private static final Duration LEAST_LIFE = Duration.ofHours(1);

  private final Map<BlockId, Locator> locators = new ConcurrentHashMap<>();
  private final Duration leastLife;

  /**
   * @param life how long a new signature lasts
   */
  LocatorShelf(Duration life) {
    Duration half = life.dividedBy(2);
    this.leastLife = half.compareTo(LEAST_LIFE) < 0 ? half : LEAST_LIFE;
  }

  /** Forgets all: what was refused must not be used again. */
  void clear() {
    locators.clear();
  }

  /** Keeps {@code locator}, unless one that is good for long is there. */
  void put(Locator locator, Instant now) {
    locators.compute(locator.block(), (_, old) -> old != null && isGood(old, now) ? old : locator);
  }

  /** Keeps all locators of a signed manifest; they replace what is there if {@code fresh}. */
  void putAll(Directory signed, Instant now, boolean fresh) {
    for (Node node : signed.entries().values()) {
      switch (node) {
        case Directory directory -> putAll(directory, now, fresh);
        case RegularFile file -> {
          for (Piece piece : file.pieces()) {
            put(piece.locator(), now, fresh);
          }
        }
      }
    }
  }

  private void put(LocatorToken token, Instant now, boolean fresh) {
    Locator locator = Locator.parse(token.text());
    if (fresh) {
      locators.put(locator.block(), locator);
    } else {
      put(locator, now);
    }
  }

  /** The locator of {@code block} if one is there and not about to expire. */
  Optional<Locator> find(BlockId block, Instant now) {
    return Optional.ofNullable(locators.get(block)).filter(l -> isGood(l, now));
  }

  private boolean isGood(Locator locator, Instant now) {
    return locator.expiry().map(e -> e.isAfter(now.plus(leastLife))).orElse(true);
  }
}
