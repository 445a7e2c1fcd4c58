package io.arvfs.fs.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.index.HeapIndex;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** {@link Frees}; that it knows how long a file is shows in the volume's tests. */
final class FreesTest {

  private static final Name NAME = new Name("a");
  private static final Attributes ATTRIBUTES = new Attributes(0644, 0, 0);

  private static boolean frees(Command command) {
    return Frees.space(command, new TreeView(new HeapIndex(TreeFamilies.all())));
  }

  @Test
  void space_whatRemoves_isFreed() {
    assertEquals(true, frees(new Command.Unlink(Ino.ROOT, NAME)));
    assertEquals(true, frees(new Command.RemoveDirectory(Ino.ROOT, NAME)));
    assertEquals(true, frees(new Command.Bury(new Ino(2))));
  }

  @Test
  void space_whatAddsOrKeeps_isNotFreed() {
    OptionalInt none = OptionalInt.empty();
    assertEquals(false, frees(new Command.CreateFile(Ino.ROOT, NAME, ATTRIBUTES)));
    assertEquals(false, frees(new Command.MakeDirectory(Ino.ROOT, NAME, ATTRIBUTES)));
    assertEquals(
        false, frees(new Command.WriteBytes(new Ino(2), 0, true, new SegmentRange(1, 0, 1, 0))));
    assertEquals(false, frees(new Command.Rename(Ino.ROOT, NAME, Ino.ROOT, new Name("b"), true)));
    assertEquals(
        false, frees(new Command.SetAttributes(Ino.ROOT, none, none, none, Optional.empty())));
    assertEquals(false, frees(new Command.Truncate(new Ino(9), 0)));
  }
}
