package io.arvfs.sync.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.fs.tree.TreeDigest;
import io.arvfs.journal.event.CommitEvent.CommitAbandoned;
import io.arvfs.journal.event.CommitEvent.StepSaved;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.sync.plan.Combination;
import io.arvfs.sync.plan.LocalChange;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What the ledger says of any history, against the trees themselves. */
final class LedgerModelTest {

  private static Set<LocalChange> frozenChanges(Bench bench) {
    return new HashSet<>(bench.frozenChanges());
  }

  /** What a commit begun now would send; the bench is as it was but for the commit. */
  private static Set<LocalChange> netChanges(Bench bench) {
    bench.freeze();
    Set<LocalChange> changes = frozenChanges(bench);
    bench.append(new CommitAbandoned(Ino.ROOT, "only a look"));
    return changes;
  }

  @Property(tries = 250)
  void freeze_withChangesLaterOn_tellsTheTreeOfThatMoment(@ForAll long seed) {
    Bench bench = new Bench(new Random(seed));
    bench.steps(60);
    Directory local = bench.local();

    bench.freeze();
    assertEquals(local, Combination.local(bench.base(), bench.frozenChanges()));
    Set<LocalChange> frozen = frozenChanges(bench);
    bench.steps(40);
    assertEquals(frozen, frozenChanges(bench));
  }

  @Property(tries = 250)
  void abandoned_withChangesMeanwhile_isAsIfNeverFrozen(@ForAll long seed) {
    Bench frozen = new Bench(new Random(seed));
    Bench never = new Bench(new Random(seed));
    frozen.steps(40);
    never.steps(40);
    Position at = frozen.freeze();
    frozen.steps(40);
    never.steps(40);
    assertEquals(at, frozen.ledger().collection(Ino.ROOT).orElseThrow().frozenAt().orElseThrow());

    frozen.append(new CommitAbandoned(Ino.ROOT, "nothing was sent"));
    frozen.again(seed + 1).steps(20);
    never.again(seed + 1).steps(20);

    frozen.requireSegmentsCounted();
    assertEquals(netChanges(never), netChanges(frozen));
  }

  @Property(tries = 250)
  void saved_withAllBytesStored_movesThemAndChangesNoDigest(@ForAll long seed) {
    Bench bench = new Bench(new Random(seed));
    bench.steps(50);
    Position at = bench.freeze();
    bench.storeAll();
    bench.moveSome();
    String quiet = TreeDigest.of(bench.tree());

    bench.save(at);

    assertEquals(quiet, TreeDigest.of(bench.tree()));
    assertTrue(bench.ledger().isClean());
    bench.requireSegmentsCounted();
    requireNoSegmentNamed(bench);
  }

  /** Files without a name are nobody's to send. */
  private static void requireNoSegmentNamed(Bench bench) {
    for (long i = 1; i < bench.tree().nextIno().value(); i++) {
      Ino ino = new Ino(i);
      if (bench.tree().path(ino).isPresent()) {
        assertFalse(bench.tree().extents(ino).stream().anyMatch(InSegment.class::isInstance));
      }
    }
  }

  @Property(tries = 150)
  void saved_inPiecesWithChangesBetween_owesExactlyTheRest(@ForAll long seed) {
    Bench bench = new Bench(new Random(seed));
    bench.steps(40);
    bench.whileWorking(() -> bench.steps(3));
    Position at = bench.freeze();
    bench.whileWorking(() -> {});
    Directory agreed = Combination.local(bench.base(), bench.frozenChanges());
    bench.whileWorking(() -> bench.steps(3));
    bench.save(at);
    bench.whileWorking(() -> {});
    Directory local = bench.local();

    bench.freeze();

    bench.requireSegmentsCounted();
    assertEquals(local, Combination.local(agreed, bench.frozenChanges()));
  }

  /** As older programs left it: no entry tells that what was saved is settled. */
  @Property(tries = 50)
  void saved_withoutAWordOfTheRest_isSettledAtTheNextFreeze(@ForAll long seed) {
    Bench bench = new Bench(new Random(seed));
    bench.steps(40);
    Position at = bench.freeze();
    Directory agreed = Combination.local(bench.base(), bench.frozenChanges());
    bench.append(new StepSaved(Ino.ROOT, at, Bench.BASE.portableDataHash()));
    bench.steps(20);

    bench.freeze();

    bench.requireSegmentsCounted();
    assertEquals(bench.local(), Combination.local(agreed, bench.frozenChanges()));
  }

  @Property(tries = 250)
  void saved_withChangesMeanwhile_owesExactlyTheRest(@ForAll long seed) {
    Bench bench = new Bench(new Random(seed));
    bench.steps(40);
    Position at = bench.freeze();
    Directory agreed = Combination.local(bench.base(), bench.frozenChanges());
    bench.steps(30);
    Directory local = bench.local();

    bench.save(at);
    bench.freeze();

    bench.requireSegmentsCounted();
    assertEquals(local, Combination.local(agreed, bench.frozenChanges()));
  }
}
