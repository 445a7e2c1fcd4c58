package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.host.DiskSpace;
import io.arvfs.sync.ledger.CollectionState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commits while requests, answers and services fail: one application, and no byte lost. */
class FaultsTest {

  private static Cell cell;
  private SyncedVolume volume;
  private String uuid;
  private SortedMap<String, String> expected = new TreeMap<>();
  private int versionsBefore;

  @BeforeAll
  static void start() throws IOException {
    cell = new Cell();
  }

  @AfterAll
  static void stop() {
    cell.close();
  }

  /** What is to be committed has a file sent, one copied from another place and one removed. */
  @BeforeEach
  void open() throws Exception {
    uuid = cell.collection();
    volume = new SyncedVolume(cell, uuid);
    volume.write("a", "alpha");
    volume.write("b", "beta");
    volume.write("c", "gamma");
    volume.makeDirectory("d");
    volume.sync();
    versionsBefore = cell.versions(uuid).size();
    volume.rename("a", "d/moved");
    volume.write("b", "beta 2");
    volume.remove("c");
    volume.write("a", "another");
    expected = volume.tree();
    cell.countFromZero();
  }

  @AfterEach
  void close() {
    volume.close();
    cell.noFaults();
  }

  /** Everything arrived, in exactly one more version, and nothing is owed. */
  private void assertOnce() throws IOException {
    assertEquals(expected, cell.tree(uuid));
    assertEquals(expected, volume.tree());
    assertTrue(volume.isClean());
    assertTrue(volume.state().attempt().isEmpty());
    List<String> versions = cell.versions(uuid);
    assertEquals(versionsBefore + 1, versions.size(), versions::toString);
    assertEquals(versions.size(), new HashSet<>(versions).size());
  }

  @ParameterizedTest
  @CsvSource({
    "update-lost, 1",
    "update-lost, 2",
    "update-twice, 1",
    "update-zombie, 200*1",
    "update-zombie, 700*1",
    "update-zombie, 5000*1",
    "update-zombie, 200*3",
    "update-status-after, 500*1",
    "update-status-after, 502*1",
    "update-status-after, 422*1",
    "update-status-after, 403*1",
    "update-status, 500*2",
    "api-cut, 1@PATCH",
    "api-cut, 3@PATCH",
    "api-cut, 2@GET",
    "api-502, 1@PATCH",
    "api-502, 3@PATCH",
    "api-502, 2@GET",
    "api-503, 1@PATCH",
    "api-503, 3@PATCH",
    "api-503, 2@GET",
    "keep-cut, 1",
    "keep-put-status, 503*1",
    "keep-put-status, 500*2",
  })
  void commit_underAFaultThatPasses_endsDone(String fault, String value) throws Exception {
    cell.fault(fault, value);

    assertEquals(Outcome.DONE, volume.sync());

    assertOnce();
    cell.noFaults();
    cell.time.pass(Duration.ofMinutes(10));
    assertEquals(Outcome.DONE, volume.sync());
    assertOnce();
  }

  @ParameterizedTest
  @CsvSource({
    "update-status, 400",
    "update-status, 403",
    "update-status, 404",
    "update-status, 422",
    "update-status, 500",
    "api-cut, always@PATCH",
    "api-502, always@PATCH",
    "api-503, always@PATCH",
    "api-cut, always",
    "api-502, always",
    "api-503, always",
    "update-lost, always",
    "update-status-after, 500",
    "keep-put-status, 503",
    "keep-put-status, 507",
    "keep-put-status, 500",
    "keep-cut, always",
  })
  void commit_underAFaultThatStays_losesNothingAndEndsDoneAfterIt(String fault, String value)
      throws Exception {
    cell.fault(fault, value);

    Outcome outcome = volume.sync();

    for (Outcome.Left left : outcome.left()) {
      assertEquals(uuid, left.what());
      assertFalse(left.reason().isBlank() || left.reason().contains("\n"), left.reason());
    }
    assertEquals(expected, volume.tree());
    volume.kill();
    cell.noFaults();
    assertEquals(Outcome.DONE, volume.sync());
    assertOnce();
  }

