package io.arvfs.fs.command;

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
import io.arvfs.fs.command.Decision.Unfinished;
import io.arvfs.fs.manifest.Writability;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.TreeEvent.AttributesSet;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.event.TreeEvent.DirectoryMade;
import io.arvfs.journal.event.TreeEvent.DirectoryRemoved;
import io.arvfs.journal.event.TreeEvent.FileCreated;
import io.arvfs.journal.event.TreeEvent.InodeDied;
import io.arvfs.journal.event.TreeEvent.Renamed;
import io.arvfs.journal.event.TreeEvent.Shortened;
import io.arvfs.journal.event.TreeEvent.Truncated;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Decides what a command leads to: facts, or a refusal. Pure: the tree, and who holds files open,
 * are all it knows. Whether the user is allowed to is the kernel's question.
 */
public final class Decider {

  private static final int SET_GID = 02000;

  private final TreeView tree;
  private final Predicate<Ino> open;

  /**
   * @param open whether somebody holds the file open, so that it outlives its name
   */
  public Decider(TreeView tree, Predicate<Ino> open) {
    this.tree = tree;
    this.open = open;
  }

  /** What {@code command} leads to; the tree is as it was. */
  public Decision decide(Command command) {
    if (tree.inode(Ino.ROOT).isEmpty()) {
      return new Needs(Ino.ROOT);
    }
    return switch (command) {
      case CreateFile(var parent, var name, var attributes) ->
          enter(parent, name)
              .orElseGet(
                  () ->
                      Accepted.of(
                          new FileCreated(
                              tree.nextIno(), parent, name, in(parent, attributes, 0))));
      case MakeDirectory(var parent, var name, var attributes) ->
          enter(parent, name)
              .orElseGet(
                  () ->
                      Accepted.of(
                          new DirectoryMade(
                              tree.nextIno(), parent, name, in(parent, attributes, SET_GID))));
      case WriteBytes c -> write(c);
      case Truncate(var ino, var length) -> truncate(ino, length);
      case Rename c -> rename(c);
      case Unlink(var parent, var name) -> unlink(parent, name);
      case RemoveDirectory(var parent, var name) -> removeDirectory(parent, name);
      case SetAttributes c -> setAttributes(c);
      case Bury(var ino) -> bury(ino);
    };
  }

  /** What is made in a directory with that bit is of its group; directories have the bit then. */
  private Attributes in(Ino parent, Attributes asked, int inherited) {
    Attributes above = tree.inode(parent).orElseThrow().attributes();
    return (above.mode() & SET_GID) == 0
        ? asked
        : new Attributes(asked.mode() | inherited, asked.uid(), above.gid());
  }

  /** Why no new name can be made there, if so. */
  private Optional<Decision> enter(Ino parent, Name name) {
    Optional<Decision> refusal = refuseName(parent, name);
    if (refusal.isEmpty() && tree.child(parent, name).isPresent()) {
      return refused(Errno.EEXIST);
    }
    return refusal;
  }

  /** A name that no manifest can carry is refused here, and not when it is too late. */
  private Optional<Decision> refuseName(Ino parent, Name name) {
    Optional<Inode> directory = tree.inode(parent);
    if (directory.isEmpty()) {
      return refused(Errno.ENOENT);
    } else if (!directory.get().isDirectory()) {
      return refused(Errno.ENOTDIR);
    } else if (!name.isUtf8()) {
      return refused(Errno.EINVAL);
    } else if (parent.equals(Ino.ROOT) && name.equals(Writability.RESERVED_NAME)) {
      return refused(Errno.EACCES);
    }
    return Optional.empty();
  }

  private static Optional<Decision> refused(Errno errno) {
    return Optional.of(new Refused(errno));
  }

  private Decision write(WriteBytes command) {
    Optional<Inode> inode = tree.inode(command.ino());
    if (inode.isEmpty()) {
      return new Refused(Errno.ESTALE);
    } else if (inode.get().isDirectory()) {
      return new Refused(Errno.EISDIR);
    }
    long offset = command.append() ? inode.get().size() : command.offset();
    if (offset < 0) {
      return new Refused(Errno.EINVAL);
    } else if (offset > Inode.MAX_BYTES - command.data().length()) {
      return new Refused(Errno.EFBIG);
    }
    boolean grows = offset + command.data().length() > inode.get().size();
    return grows && tree.rest(command.ino()).isPresent()
        ? new Unfinished(command.ino())
        : Accepted.of(new BytesWritten(command.ino(), offset, command.data()));
  }

  private Decision truncate(Ino ino, long length) {
    Optional<Inode> inode = tree.inode(ino);
    if (inode.isEmpty()) {
      return new Refused(Errno.ESTALE);
    } else if (inode.get().isDirectory()) {
      return new Refused(Errno.EISDIR);
    } else if (length < 0) {
      return new Refused(Errno.EINVAL);
    } else if (length > Inode.MAX_BYTES) {
      return new Refused(Errno.EFBIG);
    }
    boolean grows = length > inode.get().size();
    if (grows && tree.rest(ino).isPresent()) {
      return new Unfinished(ino);
    }
    return Accepted.of(grows ? new Truncated(ino, length) : cutOff(inode.get(), length));
  }

