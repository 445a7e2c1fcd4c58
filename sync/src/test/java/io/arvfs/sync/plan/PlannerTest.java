package io.arvfs.sync.plan;

import static io.arvfs.sync.plan.Trees.A;
import static io.arvfs.sync.plan.Trees.B;
import static io.arvfs.sync.plan.Trees.N;
import static io.arvfs.sync.plan.Trees.W;
import static io.arvfs.sync.plan.Trees.edited;
import static io.arvfs.sync.plan.Trees.file;
import static io.arvfs.sync.plan.Trees.path;
import static io.arvfs.sync.plan.Trees.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.Draft;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.ManifestPaths;
import io.arvfs.fs.manifest.ManifestSource;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.manifest.ManifestWriter;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.fs.manifest.Selection;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.Name;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Plans, judged by what is predicted of them. */
class PlannerTest {

  private static final long NOW = 0x70000000L;
  private static final Signing SIGNING = Signing.at(NOW, Optional.empty());
  private static final LocatorChoice OLDER = block -> signed(block, NOW - 100);

  private static String signed(BlockId block, long expiry) {
    return block + "+A" + "0123456789".repeat(4) + "@" + Long.toHexString(expiry);
  }

  private static Map<String, String> targets(Directory server, Directory target) {
    return Planner.plan(server, target, OLDER).orElseThrow().request().replaceFiles();
  }

  @Property(tries = 1000)
  void plan_afterEdits_turnsTheServersTreeIntoTheTarget(
      @ForAll("trees") Directory written, @ForAll("edits") List<Trees.Edit> edits)
      throws Exception {
    Directory server = ManifestWriter.unsigned().write(written).load();

    assertReaches(server, edited(server, edits));
  }

  @Property(tries = 500)
  void plan_betweenAnyTwoTrees_turnsOneIntoTheOther(
      @ForAll("trees") Directory written, @ForAll("trees") Directory target) throws Exception {
    assertReaches(ManifestWriter.unsigned().write(written).load(), target);
  }

  @Property(tries = 1000)
  void plan_fromWhatChangedAlone_turnsTheWholeTreeIntoTheTarget(
      @ForAll("trees") Directory written, @ForAll("edits") List<Trees.Edit> edits)
      throws Exception {
    ManifestText text = ManifestWriter.unsigned().write(written);
    Directory server = text.load();
    Directory target = edited(server, edits);
    Selection selection = new Selection();
    for (ServerChange change :
        ServerChange.between(ManifestPaths.of(server), ManifestPaths.of(target))) {
      selection.add(change.path());
    }

    Directory before = selection.of(ManifestSource.of(text));
    Directory after = selection.of(ManifestSource.of(ManifestWriter.unsigned().write(target)));
    Optional<Step> step = Planner.plan(before, after, selection::isWhole, OLDER);

    assertEquals(server.sameContent(target), step.isEmpty());
    if (step.isPresent()) {
      Predicted predicted = Predicted.of(SIGNING, text, step.get().request());
      assertTrue(target.sameContent(predicted.tree()), predicted.text().text());
      assertEquals(
          after.files() - before.files(),
          predicted.accepted().files() - predicted.accepted().filesBefore());
    }
  }

  @Test
  void directory_ofWhichOnlyAPartIsSeen_isNeitherMovedNorReplaced() {
    Directory server = tree("d/x", file(W), "e", file(A));
    Directory target = tree("d/y", file(N), "e/x", file(W));

    Map<String, String> targets =
        Planner.plan(server, target, _ -> false, OLDER).orElseThrow().request().replaceFiles();

    assertEquals(
        Map.of("/d/x", "", "/d/y", "manifest_text/d/y", "/e", "", "/e/x", "current/d/x"), targets);
  }

  private static void assertReaches(Directory server, Directory target) {
    Optional<Step> step = Planner.plan(server, target, OLDER);
    if (step.isEmpty()) {
      assertTrue(server.sameContent(target));
      return;
    }

    Predicted predicted = Predicted.of(SIGNING, server, step.get().request());

    Prediction.Accepted accepted = predicted.accepted();
    assertTrue(target.sameContent(predicted.tree()), predicted.text().text());
    assertFalse(accepted.uncertain());
    assertEquals(server.files(), accepted.filesBefore());
    assertEquals(target.files(), accepted.files());
    assertEquals(Optional.empty(), Planner.plan(predicted.tree(), target, OLDER));
    assertNoTargetInATarget(step.get());
  }

