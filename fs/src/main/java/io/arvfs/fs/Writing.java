package io.arvfs.fs;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Command.WriteBytes;
import io.arvfs.fs.command.Decision;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.fs.command.Decision.Refused;
import io.arvfs.fs.command.Errno;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.Journal;
import io.arvfs.journal.Purpose;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.index.Rows;
import io.arvfs.journal.log.Headroom;
import io.arvfs.journal.segment.Segments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes into files: the bytes into a segment, then an entry that names them. What would take very
 * many extents away goes in several pieces, each a write of its own, so that others come to change
 * something in between; a crash then leaves the first of them, as it may of any write.
 *
 * <p>Thread-safe.
 */
final class Writing {

  private static final Logger LOG = LoggerFactory.getLogger(Writing.class);

  private final Journal journal;
  private final TreeView tree;
  private final Executing executing;

  /** What does what a command asks. */
  @FunctionalInterface
  interface Executing {
    Decision execute(Command command) throws IOException;
  }

  /** Over {@code rows} as they are at each question. */
  Writing(Journal journal, Rows rows, Executing executing) {
    this.journal = journal;
    this.tree = new TreeView(rows);
    this.executing = executing;
  }

  /** A place in a file, or its end wherever that is by then. */
  private record Target(Ino ino, long offset, boolean append) {

    Target behind(int length) {
      return new Target(ino, offset + length, append);
    }
  }

  /** See {@link Volume#write}. */
  Decision write(Ino ino, long offset, boolean append, ByteBuffer source) throws IOException {
    try (Headroom.Room _ = journal.admit(source.remaining())) {
      return writeAdmitted(new Target(ino, offset, append), source);
    } catch (OutOfSpaceException _) {
      return new Refused(Errno.ENOSPC);
    }
  }

  /** See {@link Volume#tryWrite}. */
  Optional<Decision> tryWrite(Ino ino, long offset, boolean append, ByteBuffer source)
      throws IOException {
    Optional<Headroom.Room> room = journal.tryAdmit(source.remaining());
    if (room.isEmpty()) {
      return Optional.empty();
    }
    try (Headroom.Room _ = room.get()) {
      return Optional.of(writeAdmitted(new Target(ino, offset, append), source));
    }
  }

  private Decision writeAdmitted(Target whole, ByteBuffer source) throws IOException {
    Decision done = new Accepted(List.of());
    Target target = whole;
    while (source.hasRemaining()) {
      boolean begun = !target.equals(whole);
      int length = atOnce(target, source.remaining());
      ByteBuffer piece = source.slice(source.position(), length);
      Decision decision = begun ? writeFurther(target, piece) : writePiece(target, piece);
      if (!(decision instanceof Accepted)) {
        return begun ? done : decision;
      }
      done = decision;
      source.position(source.position() + length);
      target = target.behind(length);
    }
    return done;
  }

  /** What was written before stands, whatever is wrong now: the next write is told of that. */
  private Decision writeFurther(Target target, ByteBuffer bytes) {
    try {
      return writePiece(target, bytes);
    } catch (IOException e) {
      LOG.debug("a write ends in the middle", e);
      return new Refused(Errno.EIO);
    }
  }

  /** How much of {@code length} bytes takes no more extents away than one entry should. */
  private int atOnce(Target target, int length) {
    boolean few = length <= TreeView.EXTENTS_AT_ONCE; // None is empty.
    if (few || target.append || !isWithin(target)) {
      return length;
    }
    long end = Math.min(Long.MAX_VALUE - length, target.offset) + length;
    OptionalLong next = tree.extentAfter(target.ino, target.offset, end, TreeView.EXTENTS_AT_ONCE);
    return next.isPresent() ? (int) (next.getAsLong() - target.offset) : length;
  }

  private boolean isWithin(Target target) {
    return target.offset >= 0
        && tree.inode(target.ino).filter(inode -> target.offset < inode.size()).isPresent();
  }

  private Decision writePiece(Target target, ByteBuffer bytes) throws IOException {
    try (Segments.Pin stored = journal.storePinned(bytes, Purpose.ORDINARY)) {
      return executing.execute(
          new WriteBytes(target.ino, target.offset, target.append, stored.range()));
    } catch (OutOfSpaceException _) {
      return new Refused(Errno.ENOSPC);
    }
  }
}
