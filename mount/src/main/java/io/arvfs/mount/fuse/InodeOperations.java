package io.arvfs.mount.fuse;

import io.arvfs.fs.command.Errno;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/**
 * A tree of inodes as the kernel asks for it: what a {@link FuseSession} serves.
 *
 * <p>Thread-safe: called from many loop threads at once. An operation never waits; what may wait it
 * returns as {@link Answer.Later}. What it throws is logged and answered with EIO. Permission bits
 * have been checked by the kernel, names are valid, sizes and offsets are not negative.
 *
 * <p>Each {@link Node} given by a lookup, a create, a make or (in a listing that wants nodes) a
 * directory's entry counts as one lookup; {@link #forget} gives such counts back. When a mount ends
 * the counts still out are void, without a call.
 */
public interface InodeOperations {

  /** The child of this name; {@link Errno#ENOENT} if there is none. */
  Answer<Node> lookup(Ino parent, Name name);

  /** The node; {@code handle} is there if the caller came through an open file. */
  Answer<Node> getattr(Ino ino, OptionalLong handle);

  /** Sets some attributes, all or none, and gives the node as it then is. */
  Answer<Node> setattr(Ino ino, AttributeChange change);

  /** Makes a regular file and opens it; {@link Errno#EEXIST} if the name is taken. */
  Answer<Created> create(Ino parent, NewNode node, OpenFlags flags);

  Answer<Node> mkdir(Ino parent, NewNode node);

  /** Makes a regular file; devices, pipes and sockets are refused before they come here. */
  Answer<Node> mknod(Ino parent, NewNode node);

  default Answer<Node> symlink(Ino parent, NewNode node, byte[] target) {
    return Answer.refused(Errno.EPERM);
  }

  default Answer<byte[]> readlink(Ino ino) {
    return Answer.refused(Errno.EINVAL);
  }

  default Answer<Node> link(Ino ino, Ino newParent, Name newName) {
    return Answer.refused(Errno.EPERM);
  }

  /** Removes a name of something other than a directory; open files live on. */
  Answer<Done> unlink(Ino parent, Name name);

  Answer<Done> rmdir(Ino parent, Name name);

  Answer<Done> rename(Rename rename);

  Answer<Opened> open(Ino ino, OpenFlags flags);

  /**
   * Puts bytes from {@code offset} on into {@code target}, from its position 0, and gives their
   * number; fewer than {@code target} takes only at the end of the file. The buffer is the
   * implementation's until the answer is given, in {@link Answer.Later} too, and not after.
   */
  Answer<Integer> read(Ino ino, long handle, long offset, ByteBuffer target);

  /**
   * Writes all of {@code source} at {@code offset} and gives the number of bytes. The buffer is
   * read-only, and the implementation's until the answer is given: {@link Answer.Later} may read it
   * without a copy, but nothing may keep it longer.
   */
  Answer<Integer> write(Ino ino, long handle, long offset, ByteBuffer source);

  /** One descriptor of the open file is being closed; its {@code close(2)} sees the answer. */
  Answer<Done> flush(Ino ino, long handle);

  /** The last descriptor is gone; nobody sees the answer, and it may come after the next open. */
  Answer<Done> release(Ino ino, long handle);

  Answer<Done> fsync(Ino ino, long handle, boolean dataOnly);

  default Answer<Done> fallocate(Ino ino, long handle, int mode, long offset, long length) {
    return Answer.refused(Errno.ENOTSUP);
  }

  Answer<Opened> opendir(Ino ino);

  /** Adds to {@code listing} what follows {@code cookie}; 0 is the beginning. */
  Answer<Done> readdir(Ino ino, long handle, long cookie, Listing listing);

  Answer<Done> releasedir(Ino ino, long handle);

  Answer<Done> fsyncdir(Ino ino, long handle, boolean dataOnly);

  Answer<Capacity> statfs();

  /** The value of an attribute; asked only if {@link FuseOptions#extendedAttributes}. */
  default Answer<byte[]> getxattr(Ino ino, byte[] name) {
    return Answer.refused(Errno.ENODATA);
  }

  default Answer<List<byte[]>> listxattr(Ino ino) {
    return Answer.given(List.of());
  }

  default Answer<Done> setxattr(Ino ino, byte[] name, byte[] value, int flags) {
    return Answer.refused(Errno.ENOTSUP);
  }

  default Answer<Done> removexattr(Ino ino, byte[] name) {
    return Answer.refused(Errno.ENOTSUP);
  }

  /** The kernel gives {@code count} lookups of the node back; not answered, must not wait. */
  void forget(Ino ino, long count);
}
