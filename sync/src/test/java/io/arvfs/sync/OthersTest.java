package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.CommitEvent;
import io.arvfs.journal.event.Ino;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Commits while others write to the same collection: before the look, and between look and save.
 */
class OthersTest {

  private static Cell cell;
  private SyncedVolume volume;
  private String uuid;

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
    cell.countFromZero();
  }

  @AfterEach
  void close() {
    volume.close();
    cell.noFaults();
  }

  private static SortedMap<String, String> tree(String... pathsAndContents) {
    SortedMap<String, String> tree = new TreeMap<>();
    for (int i = 0; i < pathsAndContents.length; i += 2) {
      tree.put(pathsAndContents[i], pathsAndContents[i + 1]);
    }
    return tree;
  }

  private void assertBoth(SortedMap<String, String> expected) throws IOException {
    assertEquals(expected, cell.tree(uuid));
    assertEquals(expected, volume.tree());
    assertTrue(volume.isClean());
    assertEquals(cell.stored(uuid).portableDataHash(), volume.state().base());
  }

  private void assertHeld(Outcome outcome, String path, String theirs) {
    assertEquals(
        List.of(uuid + "/" + path), outcome.left().stream().map(Outcome.Left::what).toList());
    String reason = outcome.left().getFirst().reason();
    assertTrue(reason.contains(theirs), reason);
    assertTrue(reason.contains(volume.state().held().orElseThrow().ours()), reason);
    assertFalse(reason.contains("\n"), reason);
  }

  @Test
  void othersFile_isTakenOverWithNothingToSend() throws Exception {
    cell.foreignPut(uuid, "d/theirs", "theirs");
    cell.foreignPut(uuid, "b", "beta 2");
    cell.countFromZero();

    assertEquals(Outcome.DONE, volume.sync());

    assertEquals(0, cell.requests("PATCH"));
    assertBoth(tree("b", "beta 2", "d/", "", "d/a", "alpha", "d/theirs", "theirs"));
  }

  @Test
  void othersRemovalsAndMoves_areTakenOver() throws Exception {
    cell.foreignMove(uuid, "d", "e");
    cell.foreignRemove(uuid, "b");

    assertEquals(Outcome.DONE, volume.sync());

    assertBoth(tree("e/", "", "e/a", "alpha"));
  }

  @Test
  void othersChangesElsewhere_areCombinedInOneCommit() throws Exception {
    cell.foreignPut(uuid, "d/theirs", "theirs");
    cell.foreignRemove(uuid, "b");
    volume.write("d/a", "alpha 2");
    volume.write("ours", "ours");
    cell.countFromZero();

    assertEquals(Outcome.DONE, volume.sync());

    assertEquals(1, cell.requests("PATCH"));
    assertBoth(tree("d/", "", "d/a", "alpha 2", "d/theirs", "theirs", "ours", "ours"));
  }

  @Test
  void othersChange_whileAFileIsOpen_waitsForTheNextSync() throws Exception {
    cell.foreignPut(uuid, "b", "beta 2");
    volume.volume().open(volume.ino("b"));
    assertEquals(Outcome.DONE, volume.sync());
    assertEquals("beta", volume.tree().get("b"));
    volume.volume().release(volume.ino("b"));

    assertEquals(Outcome.DONE, volume.sync());

    assertBoth(tree("b", "beta 2", "d/", "", "d/a", "alpha"));
  }

  @Test
  void sameContentOnBothSides_isNoConflict() throws Exception {
    volume.write("b", "the same");
    cell.foreignPut(uuid, "b", "the same");
    cell.countFromZero();

    assertEquals(Outcome.DONE, volume.sync());

    assertEquals(0, cell.requests("PATCH"));
    assertBoth(tree("b", "the same", "d/", "", "d/a", "alpha"));
  }

  @Test
  void samePath_changedOnBothSides_isHeldAndNothingIsSent() throws Exception {
    volume.write("b", "ours");
    cell.foreignPut(uuid, "b", "theirs");
    cell.countFromZero();

    Outcome outcome = volume.sync();

    assertHeld(outcome, "b", cell.stored(uuid).portableDataHash());
    assertEquals(0, cell.requests("PATCH"));
    assertEquals("ours", volume.tree().get("b"));
    assertEquals("theirs", cell.tree(uuid).get("b"));
    assertEquals(outcome, volume.sync());
    volume.kill();
    assertEquals(outcome, volume.sync());
    assertEquals(0, cell.requests("PATCH"));
    assertEquals("ours", volume.tree().get("b"));
  }

  @Test
  void conflict_undoneOnTheServer_isCommitted() throws Exception {
    volume.write("b", "ours");
    cell.foreignPut(uuid, "b", "theirs");
    volume.sync();
    cell.foreignPut(uuid, "b", "beta");

    // Equal bytes in another block count as a change until contents are compared.
    Outcome stillHeld = volume.sync();
    cell.foreignRemove(uuid, "b");
    volume.sync();

    assertFalse(stillHeld.isDone());
    assertEquals("ours", volume.tree().get("b"));
  }

  @Test
  void conflict_undoneHere_letsTheOthersIn() throws Exception {
    volume.write("new", "ours");
    cell.foreignPut(uuid, "new", "theirs");
    assertFalse(volume.sync().isDone());
    volume.remove("new");

    assertEquals(Outcome.DONE, volume.sync());

    assertTrue(volume.state().held().isEmpty());
    assertBoth(tree("b", "beta", "d/", "", "d/a", "alpha", "new", "theirs"));
  }

  @Test
  void conflict_removedByTheOthersAgain_isCommitted() throws Exception {
    volume.write("new", "ours");
    cell.foreignPut(uuid, "new", "theirs");
    assertFalse(volume.sync().isDone());
    cell.foreignRemove(uuid, "new");

    assertEquals(Outcome.DONE, volume.sync());

    assertTrue(volume.state().held().isEmpty());
    assertBoth(tree("b", "beta", "d/", "", "d/a", "alpha", "new", "ours"));
  }

  @Test
  void conflict_whoseHereChangeIsMovedAway_isCommitted() throws Exception {
    volume.write("new", "ours");
    cell.foreignPut(uuid, "new", "theirs");
    assertFalse(volume.sync().isDone());
    volume.rename("new", "ours");

    assertEquals(Outcome.DONE, volume.sync());

    assertBoth(tree("b", "beta", "d/", "", "d/a", "alpha", "new", "theirs", "ours", "ours"));
  }

  @Test
  void foreignWrite_insideTheTargetBeforeTheSave_isFoundByTheCheck() throws Exception {
    volume.write("b", "ours");
    cell.fault("foreign-write", "/b*1");

    Outcome outcome = volume.sync();

    long version = cell.stored(uuid).version();
    String theirs = cell.versions(uuid).get(cell.versions(uuid).size() - 2);
    assertHeld(outcome, "b", theirs);
    assertTrue(
        cell.treeOfVersion(uuid, version - 1).getOrDefault("b", "").startsWith("another writer"));
    assertEquals("ours", volume.tree().get("b"));
    assertEquals(outcome, volume.sync());
    volume.kill();
    assertEquals(outcome, volume.settle());
    assertEquals(outcome, volume.sync());
    assertEquals(version, cell.stored(uuid).version());
  }

  @Test
  void foreignWrite_whereWeMakeAFile_isFoundByTheCheck() throws Exception {
    volume.write("d/new", "ours");
    cell.fault("foreign-write", "/d/new*1");

    Outcome outcome = volume.sync();

    assertEquals(
        List.of(uuid + "/d/new"), outcome.left().stream().map(Outcome.Left::what).toList());
    assertTrue(
        cell.treeOfVersion(uuid, cell.stored(uuid).version() - 1)
            .getOrDefault("d/new", "")
            .startsWith("another writer"));
  }

  @Test
  void foreignWrite_elsewhereBeforeTheSave_isRefusedPlannedAgainAndKept() throws Exception {
    volume.write("b", "ours");
    cell.fault("foreign-write", "/d/theirs*1");

    assertEquals(Outcome.DONE, volume.sync());

    assertEquals(2, cell.requests("PATCH"));
    assertEquals(2, cell.blocksPut());
    SortedMap<String, String> now = cell.tree(uuid);
    assertEquals("ours", now.get("b"));
    assertTrue(now.getOrDefault("d/theirs", "").startsWith("another writer"));
    assertBoth(now);
  }

  @Test
  void foreignWrites_thatNeverEnd_areGivenUpAndLoseNothing() throws Exception {
    volume.write("b", "ours");
    cell.fault("foreign-write", "/d/theirs");
    Outcome outcome = volume.sync();
    assertFalse(outcome.isDone());
    cell.noFaults();

    assertEquals(Outcome.DONE, volume.sync());

    assertEquals("ours", cell.tree(uuid).get("b"));
    assertBoth(cell.tree(uuid));
  }

  @Test
  void ourMove_andTheirChangeOfIt_isHeld() throws Exception {
    volume.rename("b", "moved");
    cell.foreignPut(uuid, "b", "theirs");
    cell.countFromZero();

    Outcome outcome = volume.sync();

    assertHeld(outcome, "b", cell.stored(uuid).portableDataHash());
    assertEquals(0, cell.requests("PATCH"));
  }

  @Test
  void theirRepacking_isNoChange() throws Exception {
    volume.write("c", "gamma");
    volume.sync();
    String text = cell.stored(uuid).manifestText();
    cell.foreign(uuid, Map.of("/c", "current/d/a", "/d/a", "current/c"), "");
    cell.foreign(uuid, Map.of("/c", "current/d/a", "/d/a", "current/c"), "");
    assertEquals(text, cell.stored(uuid).manifestText());
    volume.write("b", "ours");

    assertEquals(Outcome.DONE, volume.sync());

    assertBoth(tree("b", "ours", "c", "gamma", "d/", "", "d/a", "alpha"));
  }

  @Test
  void blockThatOthersReplaced_isReadOutOfAPastVersion() throws Exception {
    cell.foreignPut(uuid, "b", "beta 2");
    cell.foreignPut(uuid, "d/a", "alpha 2");
    volume.kill();

    assertEquals(tree("b", "beta", "d/", "", "d/a", "alpha"), volume.tree());
  }

  @Test
  void serverThatWentBack_isHeldWithNothingSentOrTakenOver() throws Exception {
    String saved = volume.state().base();
    cell.foreignPut(uuid, "b", "of an older time");
    volume
        .volume()
        .record(
            new CommitEvent.CollectionSaved(
                Ino.ROOT, new CommitEvent.ServerState(99, saved, cell.time.now())));
    cell.countFromZero();

    Outcome clean = volume.sync();
    volume.write("d/a", "ours");
    Outcome changed = volume.sync();

    assertTrue(clean.left().getFirst().reason().contains("went back"), clean::toString);
    assertTrue(changed.left().getFirst().reason().contains("went back"), changed::toString);
    assertEquals(0, cell.requests("PATCH"));
    assertEquals(tree("b", "beta", "d/", "", "d/a", "ours"), volume.tree());
  }

  /** What the database had when a backup of it was restored, and what others make of that. */
  @Test
  void serverThatWentBack_andCameForwardOtherwise_staysHeld() throws Exception {
    goBackAndForward();
    SortedMap<String, String> ours = volume.tree();
    cell.countFromZero();

    Outcome clean = volume.sync();
    volume.kill();
    Outcome later = volume.sync();

    assertTrue(clean.left().getFirst().reason().contains("went back"), clean::toString);
    assertEquals(clean, later);
    assertEquals(ours, volume.tree());
    volume.write("d/a", "ours");
    assertEquals(clean, volume.sync());
    assertEquals("ours", volume.tree().get("d/a"));
    assertEquals("beta", volume.tree().get("b"));
    assertEquals(0, cell.requests("PATCH"));
  }

  @Test
  void serverThatWentBack_andHasWhatWasAgreedAgain_isReleased() throws Exception {
    String agreed = volume.state().base();
    goBackAndForward();
    volume.write("ours", "ours");
    assertFalse(volume.sync().isDone());
    cell.foreign(uuid, Map.of("/", agreed + "/"), "");
    assertEquals(agreed, cell.stored(uuid).portableDataHash());

    assertEquals(Outcome.DONE, volume.sync());

    assertTrue(volume.state().held().isEmpty());
    assertBoth(tree("b", "beta", "d/", "", "d/a", "alpha", "ours", "ours"));
  }

  @Test
  void serverThatWentBack_toTheVeryContentThatWasAgreed_isNotHeld() throws Exception {
    agreeOnVersion(cell.stored(uuid).version() + 3);
    volume.write("ours", "ours");

    assertEquals(Outcome.DONE, volume.sync());

    assertBoth(tree("b", "beta", "d/", "", "d/a", "alpha", "ours", "ours"));
  }

  @Test
  void serverThatWentBack_toTheVeryContentThatWasAgreed_isFollowedFromThere() throws Exception {
    agreeOnVersion(cell.stored(uuid).version() + 3);
    assertEquals(Outcome.DONE, volume.sync());
    cell.foreignPut(uuid, "b", "theirs");

    assertEquals(Outcome.DONE, volume.sync());

    assertBoth(tree("b", "theirs", "d/", "", "d/a", "alpha"));
  }

  private void goBackAndForward() throws Exception {
    long agreed = cell.stored(uuid).version() + 3;
    agreeOnVersion(agreed);
    cell.foreignPut(uuid, "b", "of an older time");
    assertFalse(volume.sync().isDone());
    while (cell.stored(uuid).version() <= agreed) {
      cell.foreignPut(uuid, "b", "of version " + cell.stored(uuid).version());
    }
  }

  /** What is agreed was saved as this version, which the server no longer has. */
  private void agreeOnVersion(long version) throws IOException {
    String saved = volume.state().base();
    volume
        .volume()
        .record(
            new CommitEvent.CollectionSaved(
                Ino.ROOT, new CommitEvent.ServerState(version, saved, cell.time.now())));
  }
}