  private static void assertNoTargetInATarget(Step step) {
    Map<String, String> sources = step.request().replaceFiles();
    for (ManifestPath inner : step.targets()) {
      for (ManifestPath outer : step.targets()) {
        if (inner.isBelow(outer)) {
          assertEquals("", sources.get(outer.absolute()));
          assertNotEquals("", sources.get(inner.absolute()));
        }
      }
    }
  }

  @Test
  void plan_betweenTreesOfTheSameContent_isNone() {
    Directory server = tree("d/f", file(W, 0, 9), "e", Directory.EMPTY);
    RegularFile cut =
        new RegularFile(
            List.of(file(W, 0, 4).pieces().getFirst(), file(W, 4, 5).pieces().getFirst()));

    Optional<Step> step = Planner.plan(server, tree("d/f", cut, "e", Directory.EMPTY), OLDER);

    assertEquals(Optional.empty(), step);
  }

  @Test
  void file_modified_isSentWithTheChosenLocators() {
    Directory server = tree("b", file(W, 3, 3));
    RegularFile longer =
        new RegularFile(List.of(file(W, 3, 3).pieces().getFirst(), file(N).pieces().getFirst()));

    Step step = Planner.plan(server, tree("b", longer), OLDER).orElseThrow();

    assertEquals(Map.of("/b", "manifest_text/b"), step.request().replaceFiles());
    assertEquals(
        ". " + signed(W, NOW - 100) + " " + signed(N, NOW - 100) + " 3:3:b 9:3:b\n",
        step.request().manifestText());
  }

  @Test
  void directory_moved_isOneTargetAndOneDeletion() {
    Directory server = tree("a/x", file(A), "a/s/z", file(B), "b", file(W));

    Step step =
        Planner.plan(server, tree("c/x", file(A), "c/s/z", file(B), "b", file(W)), OLDER)
            .orElseThrow();

    assertEquals(Map.of("/a", "", "/c", "current/a"), step.request().replaceFiles());
    assertEquals("", step.request().manifestText());
  }

  @Test
  void directory_movedAndChangedInside_isTakenApart() {
    Directory server = tree("d/x", file(A), "d/y", file(B));

    Map<String, String> targets = targets(server, tree("e/x", file(N), "e/y", file(B)));

    assertEquals(Map.of("/d", "", "/e/x", "manifest_text/e/x", "/e/y", "current/d/y"), targets);
  }

  @Test
  void filesAndDirectories_swapped_needNoBytes() {
    Directory server = tree("a", file(A), "b", file(B), "c/x", file(W), "d/y", file(N));
    Directory swapped = tree("b", file(A), "a", file(B), "d/x", file(W), "c/y", file(N));

    Map<String, String> targets = targets(server, swapped);

    assertEquals(
        Map.of("/a", "current/b", "/b", "current/a", "/c", "current/d", "/d", "current/c"),
        targets);
  }

  @Test
  void file_thatBecomesADirectory_isRemovedBeforeWhatComesIntoIt() {
    Directory server = tree("a", file(A));

    assertEquals(Map.of("/a", "", "/a/b", "current/a"), targets(server, tree("a/b", file(A))));
    assertEquals(Map.of("/a", "manifest_text/a"), targets(server, tree("a", Directory.EMPTY)));
  }

  @Test
  void directory_thatBecomesAFile_isReplacedAsAWhole() {
    Directory server = tree("a/b", file(A), "a/c", file(B));

    assertEquals(Map.of("/a", "current/a/b"), targets(server, tree("a", file(A))));
  }

  @Test
  void directory_emptied_isNotATarget() {
    Directory server = tree("d/b", file(A));

    assertEquals(Map.of("/d/b", ""), targets(server, tree("d", Directory.EMPTY)));
  }

