package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.arvfs.journal.event.BlockId;
import io.arvfs.sync.arvados.Locator;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which locators stay at hand. */
class LocatorShelfTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final int MOST = 4;

  private final LocatorShelf shelf = new LocatorShelf(Duration.ofDays(14), MOST);

  private static BlockId block(int number) {
    return new BlockId("%032x".formatted(number), 10);
  }

  private static Locator locator(int number, Duration life) {
    String signature = "+A" + "0".repeat(40) + "@%08x";
    String expiry = signature.formatted(NOW.plus(life).getEpochSecond());
    return Locator.parse("%032x+10".formatted(number) + expiry);
  }

  private void manifestOf(int from, int to) {
    LocatorShelf.Gathering gathering = shelf.new Gathering(NOW, null);
    for (int n = from; n < to; n++) {
      gathering.accept(locator(n, Duration.ofDays(14)).toString());
    }
  }

  @Test
  void locator_thatOnlyKeepTold_staysWhateverManifestsPassBy() {
    Locator told = locator(1, Duration.ofDays(14));
    shelf.keep(told, NOW);

    manifestOf(10, 100);

    assertEquals(Optional.of(told), shelf.find(block(1), NOW));
  }

  @Test
  void locator_thatAManifestNamesNow_goesInItsTurn() {
    shelf.keep(locator(1, Duration.ofDays(14)), NOW);
    shelf.keep(locator(2, Duration.ofDays(14)), NOW);
    manifestOf(10, 100);

    shelf.release(Set.of(block(2)));

    assertEquals(Optional.empty(), shelf.find(block(1), NOW));
    assertEquals(block(2), shelf.find(block(2), NOW).orElseThrow().block());
  }

  @Test
  void locator_aboutToExpire_isNotFoundAndGivesWayToANewOne() {
    Locator renewed = locator(1, Duration.ofDays(14));
    shelf.keep(locator(1, Duration.ofMinutes(10)), NOW);
    assertEquals(Optional.empty(), shelf.find(block(1), NOW));

    shelf.keep(renewed, NOW);
    manifestOf(10, 100);

    assertEquals(Optional.of(renewed), shelf.find(block(1), NOW));
  }

  @Test
  void locators_thatWereRefused_areForgottenAll() {
    shelf.keep(locator(1, Duration.ofDays(14)), NOW);

    shelf.clear();

    assertEquals(Optional.empty(), shelf.find(block(1), NOW));
  }
}
