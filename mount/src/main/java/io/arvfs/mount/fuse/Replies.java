package io.arvfs.mount.fuse;

import io.arvfs.fs.command.Errno;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.mount.fuse.Structs.EntryParam;
import io.arvfs.mount.fuse.Structs.FileInfo;
import io.arvfs.mount.fuse.Structs.StatVfs;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;

/**
 * The values of answers on their way to the kernel. A reply that does not arrive (its caller is
 * gone) takes back what it promised: lookups are forgotten, handles released. Thread-safe.
 */
final class Replies {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Native.Fuse fuse;
  private final InodeOperations operations;
  private final Requests requests;
  private final StatLayout stat = StatLayout.HERE;
  private final FuseOptions options;

  Replies(Native.Fuse fuse, InodeOperations operations, Requests requests, FuseOptions options) {
    this.fuse = fuse;
    this.operations = operations;
    this.requests = requests;
    this.options = options;
  }

  private static double seconds(Duration time) {
    return time.toNanos() / NANOS_PER_SECOND;
  }

  void done(Request request, Done value) {
    var _ = fuse.fuse_reply_err(request.take(), 0);
  }

  void entry(Request request, Node node) {
    long memory = request.buffer(EntryParam.size(stat)).address();
    putEntry(memory, node);
    if (fuse.fuse_reply_entry(request.take(), memory) != 0) {
      operations.forget(node.ino(), 1);
    }
  }

  private void putEntry(long memory, Node node) {
    Memory.putLong(memory + EntryParam.INO, node.ino().value());
    Memory.putLong(memory + EntryParam.GENERATION, 0);
    stat.put(memory + EntryParam.ATTR, node);
    Memory.putDouble(
        memory + EntryParam.attrTimeout(stat), seconds(options.attributeTimeout(node.kind())));
    Memory.putDouble(
        memory + EntryParam.entryTimeout(stat), seconds(options.entryTimeout(node.kind())));
  }

  void attributes(Request request, Node node) {
    long memory = request.buffer(stat.size()).address();
    stat.put(memory, node);
    var _ =
        fuse.fuse_reply_attr(
            request.take(), memory, seconds(options.attributeTimeout(node.kind())));
  }

  void created(Request request, Created created) {
    Ino ino = created.node().ino();
    int entrySize = EntryParam.size(stat);
    long memory = request.buffer(entrySize + (long) FileInfo.SIZE).address();
    putEntry(memory, created.node());
    putFileInfo(memory + entrySize, created.opened());
    if (fuse.fuse_reply_create(request.take(), memory, memory + entrySize) != 0) {
      requests.settleUnheard("release", operations.release(ino, created.opened().handle()));
      operations.forget(ino, 1);
    }
  }

  /** A reply for an opened file of {@code ino}. */
  Reply<Opened> opened(Ino ino) {
    return (request, opened) -> {
      if (!sendOpened(request, opened)) {
        requests.settleUnheard("release", operations.release(ino, opened.handle()));
      }
    };
  }

  /** A reply for an opened directory. */
  Reply<Opened> directoryOpened(Ino ino) {
    return (request, opened) -> {
      if (!sendOpened(request, opened)) {
        requests.settleUnheard("releasedir", operations.releasedir(ino, opened.handle()));
      }
    };
  }

  private boolean sendOpened(Request request, Opened opened) {
    long memory = request.buffer(FileInfo.SIZE).address();
    putFileInfo(memory, opened);
    return fuse.fuse_reply_open(request.take(), memory) == 0;
  }

  private static void putFileInfo(long memory, Opened opened) {
    Memory.clear(memory, FileInfo.SIZE);
    Memory.putInt(memory + FileInfo.BITS, opened.keepCache() ? FileInfo.KEEP_CACHE : 0);
    Memory.putLong(memory + FileInfo.HANDLE, opened.handle());
  }

  /** A reply with the first bytes of {@code memory}, as many as the value says. */
  Reply<Integer> read(long memory, long size) {
    return (request, count) -> {
      requireWithin(count, size);
      var _ = fuse.fuse_reply_buf(request.take(), memory, count);
    };
  }

  /** A reply for a write of {@code size} bytes. */
  Reply<Integer> written(long size) {
    return (request, count) -> {
      requireWithin(count, size);
      var _ = fuse.fuse_reply_write(request.take(), count);
    };
  }

  private static void requireWithin(int count, long size) {
    if (count < 0 || count > size) {
      throw new IllegalStateException(count + " bytes of " + size);
    }
  }

  /** A reply with what stands in {@code listing}. */
  Reply<Done> listed(DirectoryReply listing) {
    return (request, done) -> {
      if (fuse.fuse_reply_buf(request.take(), listing.address(), listing.used()) != 0) {
        listing.counted().forEach(ino -> operations.forget(ino, 1));
      }
    };
  }

  void bytes(Request request, byte[] bytes) {
    long memory = request.buffer(bytes.length).address();
    Memory.putBytes(memory, bytes);
    var _ = fuse.fuse_reply_buf(request.take(), memory, bytes.length);
  }

  /** A reply with an attribute's value, or with its length if {@code size} is 0. */
  Reply<byte[]> attribute(long size) {
    return (request, value) -> {
      if (size == 0) {
        var _ = fuse.fuse_reply_xattr(request.take(), value.length);
      } else if (value.length > size) {
        request.refuse(Errno.ERANGE);
      } else {
        bytes(request, value);
      }
    };
  }

  /** As {@link #attribute}, with names that each end in a zero byte. */
  Reply<List<byte[]>> attributeNames(long size) {
    return (request, names) -> {
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      for (byte[] name : names) {
        joined.writeBytes(name);
        joined.write(0);
      }
      attribute(size).send(request, joined.toByteArray());
    };
  }

  void capacity(Request request, Capacity capacity) {
    long memory = request.buffer(StatVfs.SIZE).address();
    Memory.clear(memory, StatVfs.SIZE);
    Memory.putLong(memory + StatVfs.BLOCK_SIZE, capacity.blockSize());
    Memory.putLong(memory + StatVfs.FRAGMENT_SIZE, capacity.blockSize());
    Memory.putLong(memory + StatVfs.BLOCKS, capacity.blocks());
    Memory.putLong(memory + StatVfs.FREE, capacity.free());
    Memory.putLong(memory + StatVfs.AVAILABLE, capacity.available());
    Memory.putLong(memory + StatVfs.FILES, capacity.files());
    Memory.putLong(memory + StatVfs.FILES_FREE, capacity.filesFree());
    Memory.putLong(memory + StatVfs.FILES_AVAILABLE, capacity.filesFree());
    Memory.putLong(memory + StatVfs.NAME_MAX, Name.MAX_LENGTH);
    var _ = fuse.fuse_reply_statfs(request.take(), memory);
  }
}