  @Test
  void directory_emptyAndNew_isSentAsALineOfItsOwn() {
    Step step =
        Planner.plan(tree("a", file(A)), tree("a", file(A), "n/m", Directory.EMPTY), OLDER)
            .orElseThrow();

    assertEquals(Map.of("/n/m", "manifest_text/n/m"), step.request().replaceFiles());
    assertEquals(
        "./n/m d41d8cd98f00b204e9800998ecf8427e+0 0:0:\\056\n", step.request().manifestText());
  }

  @Test
  void content_thatStaysWhereItIs_isSentAgainForItsCopy() {
    Directory server = tree("a", file(A));

    assertEquals(
        Map.of("/b", "manifest_text/b"), targets(server, tree("a", file(A), "b", file(A))));
  }

  @Test
  void content_thatStaysInAChangedDirectory_isSentAgainForItsCopy() {
    Directory server = tree("d/a", file(A), "d/x", file(B));
    Directory target = tree("d/a", file(A), "d/x", file(N), "b", file(A));

    assertEquals(
        Map.of("/b", "manifest_text/b", "/d/x", "manifest_text/d/x"), targets(server, target));
  }

  @Test
  void directory_newAndLargeWithAMovedFile_isTakenApart() {
    Directory server = tree("old", file(W));
    Draft draft = new Draft(tree("d/moved", file(W)));
    for (int i = 0; i <= Planner.FINE_TARGETS; i++) {
      draft.put(path("d/e/" + i), file(A));
    }

    assertEquals(
        Map.of("/old", "", "/d/moved", "current/old", "/d/e", "manifest_text/d/e"),
        targets(server, draft.tree()));
  }

  @Test
  void directory_newAndSmall_isSentFileByFile() {
    Map<String, String> targets =
        targets(Directory.EMPTY, tree("d/x", file(A), "d/e/y", RegularFile.EMPTY));

    assertEquals(Map.of("/d/x", "manifest_text/d/x", "/d/e/y", "manifest_text/d/e/y"), targets);
  }

  @Test
  void directory_newAndLarge_isOneTarget() {
    Draft draft = new Draft(Directory.EMPTY);
    for (int i = 0; i <= Planner.FINE_TARGETS; i++) {
      draft.put(path("d/e/" + i), file(A));
    }

    assertEquals(Map.of("/d", "manifest_text/d"), targets(Directory.EMPTY, draft.tree()));
  }

  @Test
  void name_thatNoRequestCanCarry_isRefused() {
    Directory notUtf8 = tree("d", tree("x", file(A)));
    Draft draft = new Draft(notUtf8);
    draft.put(path("d").child(new Name(new byte[] {(byte) 0xe9})), file(B));
    Directory reserved = tree(".arvados#collection", file(A));

    assertThrows(IllegalArgumentException.class, () -> Planner.plan(notUtf8, draft.tree(), OLDER));
    assertThrows(
        IllegalArgumentException.class, () -> Planner.plan(Directory.EMPTY, reserved, OLDER));
  }

  @Test
  void commits_oneAfterTheOther_goOnFromThePredictedTexts() throws Exception {
    Directory server = new ManifestText(". " + W + " 0:3:a 3:3:b 6:3:c\n").load();
    RegularFile longer =
        new RegularFile(List.of(file(W, 3, 3).pieces().getFirst(), file(N).pieces().getFirst()));

    Draft first = new Draft(server);
    first.put(path("b"), longer);
    Predicted one = predicted(server, first.tree());
    Draft second = new Draft(one.tree());
    second.put(path("z"), RegularFile.EMPTY);
    Predicted two = predicted(one.tree(), second.tree());

    assertEquals("118da954828b3eb5c1c179ce5970946e+169", one.pdh());
    assertEquals("041fdce7883b7ff0e6a8fda5b02c274a+138", two.pdh());
  }

  private static Predicted predicted(Directory server, Directory target) {
    Step step = Planner.plan(server, target, OLDER).orElseThrow();
    return Predicted.of(SIGNING, server, step.request());
  }

  @Provide
  Arbitrary<Directory> trees() {
    return Trees.trees();
  }

  @Provide
  Arbitrary<List<Trees.Edit>> edits() {
    return Trees.edits();
  }
}
