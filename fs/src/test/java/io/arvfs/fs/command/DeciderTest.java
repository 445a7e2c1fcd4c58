package io.arvfs.fs.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command.Bury;
import io.arvfs.fs.command.Command.CreateFile;
import io.arvfs.fs.command.Command.MakeDirectory;
import io.arvfs.fs.command.Command.RemoveDirectory;
import io.arvfs.fs.command.Command.Rename;
import io.arvfs.fs.command.Command.SetAttributes;
import io.arvfs.fs.command.Command.Truncate;
import io.arvfs.fs.command.Command.Unlink;
import io.arvfs.fs.command.Command.WriteBytes;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.fs.command.Decision.Needs;
import io.arvfs.fs.command.Decision.Refused;
import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestPaths;
import io.arvfs.fs.manifest.Writability;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.fs.tree.TreeFold;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent.AttributesSet;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.event.TreeEvent.DirectoryMade;
import io.arvfs.journal.event.TreeEvent.DirectoryRemoved;
import io.arvfs.journal.event.TreeEvent.FileCreated;
import io.arvfs.journal.event.TreeEvent.InodeDied;
import io.arvfs.journal.event.TreeEvent.Renamed;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.HeapIndex;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Each answer that POSIX prescribes: in the root a file f and directories d, with x in it, and e.
 */
final class DeciderTest {

  private static final Attributes ATTRIBUTES = new Attributes(0644, 1, 1);
  private static final SegmentRange RANGE = new SegmentRange(1, 0, 10, 0);
  private static final Ino GONE = new Ino(99);
  private static final Name FREE = new Name("free");

  private final HeapIndex index = new HeapIndex(TreeFamilies.all());
  private final TreeView tree = new TreeView(index);
  private final Set<Ino> open = new HashSet<>();

  @BeforeEach
  void makeTree() {
    ServerState state = new ServerState(1, "hash", Instant.EPOCH);
    fold(List.of(new ManifestAdopted(Ino.ROOT, "uuid", state, new Ino(2), ATTRIBUTES)));
    does(new CreateFile(Ino.ROOT, name("f"), ATTRIBUTES));
    does(new MakeDirectory(Ino.ROOT, name("d"), ATTRIBUTES));
    does(new CreateFile(ino("d"), name("x"), ATTRIBUTES));
    does(new MakeDirectory(Ino.ROOT, name("e"), ATTRIBUTES));
  }

  private static Name name(String name) {
    return new Name(name);
  }

  private Ino ino(String name) {
    return tree.child(Ino.ROOT, name(name)).orElseThrow();
  }

  private Decision decide(Command command) {
    return new Decider(tree, open::contains).decide(command);
  }

  private void fold(List<Event> events) {
    Batch batch = new Batch(index);
    Entry entry = new Entry(index.applied().position().next(), Instant.ofEpochSecond(9), events);
    new TreeFold(_ -> ManifestPaths.of(Directory.EMPTY)).apply(entry, batch);
    index.write(batch, new Applied(entry.position(), 1, 0));
  }

  private void does(Command command) {
    assertTrue(decide(command) instanceof Accepted(var events) && !events.isEmpty());
    if (decide(command) instanceof Accepted(var events)) {
      fold(events);
    }
  }

  private void refuses(Errno errno, Command command) {
    assertEquals(new Refused(errno), decide(command), command.toString());
  }

  private void accepts(Command command, Event... events) {
    assertEquals(new Accepted(List.of(events)), decide(command));
  }

  private static Rename move(Ino from, String name, Ino to, String newName) {
    return new Rename(from, name(name), to, name(newName), true);
  }

  @Test
  void create_inADirectoryThatSetsTheGroup_isOfItsGroup() {
    Ino d = ino("d");
    does(
        new SetAttributes(
            d, OptionalInt.of(02775), OptionalInt.empty(), OptionalInt.of(44), Optional.empty()));
    Ino next = tree.nextIno();

    accepts(
        new CreateFile(d, FREE, ATTRIBUTES),
        new FileCreated(next, d, FREE, new Attributes(0644, 1, 44)));
    accepts(
        new MakeDirectory(d, FREE, ATTRIBUTES),
        new DirectoryMade(next, d, FREE, new Attributes(02644, 1, 44)));
  }

