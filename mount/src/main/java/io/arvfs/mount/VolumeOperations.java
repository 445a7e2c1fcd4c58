package io.arvfs.mount;

import io.arvfs.fs.Volume;
import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Command.CreateFile;
import io.arvfs.fs.command.Command.MakeDirectory;
import io.arvfs.fs.command.Command.RemoveDirectory;
import io.arvfs.fs.command.Command.SetAttributes;
import io.arvfs.fs.command.Command.Truncate;
import io.arvfs.fs.command.Command.Unlink;
import io.arvfs.fs.command.Decision;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.fs.command.Decision.Needs;
import io.arvfs.fs.command.Decision.Unfinished;
import io.arvfs.fs.command.Errno;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.TreeEvent.DirectoryMade;
import io.arvfs.journal.event.TreeEvent.FileCreated;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskSpace;
import io.arvfs.journal.host.Tasks;
import io.arvfs.mount.fuse.Answer;
import io.arvfs.mount.fuse.AttributeChange;
import io.arvfs.mount.fuse.Capacity;
import io.arvfs.mount.fuse.Created;
import io.arvfs.mount.fuse.Done;
import io.arvfs.mount.fuse.InodeOperations;
import io.arvfs.mount.fuse.Kind;
import io.arvfs.mount.fuse.Listing;
import io.arvfs.mount.fuse.NewNode;
import io.arvfs.mount.fuse.Node;
import io.arvfs.mount.fuse.OpenFlags;
import io.arvfs.mount.fuse.Opened;
import io.arvfs.mount.fuse.Rename;
import io.arvfs.mount.fuse.Stamp;
import io.arvfs.mount.fuse.Work;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The kernel's requests as commands to a {@link Volume}, and its decisions as answers. What may
 * wait (a force, the network, room for bytes) is answered later. Thread-safe.
 */
final class VolumeOperations implements InodeOperations {

  private static final int BLOCK_SIZE = 4096;
  private static final long FILES = 1L << 40;

  private final Volume volume;
  private final Disk disk;
  private final Path directory;
  private final Tasks tasks;
  private final Handles handles = new Handles();
  private final RemovedDirectories removed = new RemovedDirectories();

  /**
   * Serves {@code volume}.
   *
   * @param directory of the volume, whose file system bounds what can be written
   */
  VolumeOperations(Volume volume, Disk disk, Path directory, Tasks tasks) {
    this.volume = volume;
    this.disk = disk;
    this.directory = directory;
    this.tasks = tasks;
  }

  @Override
  public Answer<Node> lookup(Ino parent, Name name) {
    TreeView tree = volume.view();
    return node(tree.child(parent, name).flatMap(tree::inode), Errno.ENOENT);
  }

  @Override
  public Answer<Node> getattr(Ino ino, OptionalLong handle) {
    Optional<Node> node = volume.view().inode(ino).map(VolumeOperations::node);
    return node.or(() -> removed.get(ino))
        .map(Answer::given)
        .orElseGet(() -> Answer.refused(Errno.ESTALE));
  }

  private static Answer<Node> node(Optional<Inode> inode, Errno absent) {
    return inode.map(i -> Answer.given(node(i))).orElseGet(() -> Answer.refused(absent));
  }

  private static Node node(Inode inode) {
    boolean named = inode.place().isPresent() || inode.ino().equals(Ino.ROOT);
    Attributes attributes = inode.attributes();
    long blocks = Math.ceilDiv(inode.size(), Node.BLOCK_UNIT);
    return new Node(
        inode.ino(),
        inode.ino(),
        inode.isDirectory() ? Kind.DIRECTORY : Kind.FILE,
        inode.size(),
        attributes.mode(),
        attributes.uid(),
        attributes.gid(),
        named ? 1 : 0,
        inode.modified(),
        inode.modified(),
        inode.changed(),
        blocks);
  }

  @Override
  public Answer<Node> setattr(Ino ino, AttributeChange change) {
    return attempt(
        () -> {
          if (change.size().isPresent()) {
            Decision cut = volume.execute(new Truncate(ino, change.size().getAsLong()));
            if (cut instanceof Decision.Refused(var errno)) {
              return Answer.refused(errno);
            }
          }
          Optional<Instant> modified = change.modified().map(this::instant);
          Decision set =
              volume.execute(
                  new SetAttributes(ino, change.mode(), change.uid(), change.gid(), modified));
          return answer(set, _ -> getattr(ino, OptionalLong.empty()));
        });
  }

  private Instant instant(Stamp stamp) {
    return switch (stamp) {
      case Stamp.Exactly(var time) -> time;
      case Stamp.Now() -> tasks.now();
    };
  }

  @Override
  public Answer<Created> create(Ino parent, NewNode node, OpenFlags flags) {
    return attempt(
        () ->
            answer(
                volume.createOpen(new CreateFile(parent, node.name(), attributes(node))),
                events -> {
                  Ino made = made(events);
                  Opened opened = Opened.of(handles.add(made, flags));
                  return Answer.given(
                      new Created(node(volume.view().inode(made).orElseThrow()), opened));
                }));
  }

  @Override
  public Answer<Node> mknod(Ino parent, NewNode node) {
    return make(new CreateFile(parent, node.name(), attributes(node)));
  }

  @Override
  public Answer<Node> mkdir(Ino parent, NewNode node) {
    return make(new MakeDirectory(parent, node.name(), attributes(node)));
  }

  private Answer<Node> make(Command command) {
    return attempt(
        () ->
            answer(
                volume.execute(command),
                events -> node(volume.view().inode(made(events)), Errno.ESTALE)));
  }

