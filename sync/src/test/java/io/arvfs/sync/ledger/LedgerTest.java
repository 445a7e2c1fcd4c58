package io.arvfs.sync.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.tree.SegmentUse;
import io.arvfs.journal.event.CommitEvent.CommitAbandoned;
import io.arvfs.journal.event.CommitEvent.CommitFrozen;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The ledger's rows, case by case. */
final class LedgerTest {

  private static final Name A = new Name("a");
  private static final Name Z = new Name("z");

  private final Bench bench = new Bench(new Random(1));

  private void does(Command command) {
    assertTrue(bench.execute(command));
  }

  private void rename(Name from, Name to) {
    does(new Command.Rename(Ino.ROOT, from, Ino.ROOT, to, true));
  }

  private void freeze() {
    bench.append(new CommitFrozen(Ino.ROOT));
  }

  @Test
  void file_madeAndRemoved_leavesNothing() {
    does(new Command.CreateFile(Ino.ROOT, Z, Bench.ATTRIBUTES));
    Ino made = bench.tree().child(Ino.ROOT, Z).orElseThrow();
    does(new Command.WriteBytes(made, 0, true, bench.range()));
    does(new Command.Unlink(Ino.ROOT, Z));

    assertTrue(bench.ledger().isClean());
  }

  @Test
  void directory_madeAndRemoved_leavesNothing() {
    does(new Command.MakeDirectory(Ino.ROOT, Z, Bench.ATTRIBUTES));
    does(new Command.RemoveDirectory(Ino.ROOT, Z));

    assertTrue(bench.ledger().isClean());
  }

  @Test
  void file_renamedAndBack_leavesNothingAtTheFreeze() {
    rename(A, Z);
    rename(Z, A);
    freeze();

    assertTrue(bench.ledger().isClean());
  }

  @Test
  void file_renamedAwayFrozenRenamedBackAndAbandoned_leavesNothingAtTheFreeze() {
    rename(A, Z);
    freeze();
    rename(Z, A);
    bench.append(new CommitAbandoned(Ino.ROOT, "nothing was sent"));
    freeze();

    assertTrue(bench.ledger().isClean());
  }

  @Test
  void file_madeFrozenRemovedAndAbandoned_leavesNothingAtTheFreeze() {
    does(new Command.CreateFile(Ino.ROOT, Z, Bench.ATTRIBUTES));
    freeze();
    does(new Command.Unlink(Ino.ROOT, Z));
    bench.append(new CommitAbandoned(Ino.ROOT, "nothing was sent"));
    freeze();

    assertTrue(bench.ledger().isClean());
  }

  @Test
  void file_madeFrozenAbandonedAndRemoved_keepsNoBytes() {
    does(new Command.CreateFile(Ino.ROOT, Z, Bench.ATTRIBUTES));
    Ino made = bench.tree().child(Ino.ROOT, Z).orElseThrow();
    does(new Command.WriteBytes(made, 0, true, bench.range()));
    freeze();
    bench.append(new CommitAbandoned(Ino.ROOT, "nothing was sent"));
    does(new Command.Unlink(Ino.ROOT, Z));
    does(new Command.Bury(made));

    assertTrue(SegmentUse.used(bench.index()).isEmpty());
    assertTrue(bench.ledger().isClean());
  }

  @Test
  void freeze_whileAnotherIsUnderWay_losesNothingOfIt() {
    rename(A, Z);
    freeze();
    rename(Z, new Name("y"));
    freeze();

    assertEquals(List.of("a"), bases());
  }

  private List<String> bases() {
    Set<Ino> planned = bench.ledger().planned().keySet();
    return planned.stream()
        .map(ino -> bench.ledger().basePath(ino).orElseThrow().relative())
        .toList();
  }
}