  @Test
  void anything_beforeTheRootIsLoaded_needsIt() {
    TreeView nothing = new TreeView(new HeapIndex(TreeFamilies.all()));

    assertEquals(
        new Needs(Ino.ROOT), new Decider(nothing, _ -> false).decide(new Unlink(Ino.ROOT, FREE)));
  }

  @Test
  void newName_whereItCannotBe_isRefused() {
    for (boolean directory : new boolean[] {true, false}) {
      refuses(Errno.EEXIST, make(Ino.ROOT, name("f"), directory));
      refuses(Errno.EEXIST, make(Ino.ROOT, name("d"), directory));
      refuses(Errno.ENOENT, make(GONE, FREE, directory));
      refuses(Errno.ENOTDIR, make(ino("f"), FREE, directory));
      refuses(Errno.EINVAL, make(Ino.ROOT, new Name(new byte[] {(byte) 0xff}), directory));
      refuses(Errno.EACCES, make(Ino.ROOT, Writability.RESERVED_NAME, directory));
    }
  }

  private static Command make(Ino parent, Name name, boolean directory) {
    return directory
        ? new MakeDirectory(parent, name, ATTRIBUTES)
        : new CreateFile(parent, name, ATTRIBUTES);
  }

  @Test
  void unlink_ofWhatIsNoFile_isRefused() {
    refuses(Errno.ENOENT, new Unlink(Ino.ROOT, FREE));
    refuses(Errno.ENOENT, new Unlink(GONE, name("f")));
    refuses(Errno.EISDIR, new Unlink(Ino.ROOT, name("d")));
  }

  @Test
  void unlink_ofAFile_killsItUnlessSomebodyHoldsItOpen() {
    Ino file = ino("f");
    Unlinked unlinked = new Unlinked(file, Ino.ROOT, name("f"));

    accepts(new Unlink(Ino.ROOT, name("f")), unlinked, new InodeDied(file));
    open.add(file);
    accepts(new Unlink(Ino.ROOT, name("f")), unlinked);
  }

  @Test
  void bury_ofAFile_happensOnlyWhenNobodyCanReachIt() {
    Ino file = ino("f");
    accepts(new Bury(file));
    open.add(file);
    does(new Unlink(Ino.ROOT, name("f")));

    accepts(new Bury(file));
    open.remove(file);
    accepts(new Bury(file), new InodeDied(file));
    accepts(new Bury(ino("e")));
    accepts(new Bury(GONE));
  }

  @Test
  void removeDirectory_ofWhatIsNoEmptyDirectory_isRefused() {
    refuses(Errno.ENOENT, new RemoveDirectory(Ino.ROOT, FREE));
    refuses(Errno.ENOTDIR, new RemoveDirectory(Ino.ROOT, name("f")));
    refuses(Errno.ENOTEMPTY, new RemoveDirectory(Ino.ROOT, name("d")));
    accepts(
        new RemoveDirectory(Ino.ROOT, name("e")),
        new DirectoryRemoved(ino("e"), Ino.ROOT, name("e")));
  }

  @Test
  void rename_whereItCannotGo_isRefused() {
    Ino d = ino("d");
    refuses(Errno.ENOENT, move(Ino.ROOT, "free", Ino.ROOT, "other"));
    refuses(Errno.ENOENT, move(Ino.ROOT, "f", GONE, "f"));
    refuses(Errno.ENOTDIR, move(Ino.ROOT, "d", ino("f"), "d"));
    refuses(Errno.EINVAL, move(Ino.ROOT, "d", d, "below"));
    refuses(Errno.ENOTDIR, move(Ino.ROOT, "e", Ino.ROOT, "f"));
    refuses(Errno.EISDIR, move(Ino.ROOT, "f", Ino.ROOT, "e"));
    refuses(Errno.ENOTEMPTY, move(Ino.ROOT, "e", Ino.ROOT, "d"));
    refuses(Errno.EACCES, move(Ino.ROOT, "f", Ino.ROOT, ".arvados#collection"));
    refuses(Errno.EEXIST, new Rename(d, name("x"), Ino.ROOT, name("f"), false));
  }