  private static Attributes attributes(NewNode node) {
    return new Attributes(node.mode() & Attributes.MODE_BITS, node.uid(), node.gid());
  }

  private static Ino made(List<Event> events) {
    return switch (events.getFirst()) {
      case FileCreated e -> e.ino();
      case DirectoryMade e -> e.ino();
      default -> throw new IllegalStateException("made by " + events);
    };
  }

  @Override
  public Answer<Done> unlink(Ino parent, Name name) {
    return attempt(() -> answer(volume.execute(new Unlink(parent, name)), _ -> Answer.done()));
  }

  @Override
  public Answer<Done> rmdir(Ino parent, Name name) {
    return attempt(
        () -> {
          TreeView tree = volume.view();
          Optional<Node> node =
              tree.child(parent, name).flatMap(tree::inode).map(VolumeOperations::node);
          return answer(
              volume.execute(new RemoveDirectory(parent, name)),
              _ -> {
                node.ifPresent(removed::add);
                return Answer.done();
              });
        });
  }

  @Override
  public Answer<Done> rename(Rename rename) {
    if (rename.exchange()) {
      return Answer.refused(Errno.EINVAL);
    }
    return command(
        new Command.Rename(
            rename.parent(),
            rename.name(),
            rename.newParent(),
            rename.newName(),
            !rename.noReplace()));
  }

  private Answer<Done> command(Command command) {
    return attempt(() -> answer(volume.execute(command), _ -> Answer.done()));
  }

  @Override
  public Answer<Opened> open(Ino ino, OpenFlags flags) {
    return volume.open(ino)
        ? Answer.given(Opened.of(handles.add(ino, flags)))
        : Answer.refused(Errno.ESTALE);
  }

  @Override
  public Answer<Integer> read(Ino ino, long handle, long offset, ByteBuffer target) {
    return attempt(
        () ->
            volume
                .tryRead(ino, offset, target)
                .map(Answer::given)
                .orElseGet(() -> WaitingWork.later(() -> readNow(ino, offset, target))));
  }

  private Answer<Integer> readNow(Ino ino, long offset, ByteBuffer target) throws IOException {
    return volume
        .read(ino, offset, target)
        .map(Answer::given)
        .orElseGet(() -> Answer.refused(Errno.ESTALE));
  }

  @Override
  public Answer<Integer> write(Ino ino, long handle, long offset, ByteBuffer source) {
    Handles.Handle open = handles.get(handle);
    boolean append = open != null && open.flags().appends();
    int length = source.remaining();
    return attempt(
        () ->
            volume
                .tryWrite(ino, offset, append, source)
                .map(decision -> written(decision, length - source.remaining()))
                .orElseGet(
                    () ->
                        WaitingWork.later(
                            () ->
                                written(
                                    volume.write(ino, offset, append, source),
                                    length - source.remaining()))));
  }

  private static Answer<Integer> written(Decision decision, int length) {
    return answer(decision, _ -> Answer.given(length));
  }

  @Override
  public Answer<Done> flush(Ino ino, long handle) {
    return Answer.done();
  }

  @Override
  public Answer<Done> release(Ino ino, long handle) {
    if (handles.remove(handle) == null) {
      return Answer.done();
    }
    return attempt(
        () -> {
          volume.release(ino);
          return Answer.done();
        });
  }

  @Override
  public Answer<Done> fsync(Ino ino, long handle, boolean dataOnly) {
    return Answer.later(
        () -> {
          volume.force(volume.appended());
          return Answer.done();
        });
  }

  @Override
  public Answer<Opened> opendir(Ino ino) {
    return Answer.given(Opened.of(0));
  }

  @Override
  public Answer<Done> readdir(Ino ino, long handle, long cookie, Listing listing) {
    TreeView tree = volume.view();
    tree.children(
        ino,
        cookie,
        dentry ->
            tree.inode(dentry.ino())
                .map(inode -> listing.add(dentry.name(), node(inode), dentry.ino().value()))
                .orElse(true));
    return Answer.done();
  }

  @Override
  public Answer<Done> releasedir(Ino ino, long handle) {
    return Answer.done();
  }

  @Override
  public Answer<Done> fsyncdir(Ino ino, long handle, boolean dataOnly) {
    return fsync(ino, handle, dataOnly);
  }

  @Override
  public Answer<Capacity> statfs() {
    return attempt(
        () -> {
          DiskSpace space = disk.space(directory);
          long free = Math.min(space.usableBytes(), volume.bound().roomBytes()) / BLOCK_SIZE;
          return Answer.given(
              new Capacity(BLOCK_SIZE, space.totalBytes() / BLOCK_SIZE, free, free, FILES, FILES));
        });
  }

  @Override
  public void forget(Ino ino, long count) {
    // Node numbers come from the index and stay good without the kernel's counts.
    removed.forget(ino);
  }

  private static <T> Answer<T> answer(
      Decision decision, Function<List<Event>, Answer<T>> accepted) {
    return switch (decision) {
      case Accepted(var events) -> accepted.apply(events);
      case Decision.Refused(var errno) -> Answer.refused(errno);
      case Needs _, Unfinished _ -> throw new IllegalStateException("decided: " + decision);
    };
  }

  /** What cannot be done for reasons of the environment is EIO; the session logs it. */
  private static <T> Answer<T> attempt(Work<T> work) {
    try {
      return work.run();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new OperationFailedException(e);
    }
  }

  /** Carries a checked exception out of an operation, to be logged and answered with EIO. */
  private static final class OperationFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OperationFailedException(Exception cause) {
      super(cause.getMessage(), cause);
    }
  }
}
