package io.arvfs.sync.plan;

import static io.arvfs.sync.plan.Trees.A;
import static io.arvfs.sync.plan.Trees.B;
import static io.arvfs.sync.plan.Trees.file;
import static io.arvfs.sync.plan.Trees.path;
import static io.arvfs.sync.plan.Trees.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.Draft;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.ManifestPaths;
import io.arvfs.fs.manifest.Node;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.sync.plan.ServerChange.Made;
import io.arvfs.sync.plan.ServerChange.MadeDirectory;
import io.arvfs.sync.plan.ServerChange.Modified;
import io.arvfs.sync.plan.ServerChange.Removed;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Adopting what others did, one path at a time. */
class ServerChangeTest {

  @Property(tries = 500)
  void changes_doneOneByOne_giveTheServersTree(
      @ForAll("trees") Directory base, @ForAll("edits") List<Trees.Edit> edits) throws IOException {
    Directory server = Trees.edited(base, edits);
    List<ServerChange> changes =
        ServerChange.between(ManifestPaths.of(base), ManifestPaths.of(server));
    Draft draft = new Draft(base);

    for (int done = 1; done <= changes.size(); done++) {
      apply(draft, changes.get(done - 1));
      assertTrue(draft.tree().sameContent(ServerChange.done(base, changes.subList(0, done))));
    }

    assertTrue(server.sameContent(draft.tree()));
  }

  private static void apply(Draft draft, ServerChange change) {
    ManifestPath parent = change.path().parent().orElseThrow();
    Optional<Node> there = draft.get(change.path());
    assertTrue(draft.get(parent).orElseThrow() instanceof Directory, "a parent: " + change);
    switch (change) {
      case Removed(ManifestPath path) -> {
        assertFalse(there.orElseThrow() instanceof Directory d && !d.isEmpty(), "empty: " + path);
        draft.remove(path);
      }
      case MadeDirectory(ManifestPath path) -> {
        assertTrue(there.isEmpty(), "nothing yet: " + path);
        draft.makeDirectory(path);
      }
      case Made(ManifestPath path, RegularFile content) -> {
        assertTrue(there.isEmpty(), "nothing yet: " + path);
        draft.put(path, content);
      }
      case Modified(ManifestPath path, RegularFile content) -> {
        assertTrue(there.orElseThrow() instanceof RegularFile, "a file: " + path);
        draft.put(path, content);
      }
    }
  }

  @Test
  void changes_ofEveryKind_comeInTheirOrder() throws IOException {
    Directory base = tree("d/x", file(A), "f", file(A), "m", file(B), "same", file(B));
    Directory server =
        tree("d", file(B), "f/y", file(A), "m", file(A), "n/m", file(A), "same", file(B));

    assertEquals(
        List.of(
            new Removed(path("f")),
            new Removed(path("d/x")),
            new Removed(path("d")),
            new Made(path("d"), file(B)),
            new MadeDirectory(path("f")),
            new Made(path("f/y"), file(A)),
            new Modified(path("m"), file(A)),
            new MadeDirectory(path("n")),
            new Made(path("n/m"), file(A))),
        ServerChange.between(ManifestPaths.of(base), ManifestPaths.of(server)));
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
