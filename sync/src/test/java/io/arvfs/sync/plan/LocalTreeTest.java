package io.arvfs.sync.plan;

import static io.arvfs.sync.plan.Trees.A;
import static io.arvfs.sync.plan.Trees.B;
import static io.arvfs.sync.plan.Trees.file;
import static io.arvfs.sync.plan.Trees.path;
import static io.arvfs.sync.plan.Trees.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.arvfs.fs.manifest.Directory;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The local tree from records of what became of each inode. */
class LocalTreeTest {

  @Property(tries = 1000)
  void records_inAnyOrder_giveTheTreeTheyTellOf(
      @ForAll("trees") Directory base,
      @ForAll("operations") List<Consumer<InodeModel>> operations,
      @ForAll Random random) {
    InodeModel model = new InodeModel(base);
    operations.forEach(operation -> operation.accept(model));
    List<LocalChange> changes = model.changes();
    Collections.shuffle(changes, random);

    Directory local = Combination.local(base, changes);

    assertEquals(model.tree(), local);
  }

  @Test
  void directory_movedWithOneFileLeftOutAndOneChanged_isTakenApart() {
    Directory base = tree("d/x", file(A), "d/y", file(A), "d/z", file(A));
    List<LocalChange> changes =
        List.of(
            Changes.moved(path("d"), path("e")),
            Changes.moved(path("d/x"), path("x")),
            new LocalChange(
                Optional.of(path("d/y")), Optional.of(path("e/y")), Optional.of(file(B))));

    assertEquals(
        tree("x", file(A), "e/y", file(B), "e/z", file(A)), Combination.local(base, changes));
  }

  @Test
  void records_thatDoNotFit_areRefused() {
    Directory base = tree("a", file(A), "b", file(B));

    assertThrows(
        IllegalArgumentException.class,
        () -> Combination.local(base, List.of(Changes.removed(path("c")))));
    assertThrows(
        IllegalArgumentException.class,
        () -> Combination.local(base, List.of(Changes.moved(path("a"), path("b")))));
    assertThrows(
        IllegalArgumentException.class,
        () -> Combination.local(base, List.of(Changes.made(path("a/x"), file(A)))));
    assertThrows(IllegalArgumentException.class, () -> Changes.made(path("d"), tree("x", file(A))));
  }

  @Test
  void directory_removedWithoutARecordForWhatIsInIt_isRefused() {
    Directory base = tree("d/x", file(A), "d/y", file(B));
    List<LocalChange> incomplete =
        List.of(Changes.removed(path("d")), Changes.removed(path("d/x")));
    List<LocalChange> otherKind = List.of(Changes.modified(path("d"), file(A)));

    assertThrows(IllegalArgumentException.class, () -> Combination.local(base, incomplete));
    assertThrows(IllegalArgumentException.class, () -> Combination.local(base, otherKind));
    assertThrows(
        IllegalArgumentException.class, () -> Changes.moved(path("d"), path("e"), Directory.EMPTY));
  }

  @Provide
  Arbitrary<Directory> trees() {
    return Trees.trees();
  }

  @Provide
  Arbitrary<List<Consumer<InodeModel>>> operations() {
    return operation().list().ofMaxSize(8);
  }

  static Arbitrary<Consumer<InodeModel>> operation() {
    return Arbitraries.oneOf(
        Combinators.combine(Trees.paths(), Trees.nodes())
            .as((path, node) -> model -> model.make(path, node)),
        Combinators.combine(Trees.paths(), Trees.files())
            .as((path, content) -> model -> model.write(path, content)),
        Trees.paths().map(path -> model -> model.remove(path)),
        Combinators.combine(Trees.paths(), Trees.paths())
            .as((from, to) -> model -> model.move(from, to)));
  }
}