  @ParameterizedTest
  @CsvSource({"400", "403", "404", "422"})
  void commit_refused_saysSo(String status) throws Exception {
    cell.fault("update-status", status);

    Outcome outcome = volume.sync();

    assertTrue(outcome.left().getFirst().reason().startsWith("refused: "), outcome::toString);
    assertEquals(versionsBefore, cell.versions(uuid).size());
  }

  /** What a server cannot do it cannot do for ever: the next plan may be another. */
  @Test
  void commit_thatTheServerFailsAt_isGivenUpSayingSoAndPlannedAnew() throws Exception {
    Set<String> bodies = new LinkedHashSet<>();
    volume.fate().watch(what -> attempt(what).ifPresent(bodies::add));
    cell.fault("update-status", "500");
    Outcome outcome = volume.sync();
    volume.remove("a");
    expected = volume.tree();
    assertFalse(volume.sync().isDone());
    cell.noFaults();

    assertEquals(Outcome.DONE, volume.sync());

    assertTrue(outcome.left().getFirst().reason().contains("500"), outcome::toString);
    assertEquals(2, bodies.size());
    assertOnce();
  }

  private Optional<String> attempt(String what) {
    return what.equals("commit")
        ? volume.state().attempt().map(CollectionState.Attempt::digest)
        : Optional.empty();
  }

  @Test
  void commit_whoseAnswersAreCut_saysWhy() throws Exception {
    cell.fault("api-cut", "always@PATCH");

    String reason = volume.sync().left().getFirst().reason();

    assertTrue(reason.startsWith("it is not known yet whether the last update arrived"), reason);
    assertTrue(reason.contains(" broke: "), reason);
  }

  @Test
  void commit_keepFull_saysSo() throws Exception {
    cell.fault("keep-put-status", "507");

    Outcome outcome = volume.sync();

    assertEquals(1, outcome.left().size());
    assertEquals(0, cell.requests("PATCH"));
  }

  @Test
  void commit_signaturesOff_works() throws Exception {
    try (Cell unsigned = new Cell(Map.of("signing", "off"));
        SyncedVolume there = new SyncedVolume(unsigned, unsigned.collection())) {
      there.write("a", "alpha");
      there.sync();
      there.writeAt("a", 2, "seam");
      there.rename("a", "b");

      assertEquals(Outcome.DONE, there.sync());

      assertEquals(there.tree(), unsigned.tree(there.uuid));
      assertEquals(2, unsigned.requests("PATCH"));
    }
  }

  @Test
  void commit_versionsOff_works() throws Exception {
    try (Cell without = new Cell(Map.of("versioning", "off"));
        SyncedVolume there = new SyncedVolume(without, without.collection())) {
      there.write("a", "alpha");
      assertEquals(Outcome.DONE, there.sync());
      there.writeAt("a", 2, "seam");
      without.cluster.faults(Map.of("versioning", "off", "update-lost", "1"));

      assertEquals(Outcome.DONE, there.sync());

      assertEquals(there.tree(), without.tree(there.uuid));
      assertTrue(there.isClean());
    }
  }

  /** What a start does with a request that the process before may have sent. */
  @Test
  void settlement_onAFullDisk_findsRoom() throws Exception {
    cell.fault("api-cut", "always@PATCH");
    assertFalse(volume.sync().isDone());
    assertTrue(volume.state().attempt().isPresent());
    volume.kill();
    cell.noFaults();
    DiskSpace space = volume.disk().space(Path.of("/volume"));
    volume.disk().setCapacity(space.totalBytes() - space.usableBytes());

    assertEquals(Outcome.DONE, volume.settle());

    assertOnce();
  }

  @Test
  void commit_versionsOffSinceTheStart_works() throws Exception {
    cell.fault("versioning", "off");

    assertEquals(Outcome.DONE, volume.sync());

    assertEquals(expected, cell.tree(uuid));
    assertTrue(volume.isClean());
  }

