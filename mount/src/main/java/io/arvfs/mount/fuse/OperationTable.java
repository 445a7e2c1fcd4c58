package io.arvfs.mount.fuse;

import io.arvfs.fs.command.Errno;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.mount.fuse.BufferPool.Buffer;
import io.arvfs.mount.fuse.Structs.Context;
import io.arvfs.mount.fuse.Structs.FileInfo;
import io.arvfs.mount.fuse.Structs.ForgetEntry;
import java.util.OptionalLong;

/**
 * libfuse's callbacks: decodes the native arguments of each and asks {@link InodeOperations}. What
 * is absent from the table libfuse answers with ENOSYS, after which the kernel does without.
 */
final class OperationTable {

  private static final int RENAME_NO_REPLACE = 1;
  private static final int RENAME_EXCHANGE = 2;

  private final InodeOperations operations;
  private final Requests requests;
  private final Replies replies;
  private final Native.Fuse fuse;
  private final FuseOptions options;

  OperationTable(
      Native.Fuse fuse, InodeOperations operations, Requests requests, FuseOptions options) {
    this.fuse = fuse;
    this.operations = operations;
    this.requests = requests;
    this.replies = new Replies(fuse, operations, requests, options);
    this.options = options;
  }

  /** Puts every callback but those of the session itself into {@code slots}. */
  void fill(Slots slots) {
    fillNames(slots);
    fillNodes(slots);
    fillFiles(slots);
    fillDirectories(slots);
    if (options.extendedAttributes()) {
      fillAttributes(slots);
    }
  }

  private void fillNames(Slots slots) {
    slots.put(Slot.LOOKUP, Callbacks.LLL.class, this::lookup);
    slots.put(Slot.MKNOD, Callbacks.LLLIL.class, this::mknod);
    slots.put(Slot.MKDIR, Callbacks.LLLI.class, this::mkdir);
    slots.put(Slot.UNLINK, Callbacks.LLL.class, this::unlink);
    slots.put(Slot.RMDIR, Callbacks.LLL.class, this::rmdir);
    slots.put(Slot.SYMLINK, Callbacks.LLLL.class, this::symlink);
    slots.put(Slot.RENAME, Callbacks.LLLLLI.class, this::rename);
    slots.put(Slot.LINK, Callbacks.LLLL.class, this::link);
    slots.put(Slot.CREATE, Callbacks.LLLIL.class, this::create);
  }

  private void fillNodes(Slots slots) {
    slots.put(Slot.FORGET, Callbacks.LLL.class, this::forget);
    slots.put(Slot.FORGET_MULTI, Callbacks.LLL.class, this::forgetMany);
    slots.put(Slot.GETATTR, Callbacks.LLL.class, this::getattr);
    slots.put(Slot.SETATTR, Callbacks.LLLIL.class, this::setattr);
    slots.put(Slot.READLINK, Callbacks.LL.class, this::readlink);
    slots.put(Slot.STATFS, Callbacks.LL.class, this::statfs);
  }

  private void fillFiles(Slots slots) {
    slots.put(Slot.OPEN, Callbacks.LLL.class, this::open);
    slots.put(Slot.READ, Callbacks.LLLLL.class, this::read);
    slots.put(Slot.WRITE, Callbacks.LLLLLL.class, this::write);
    slots.put(Slot.FLUSH, Callbacks.LLL.class, this::flush);
    slots.put(Slot.RELEASE, Callbacks.LLL.class, this::release);
    slots.put(Slot.FSYNC, Callbacks.LLIL.class, this::fsync);
    slots.put(Slot.FALLOCATE, Callbacks.LLILLL.class, this::fallocate);
  }

  private void fillDirectories(Slots slots) {
    slots.put(Slot.OPENDIR, Callbacks.LLL.class, this::opendir);
    slots.put(Slot.READDIR, Callbacks.LLLLL.class, (r, i, s, o, f) -> list(r, i, s, o, f, false));
    slots.put(
        Slot.READDIRPLUS, Callbacks.LLLLL.class, (r, i, s, o, f) -> list(r, i, s, o, f, true));
    slots.put(Slot.RELEASEDIR, Callbacks.LLL.class, this::releasedir);
    slots.put(Slot.FSYNCDIR, Callbacks.LLIL.class, this::fsyncdir);
  }

  private void fillAttributes(Slots slots) {
    slots.put(Slot.SETXATTR, Callbacks.LLLLLI.class, this::setxattr);
    slots.put(Slot.GETXATTR, Callbacks.LLLL.class, this::getxattr);
    slots.put(Slot.LISTXATTR, Callbacks.LLL.class, this::listxattr);
    slots.put(Slot.REMOVEXATTR, Callbacks.LLL.class, this::removexattr);
  }

  private static Ino ino(long number) {
    return new Ino(number);
  }

