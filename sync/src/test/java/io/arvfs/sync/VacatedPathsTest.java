package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A commit carries what others changed; meanwhile somebody here takes away the very paths. Those
 * are not free for what comes from the server: the next commit has to see that both sides changed
 * them.
 */
class VacatedPathsTest {

  private static Cell cell;
  private SyncedVolume volume;
  private String uuid;

  private interface Deed {
    void run() throws IOException;
  }

  @BeforeAll
  static void start() throws IOException {
    cell = new Cell();
  }

  @AfterAll
  static void stop() {
    cell.close();
  }

  @BeforeEach
  void open() throws Exception {
    uuid = cell.collection();
    volume = new SyncedVolume(cell, uuid);
    volume.makeDirectory("d");
    volume.write("d/a", "alpha");
    volume.write("b", "beta");
    volume.sync();
  }

  @AfterEach
  void close() {
    volume.close();
  }

  /** Commits a file of ours; before its answer is looked at, the deed is done. */
  private void commit(Deed meanwhile) throws Exception {
    volume.write("ours", "ours");
    boolean[] done = {false};
    volume
        .fate()
        .watch(
            what -> {
              if (what.equals("commit answered") && !done[0]) {
                done[0] = true;
                meanwhile.run();
              }
            });
    assertEquals(Outcome.DONE, volume.sync());
    assertTrue(done[0]);
    assertEquals("ours", cell.tree(uuid).get("ours"));
  }

  private void assertHeld(String path) throws InterruptedException {
    Outcome next = volume.sync();
    assertEquals(List.of(uuid + "/" + path), next.left().stream().map(Outcome.Left::what).toList());
  }

  private void assertSame() throws Exception {
    assertEquals(Outcome.DONE, volume.sync());
    assertEquals(cell.tree(uuid), volume.tree());
    assertTrue(volume.isClean());
  }

  @Test
  void othersChange_ofWhatIsRemovedMeanwhile_isNotRemoved() throws Exception {
    cell.foreignPut(uuid, "b", "beta 2");

    commit(() -> volume.remove("b"));

    assertHeld("b");
    assertEquals("beta 2", cell.tree(uuid).get("b"));
  }

  @Test
  void othersChange_ofWhatIsMovedMeanwhile_isNotRemoved() throws Exception {
    cell.foreignPut(uuid, "b", "beta 2");

    commit(() -> volume.rename("b", "g"));

    assertHeld("b");
    assertEquals("beta 2", cell.tree(uuid).get("b"));
    assertEquals("beta", volume.tree().get("g"));
  }

  @Test
  void removal_onBothSides_isNoConflict() throws Exception {
    cell.foreignRemove(uuid, "b");

    commit(() -> volume.remove("b"));

    assertSame();
  }

  @Test
  void othersRemoval_ofWhatIsMovedMeanwhile_leavesWhatWasMoved() throws Exception {
    cell.foreignRemove(uuid, "b");

    commit(() -> volume.rename("b", "g"));

    assertSame();
    assertEquals("beta", volume.tree().get("g"));
  }

  @Test
  void othersRemoval_belowADirectoryMovedMeanwhile_endsTheSameOnBothSides() throws Exception {
    cell.foreignRemove(uuid, "d/a");

    commit(() -> volume.rename("d", "e"));

    assertSame();
  }

  @Test
  void othersFile_inADirectoryRemovedMeanwhile_isNotLost() throws Exception {
    cell.foreignPut(uuid, "d/theirs", "theirs");

    commit(
        () -> {
          volume.remove("d/a");
          volume.remove("d");
        });

    var _ = volume.sync();
    assertEquals("theirs", cell.tree(uuid).get("d/theirs"));
  }

  @Test
  void othersFile_whereOursWasMadeAndRemovedMeanwhile_isTakenOver() throws Exception {
    cell.foreignPut(uuid, "n", "theirs");

    commit(
        () -> {
          volume.write("n", "ours");
          volume.remove("n");
        });

    assertSame();
    assertEquals("theirs", volume.tree().get("n"));
  }
}
