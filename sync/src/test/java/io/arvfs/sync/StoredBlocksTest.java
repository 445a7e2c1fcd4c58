package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Keep took of a commit that came to nothing is not sent again. */
class StoredBlocksTest {

  /** Each block goes to so many services. */
  private static final long COPIES = 2;

  private static Cell cell;

  @BeforeAll
  static void start() throws IOException {
    cell = new Cell();
  }

  @AfterAll
  static void stop() {
    cell.close();
  }

  @BeforeEach
  void countFromZero() {
    cell.noFaults();
    cell.countFromZero();
  }

  /** A volume whose bytes are in Keep, and none of whose files is in the collection. */
  private static SyncedVolume stored(String fault, String value) throws Exception {
    SyncedVolume volume = new SyncedVolume(cell, cell.collection());
    volume.write("a", "alpha");
    volume.makeDirectory("d");
    volume.write("d/b", "beta");
    cell.fault(fault, value);
    assertFalse(volume.sync().isDone());
    cell.noFaults();
    assertEquals(COPIES, cell.blocksPut());
    return volume;
  }

  private static void assertSent(SyncedVolume volume, int moreBlocks) throws Exception {
    long before = cell.blocksPut();
    assertEquals(Outcome.DONE, volume.sync());
    assertEquals(before + COPIES * moreBlocks, cell.blocksPut());
    assertEquals(volume.tree(), cell.tree(volume.uuid));
    assertTrue(volume.isClean());
  }

  @ParameterizedTest
  @CsvSource({
    "update-status,422",
    "update-status,400",
    "update-status,500",
    "api-503,always@PATCH",
    "api-502,always@PATCH",
    "api-cut,always@PATCH"
  })
  void commit_afterAnUpdateThatFailed_putsNothingAgain(String fault, String value)
      throws Exception {
    try (SyncedVolume volume = stored(fault, value)) {
      assertSent(volume, 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"update-status,422", "api-cut,always@PATCH"})
  void commit_afterAnUpdateThatFailedAndADeath_putsNothingAgain(String fault, String value)
      throws Exception {
    try (SyncedVolume volume = stored(fault, value)) {
      volume.kill();

      assertSent(volume, 0);
    }
  }

  @Test
  void commit_afterADeathBeforeThePlan_putsNothingAgain() throws Exception {
    try (SyncedVolume volume = new SyncedVolume(cell, cell.collection())) {
      volume.write("a", "alpha");
      volume.fate().watch(_ -> dieOnceStored(volume));
      assertFalse(volume.sync().isDone());
      assertTrue(volume.fate().isDead());
      volume.kill();

      assertSent(volume, 0);
    }
  }

  /** The entry that tells of the block is there, and nothing after it. */
  private static void dieOnceStored(SyncedVolume volume) throws IOException {
    if (volume.storedParts() > 0) {
      volume.fate().die();
      throw new IOException("the process dies");
    }
  }

  @Test
  void commit_ofOneMoreFileAfterAFailure_putsThatAlone() throws Exception {
    try (SyncedVolume volume = stored("update-status", "422")) {
      volume.write("c", "gamma");
      volume.write("a", "other than before");

      assertSent(volume, 1);
    }
  }

  @Test
  void commit_whoseSignaturesAreLost_putsAllAgain() throws Exception {
    try (SyncedVolume volume = stored("update-status", "422")) {
      volume.kill();
      volume.forgetSignatures();

      assertSent(volume, 1);
    }
  }

  @Test
  void signatures_afterTheSave_areGone() throws Exception {
    try (SyncedVolume volume = stored("update-status", "422")) {
      assertTrue(volume.keepsSignatures());

      assertSent(volume, 0);

      assertEquals(0, volume.storedParts());
      assertFalse(volume.keepsSignatures());
    }
  }
}