  @Test
  void rename_toItself_isNothing() {
    accepts(move(Ino.ROOT, "f", Ino.ROOT, "f"));
    accepts(move(Ino.ROOT, "d", Ino.ROOT, "d"));
  }

  @Test
  void rename_overAFile_removesItFirst() {
    Ino x = tree.child(ino("d"), name("x")).orElseThrow();
    Renamed renamed = new Renamed(x, ino("d"), name("x"), Ino.ROOT, name("f"));
    Unlinked unlinked = new Unlinked(ino("f"), Ino.ROOT, name("f"));

    accepts(move(ino("d"), "x", Ino.ROOT, "f"), unlinked, new InodeDied(ino("f")), renamed);
    open.add(ino("f"));
    accepts(move(ino("d"), "x", Ino.ROOT, "f"), unlinked, renamed);
  }

  @Test
  void rename_ofADirectoryOverAnEmptyOne_removesItFirst() {
    accepts(
        move(Ino.ROOT, "d", Ino.ROOT, "e"),
        new DirectoryRemoved(ino("e"), Ino.ROOT, name("e")),
        new Renamed(ino("d"), Ino.ROOT, name("d"), Ino.ROOT, name("e")));
  }

  @Test
  void write_whereItCannotBe_isRefused() {
    refuses(Errno.ESTALE, new WriteBytes(GONE, 0, false, RANGE));
    refuses(Errno.EISDIR, new WriteBytes(ino("d"), 0, false, RANGE));
    refuses(Errno.EINVAL, new WriteBytes(ino("f"), -1, false, RANGE));
    refuses(Errno.EFBIG, new WriteBytes(ino("f"), Long.MAX_VALUE - 9, false, RANGE));
    refuses(Errno.EFBIG, new WriteBytes(ino("f"), Inode.MAX_BYTES - 9, false, RANGE));
    refuses(Errno.EFBIG, new Truncate(ino("f"), Inode.MAX_BYTES + 1));
  }

  @Test
  void append_goesToTheEnd_whateverTheOffset() {
    Ino file = ino("f");
    accepts(new WriteBytes(file, -5, true, RANGE), new BytesWritten(file, 0, RANGE));
    does(new Truncate(file, 1000));

    accepts(new WriteBytes(file, 7, true, RANGE), new BytesWritten(file, 1000, RANGE));
  }

  @Test
  void append_toTheLongestFile_isRefused() {
    does(new Truncate(ino("f"), Inode.MAX_BYTES));

    refuses(Errno.EFBIG, new WriteBytes(ino("f"), 0, true, RANGE));
  }

  @Test
  void truncate_ofWhatIsNoFile_isRefused() {
    refuses(Errno.ESTALE, new Truncate(GONE, 0));
    refuses(Errno.EISDIR, new Truncate(ino("d"), 0));
    refuses(Errno.EINVAL, new Truncate(ino("f"), -1));
  }

  @Test
  void attributes_thatAreTheSame_areNothing() {
    Ino file = ino("f");
    accepts(attributes(file, OptionalInt.of(0644)));
    accepts(attributes(file, OptionalInt.empty()));
    accepts(
        attributes(file, OptionalInt.of(0100600)),
        new AttributesSet(file, new Attributes(0600, 1, 1), Optional.empty()));
    refuses(Errno.ESTALE, attributes(GONE, OptionalInt.empty()));
  }

  private static SetAttributes attributes(Ino ino, OptionalInt mode) {
    return new SetAttributes(ino, mode, OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
  }

  @Test
  void numbers_ofInodes_areNeverGivenTwice() {
    Ino next = tree.nextIno();
    does(new CreateFile(Ino.ROOT, FREE, ATTRIBUTES));
    does(new Unlink(Ino.ROOT, FREE));

    assertEquals(next.next(), tree.nextIno());
    assertEquals(new Position(7), index.applied().position());
  }
}