  @Test
  void commit_signaturesShort_areRenewed() throws Exception {
    try (Cell brief = new Cell(Map.of("signature-ttl", "60"));
        SyncedVolume there = new SyncedVolume(brief, brief.collection())) {
      there.write("a", "alpha");
      assertEquals(Outcome.DONE, there.sync());
      for (int i = 0; i < 5; i++) {
        brief.time.pass(Duration.ofSeconds(25));
        there.writeAt("a", i, "seam");

        assertEquals(Outcome.DONE, there.sync());

        assertEquals(there.tree(), brief.tree(there.uuid));
      }
      assertEquals(6, brief.requests("PATCH"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 30})
  void update_thatLandsAgainAfterTheNextCommit_isUndone(int days) throws Exception {
    volume.sync();
    volume.write("b", "beta 3");
    cell.fault("update-zombie", "60000*1");
    assertEquals(Outcome.DONE, volume.sync());
    volume.write("b", "beta 4");
    assertEquals(Outcome.DONE, volume.sync());
    expected = volume.tree();
    cell.time.pass(Duration.ofMinutes(2));
    cell.time.pass(Duration.ofDays(days));
    assertEquals("beta 3", cell.tree(uuid).get("b"));

    assertEquals(Outcome.DONE, volume.sync());

    assertEquals(expected, volume.tree());
    assertEquals(expected, cell.tree(uuid));
  }

  @Test
  void update_thatLandsAgainUnderLocalChanges_isUndone() throws Exception {
    volume.sync();
    volume.write("b", "beta 3");
    cell.fault("update-zombie", "60000*1");
    assertEquals(Outcome.DONE, volume.sync());
    volume.write("b", "beta 4");
    assertEquals(Outcome.DONE, volume.sync());
    volume.write("new", "written meanwhile");
    expected = volume.tree();
    cell.time.pass(Duration.ofMinutes(2));

    assertEquals(Outcome.DONE, volume.sync());

    assertEquals(expected, volume.tree());
    assertEquals(expected, cell.tree(uuid));
  }

  @Test
  void update_thatLandsAgainBeforeTheOthersWrite_isUndoneByALaterProcess() throws Exception {
    volume.sync();
    volume.write("b", "beta 3");
    cell.fault("update-zombie", "60000*1");
    assertEquals(Outcome.DONE, volume.sync());
    volume.write("b", "beta 4");
    assertEquals(Outcome.DONE, volume.sync());
    expected = volume.tree();
    cell.time.pass(Duration.ofMinutes(2));
    cell.foreignPut(uuid, "theirs", "theirs");
    expected.put("theirs", "theirs");
    volume.kill();

    assertEquals(Outcome.DONE, volume.sync());

    assertEquals(expected, cell.tree(uuid));
    assertEquals(expected, volume.tree());
  }

  @Test
  void update_thatUndoesALateOneAndGetsNoAnswer_isOwedThoughNothingIsChanged() throws Exception {
    volume.sync();
    volume.write("b", "beta 3");
    cell.fault("update-zombie", "60000*1");
    assertEquals(Outcome.DONE, volume.sync());
    volume.write("b", "beta 4");
    assertEquals(Outcome.DONE, volume.sync());
    cell.time.pass(Duration.ofMinutes(2));
    assertTrue(volume.isSettled());
    cell.fault("api-cut", "always@PATCH");

    assertFalse(volume.sync().isDone());

    assertTrue(volume.isClean());
    assertFalse(volume.isSettled());
  }

  @Test
  void update_thatLandsUponWhatOthersWroteThere_isHeldWithBothHashes() throws Exception {
    volume.sync();
    volume.write("b", "beta 3");
    cell.fault("update-zombie", "60000*1");
    assertEquals(Outcome.DONE, volume.sync());
    cell.foreignPut(uuid, "b", "theirs");
    String theirs = cell.stored(uuid).portableDataHash();
    cell.time.pass(Duration.ofMinutes(2));

    Outcome outcome = volume.sync();

    assertTrue(outcome.left().getFirst().reason().contains(theirs), outcome::toString);
    assertEquals("beta 3", volume.tree().get("b"));
    assertEquals("theirs", cell.treeOfVersion(uuid, cell.stored(uuid).version() - 1).get("b"));
  }
}