  private static Name name(long address) {
    byte[] bytes = Memory.getString(address);
    if (bytes.length > Name.MAX_LENGTH) {
      throw new InvalidArgumentException(Errno.ENAMETOOLONG);
    }
    if (!Name.isName(bytes)) {
      throw new InvalidArgumentException(Errno.EINVAL);
    }
    return new Name(bytes);
  }

  private static long handle(long fileInfo) {
    return Memory.getLong(fileInfo + FileInfo.HANDLE);
  }

  private static OptionalLong handleIfAny(long fileInfo) {
    return fileInfo == 0 ? OptionalLong.empty() : OptionalLong.of(handle(fileInfo));
  }

  private static OpenFlags flags(long fileInfo) {
    return new OpenFlags(Memory.getInt(fileInfo + FileInfo.FLAGS));
  }

  private NewNode newNode(long req, long name, int mode) {
    long caller = fuse.fuse_req_ctx(req);
    int uid = Memory.getInt(caller + Context.UID);
    int gid = Memory.getInt(caller + Context.GID);
    return new NewNode(name(name), mode & 07777, uid, gid);
  }

  private void lookup(long req, long parent, long name) {
    requests.serve(
        "lookup",
        req,
        r -> requests.settle(r, operations.lookup(ino(parent), name(name)), replies::entry));
  }

  private void forget(long req, long ino, long count) {
    requests.run("forget", () -> operations.forget(ino(ino), count));
    fuse.fuse_reply_none(req);
  }

  private void forgetMany(long req, long count, long entries) {
    for (long i = 0; i < count; i++) {
      long entry = entries + i * ForgetEntry.SIZE;
      requests.run(
          "forget",
          () ->
              operations.forget(
                  ino(Memory.getLong(entry + ForgetEntry.INO)),
                  Memory.getLong(entry + ForgetEntry.COUNT)));
    }
    fuse.fuse_reply_none(req);
  }

  private void getattr(long req, long ino, long fileInfo) {
    requests.serve(
        "getattr",
        req,
        r ->
            requests.settle(
                r, operations.getattr(ino(ino), handleIfAny(fileInfo)), replies::attributes));
  }

  private void setattr(long req, long ino, long stat, int toSet, long fileInfo) {
    requests.serve(
        "setattr",
        req,
        r -> {
          AttributeChange change = ChangeMask.decode(stat, toSet, handleIfAny(fileInfo));
          requests.settle(r, operations.setattr(ino(ino), change), replies::attributes);
        });
  }

  private void readlink(long req, long ino) {
    requests.serve(
        "readlink", req, r -> requests.settle(r, operations.readlink(ino(ino)), replies::bytes));
  }

  private void statfs(long req, long ino) {
    requests.serve("statfs", req, r -> requests.settle(r, operations.statfs(), replies::capacity));
  }

  private void mknod(long req, long parent, long name, int mode, long device) {
    requests.serve(
        "mknod",
        req,
        r -> {
          int type = mode & Kind.MASK;
          if (type != 0 && type != Kind.FILE.modeBits()) {
            r.refuse(Errno.EPERM);
            return;
          }
          requests.settle(
              r, operations.mknod(ino(parent), newNode(req, name, mode)), replies::entry);
        });
  }

  private void mkdir(long req, long parent, long name, int mode) {
    requests.serve(
        "mkdir",
        req,
        r ->
            requests.settle(
                r, operations.mkdir(ino(parent), newNode(req, name, mode)), replies::entry));
  }

  private void create(long req, long parent, long name, int mode, long fileInfo) {
    requests.serve(
        "create",
        req,
        r ->
            requests.settle(
                r,
                operations.create(ino(parent), newNode(req, name, mode), flags(fileInfo)),
                replies::created));
  }

  private void symlink(long req, long target, long parent, long name) {
    requests.serve(
        "symlink",
        req,
        r ->
            requests.settle(
                r,
                operations.symlink(ino(parent), newNode(req, name, 0777), Memory.getString(target)),
                replies::entry));
  }

  private void link(long req, long ino, long newParent, long newName) {
    requests.serve(
        "link",
        req,
        r ->
            requests.settle(
                r, operations.link(ino(ino), ino(newParent), name(newName)), replies::entry));
  }

  private void unlink(long req, long parent, long name) {
    requests.serve(
        "unlink",
        req,
        r -> requests.settle(r, operations.unlink(ino(parent), name(name)), replies::done));
  }

  private void rmdir(long req, long parent, long name) {
    requests.serve(
        "rmdir",
        req,
        r -> requests.settle(r, operations.rmdir(ino(parent), name(name)), replies::done));
  }