  /** The length is told at once; of very many extents behind it the first go with that. */
  private Event cutOff(Inode inode, long length) {
    OptionalLong left = leftAfterCut(inode, length);
    return left.isPresent()
        ? new Shortened(inode.ino(), length, left.getAsLong())
        : new Truncated(inode.ino(), length);
  }

  /** Where the extents behind {@code length} begin that are too many to go at once. */
  private OptionalLong leftAfterCut(Inode inode, long length) {
    OptionalLong rest = tree.rest(inode.ino());
    boolean goesOn = rest.isPresent() && inode.size() == length;
    long from = goesOn ? rest.getAsLong() : length;
    return tree.extentAfter(inode.ino(), from, Long.MAX_VALUE, TreeView.EXTENTS_AT_ONCE);
  }

  private Decision rename(Rename command) {
    Optional<Ino> source = tree.child(command.parent(), command.name());
    if (source.isEmpty()) {
      return new Refused(Errno.ENOENT);
    }
    Optional<Decision> badName = refuseName(command.newParent(), command.newName());
    if (badName.isPresent()) {
      return badName.get();
    }
    Inode moving = tree.inode(source.get()).orElseThrow();
    if (moving.isDirectory() && tree.isWithin(command.newParent(), moving.ino())) {
      return new Refused(Errno.EINVAL);
    }
    Optional<Ino> target = tree.child(command.newParent(), command.newName());
    if (target.isPresent() && !command.replace()) {
      return new Refused(Errno.EEXIST);
    } else if (target.equals(source)) {
      return Accepted.of();
    }
    return replacing(command, moving, target.flatMap(tree::inode));
  }

  private Decision replacing(Rename command, Inode moving, Optional<Inode> target) {
    List<Event> events = new ArrayList<>();
    if (target.isPresent()) {
      Inode replaced = target.get();
      Optional<Errno> clash = clash(moving, replaced);
      if (clash.isPresent()) {
        return new Refused(clash.get());
      }
      events.addAll(remove(replaced, command.newParent(), command.newName()));
    }
    events.add(
        new Renamed(
            moving.ino(),
            command.parent(),
            command.name(),
            command.newParent(),
            command.newName()));
    return new Accepted(events);
  }

  private Optional<Errno> clash(Inode moving, Inode replaced) {
    if (moving.isDirectory() && !replaced.isDirectory()) {
      return Optional.of(Errno.ENOTDIR);
    } else if (!moving.isDirectory() && replaced.isDirectory()) {
      return Optional.of(Errno.EISDIR);
    } else if (replaced.isDirectory() && !tree.isEmpty(replaced.ino())) {
      return Optional.of(Errno.ENOTEMPTY);
    }
    return Optional.empty();
  }

  private List<Event> remove(Inode inode, Ino parent, Name name) {
    if (inode.isDirectory()) {
      return List.of(new DirectoryRemoved(inode.ino(), parent, name));
    }
    Event unlinked = new Unlinked(inode.ino(), parent, name);
    return open.test(inode.ino()) || leftAfterCut(inode, 0).isPresent()
        ? List.of(unlinked)
        : List.of(unlinked, new InodeDied(inode.ino()));
  }

  private Decision unlink(Ino parent, Name name) {
    Optional<Inode> inode = tree.child(parent, name).flatMap(tree::inode);
    if (inode.isEmpty()) {
      return new Refused(Errno.ENOENT);
    } else if (inode.get().isDirectory()) {
      return new Refused(Errno.EISDIR);
    }
    return new Accepted(remove(inode.get(), parent, name));
  }

  private Decision removeDirectory(Ino parent, Name name) {
    Optional<Inode> inode = tree.child(parent, name).flatMap(tree::inode);
    if (inode.isEmpty()) {
      return new Refused(Errno.ENOENT);
    } else if (!inode.get().isDirectory()) {
      return new Refused(Errno.ENOTDIR);
    } else if (!tree.isEmpty(inode.get().ino())) {
      return new Refused(Errno.ENOTEMPTY);
    }
    return new Accepted(remove(inode.get(), parent, name));
  }

  private Decision setAttributes(SetAttributes command) {
    Optional<Inode> inode = tree.inode(command.ino());
    if (inode.isEmpty()) {
      return new Refused(Errno.ESTALE);
    }
    Attributes now = inode.get().attributes();
    Attributes wanted =
        new Attributes(
            command.mode().orElse(now.mode()) & Attributes.MODE_BITS,
            command.uid().orElse(now.uid()),
            command.gid().orElse(now.gid()));
    if (wanted.equals(now) && command.modified().isEmpty()) {
      return Accepted.of();
    }
    return Accepted.of(new AttributesSet(command.ino(), wanted, command.modified()));
  }

  private Decision bury(Ino ino) {
    Optional<Inode> inode = tree.inode(ino).filter(i -> !i.isDirectory());
    if (inode.isEmpty()) {
      return Accepted.of();
    } else if (hasName(inode.get()) || open.test(ino)) {
      return tree.rest(ino).isPresent()
          ? Accepted.of(cutOff(inode.get(), inode.get().size()))
          : Accepted.of();
    }
    OptionalLong left = leftAfterCut(inode.get(), 0);
    return left.isPresent()
        ? Accepted.of(new Shortened(ino, 0, left.getAsLong()))
        : Accepted.of(new InodeDied(ino));
  }

  private static boolean hasName(Inode inode) {
    return inode.place().isPresent();
  }
}
