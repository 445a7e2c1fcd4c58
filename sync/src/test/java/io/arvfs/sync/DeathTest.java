package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A commit that dies before each of its acts, one after the other: the next process ends it. Dying
 * after an act is dying before the next, since nothing between two acts leaves a trace.
 */
class DeathTest {

  private static Cell cell;

  @BeforeAll
  static void start() throws IOException {
    cell = new Cell();
  }

  @AfterAll
  static void stop() {
    cell.close();
  }

  /** How a process ends. */
  private interface End {
    void of(SyncedVolume volume, int act) throws IOException;
  }

  /** Commits, dying before the nth act; false if there was no such act. */
  private static boolean commitAndDie(int act, boolean othersToo, End end) throws Exception {
    String uuid = cell.collection();
    try (SyncedVolume volume = new SyncedVolume(cell, uuid)) {
      volume.makeDirectory("d");
      volume.write("d/a", "alpha");
      volume.write("b", "beta");
      volume.sync();
      volume.rename("b", "d/moved");
      volume.writeAt("d/a", 2, "overwritten");
      volume.write("b", "another");
      SortedMap<String, String> expected = volume.tree();
      String digest = volume.digest();
      if (othersToo) {
        cell.foreignPut(uuid, "d/theirs", "theirs");
        expected.put("d/theirs", "theirs");
      }
      volume.force();
      int versions = cell.versions(uuid).size();
      volume.fate().dieBefore(act);
      volume.sync();
      boolean died = volume.fate().isDead();
      String where = "died before act " + act + ": " + volume.fate().last();
      end.of(volume, act);

      assertEquals(Outcome.DONE, volume.sync(), where);

      assertEquals(expected, cell.tree(uuid), where);
      assertEquals(expected, volume.tree(), where);
      assertTrue(volume.isClean(), where);
      List<String> all = cell.versions(uuid);
      assertEquals(versions + 1, all.size(), where);
      assertEquals(all.size(), new HashSet<>(all).size(), where);
      if (!othersToo) {
        assertEquals(digest, volume.digest(), where);
      }
      return died;
    }
  }

  private static void everywhere(boolean othersToo, End end) throws Exception {
    int act = 1;
    while (commitAndDie(act, othersToo, end)) {
      act++;
    }
    assertTrue(act > 20, "only " + act + " acts");
  }

  @Test
  void commit_killedAnywhere_isEndedByTheNextProcess() throws Exception {
    everywhere(false, (volume, _) -> volume.kill());
  }

  @Test
  @Tag("long")
  void commit_powerCutAnywhere_isEndedByTheNextProcess() throws Exception {
    everywhere(false, SyncedVolume::cutPower);
  }

  @Test
  @Tag("long")
  void commitWithOthersChanges_killedAnywhere_isEndedByTheNextProcess() throws Exception {
    everywhere(true, (volume, _) -> volume.kill());
  }

  @Test
  void commitWithOthersChanges_powerCutAnywhere_isEndedByTheNextProcess() throws Exception {
    everywhere(true, SyncedVolume::cutPower);
  }

  /** Without the attempt on the disk, what the server then has would look like another's change. */
  @Test
  void commit_powerCutOnceItWasSent_isKnownAsOurs() throws Exception {
    for (long seed = 0; seed < 8; seed++) {
      sendAndCutPower(seed);
    }
  }

  private static void sendAndCutPower(long seed) throws Exception {
    String uuid = cell.collection();
    try (SyncedVolume volume = new SyncedVolume(cell, uuid)) {
      volume.write("f", "alpha");
      volume.sync();
      volume.write("f", "beta");
      volume.force();
      volume
          .fate()
          .watch(
              what -> {
                if (what.equals("commit answered")) {
                  volume.fate().die();
                  throw new IOException("the power goes");
                }
              });
      var _ = volume.sync();
      volume.cutPower(seed);
      assertEquals("beta", cell.tree(uuid).get("f"));
      volume.write("f", "gamma");

      assertEquals(Outcome.DONE, volume.sync());

      assertEquals("gamma", cell.tree(uuid).get("f"));
    }
  }
}