  private void rename(long req, long parent, long name, long newParent, long newName, int flags) {
    requests.serve(
        "rename",
        req,
        r -> {
          if (flags != 0 && flags != RENAME_NO_REPLACE && flags != RENAME_EXCHANGE) {
            throw new InvalidArgumentException(Errno.EINVAL);
          }
          Rename rename =
              new Rename(
                  ino(parent),
                  name(name),
                  ino(newParent),
                  name(newName),
                  flags == RENAME_NO_REPLACE,
                  flags == RENAME_EXCHANGE);
          requests.settle(r, operations.rename(rename), replies::done);
        });
  }

  private void open(long req, long ino, long fileInfo) {
    requests.serve(
        "open",
        req,
        r ->
            requests.settle(
                r, operations.open(ino(ino), flags(fileInfo)), replies.opened(ino(ino))));
  }

  private void read(long req, long ino, long size, long offset, long fileInfo) {
    requests.serve(
        "read",
        req,
        r -> {
          long memory = r.buffer(size).address();
          requests.settle(
              r,
              operations.read(ino(ino), handle(fileInfo), offset, Memory.buffer(memory, size)),
              replies.read(memory, size));
        });
  }

  private void write(long req, long ino, long data, long size, long offset, long fileInfo) {
    requests.serve(
        "write",
        req,
        r -> {
          Answer<Integer> answer =
              operations.write(
                  ino(ino), handle(fileInfo), offset, Memory.buffer(data, size).asReadOnlyBuffer());
          if (answer instanceof Answer.Later && Thread.currentThread() instanceof LoopThread loop) {
            r.own(loop.handOver());
          }
          requests.settle(r, answer, replies.written(size));
        });
  }

  private void flush(long req, long ino, long fileInfo) {
    requests.serve(
        "flush",
        req,
        r -> requests.settle(r, operations.flush(ino(ino), handle(fileInfo)), replies::done));
  }

  private void release(long req, long ino, long fileInfo) {
    requests.serve(
        "release",
        req,
        r -> requests.settle(r, operations.release(ino(ino), handle(fileInfo)), replies::done));
  }

  private void fsync(long req, long ino, int dataOnly, long fileInfo) {
    requests.serve(
        "fsync",
        req,
        r ->
            requests.settle(
                r, operations.fsync(ino(ino), handle(fileInfo), dataOnly != 0), replies::done));
  }

  private void fallocate(long req, long ino, int mode, long offset, long length, long fileInfo) {
    requests.serve(
        "fallocate",
        req,
        r ->
            requests.settle(
                r,
                operations.fallocate(ino(ino), handle(fileInfo), mode, offset, length),
                replies::done));
  }

  private void opendir(long req, long ino, long fileInfo) {
    requests.serve(
        "opendir",
        req,
        r -> requests.settle(r, operations.opendir(ino(ino)), replies.directoryOpened(ino(ino))));
  }

  private void list(long req, long ino, long size, long offset, long fileInfo, boolean plus) {
    requests.serve(
        "readdir",
        req,
        r -> {
          Buffer buffer = r.buffer(size);
          DirectoryReply listing = new DirectoryReply(buffer.address(), size, plus, options);
          listing.addDots(ino(ino), offset);
          long cookie = DirectoryReply.cookie(offset);
          requests.settle(
              r,
              operations.readdir(ino(ino), handle(fileInfo), cookie, listing),
              replies.listed(listing));
        });
  }

  private void releasedir(long req, long ino, long fileInfo) {
    requests.serve(
        "releasedir",
        req,
        r -> requests.settle(r, operations.releasedir(ino(ino), handle(fileInfo)), replies::done));
  }

  private void fsyncdir(long req, long ino, int dataOnly, long fileInfo) {
    requests.serve(
        "fsyncdir",
        req,
        r ->
            requests.settle(
                r, operations.fsyncdir(ino(ino), handle(fileInfo), dataOnly != 0), replies::done));
  }

  private void setxattr(long req, long ino, long name, long value, long size, int flags) {
    requests.serve(
        "setxattr",
        req,
        r ->
            requests.settle(
                r,
                operations.setxattr(
                    ino(ino),
                    Memory.getString(name),
                    Memory.getBytes(value, Math.toIntExact(size)),
                    flags),
                replies::done));
  }

  private void getxattr(long req, long ino, long name, long size) {
    requests.serve(
        "getxattr",
        req,
        r ->
            requests.settle(
                r, operations.getxattr(ino(ino), Memory.getString(name)), replies.attribute(size)));
  }

  private void listxattr(long req, long ino, long size) {
    requests.serve(
        "listxattr",
        req,
        r -> requests.settle(r, operations.listxattr(ino(ino)), replies.attributeNames(size)));
  }

  private void removexattr(long req, long ino, long name) {
    requests.serve(
        "removexattr",
        req,
        r ->
            requests.settle(
                r, operations.removexattr(ino(ino), Memory.getString(name)), replies::done));
  }
}
