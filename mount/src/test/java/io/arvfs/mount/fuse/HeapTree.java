package io.arvfs.mount.fuse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.arvfs.fs.command.Errno;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A small tree in memory behind {@link InodeOperations}: enough of a file system to be mounted.
 * Every operation holds one lock; the directory cookie of an entry is its number in the order of
 * making. Subclasses in tests break single operations.
 */
class HeapTree implements InodeOperations {

  static final int FILE_LIMIT = 256 << 20;

  private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000, 123_456_789);

  /** One inode with its content or its entries. */
  private static final class Inode {
    final Kind kind;
    int mode;
    int uid;
    int gid;
    int links;
    Instant accessed = TIME;
    Instant modified = TIME;
    byte[] bytes = new byte[0];
    int size;
    final TreeMap<Long, Entry> byCookie = new TreeMap<>();
    final Map<Name, Long> byName = new HashMap<>();

    Inode(Kind kind, NewNode made) {
      this.kind = kind;
      this.mode = made.mode();
      this.uid = made.uid();
      this.gid = made.gid();
      this.links = kind == Kind.DIRECTORY ? 2 : 1;
    }
  }

  private record Entry(Name name, Ino ino) {}

  final Map<Long, OpenFlags> handles = new ConcurrentHashMap<>();
  final Map<Ino, Long> lookups = new ConcurrentHashMap<>();
  final AtomicLong getattrs = new AtomicLong();
  final AtomicLong plusEntries = new AtomicLong();
  final AtomicLong largestRead = new AtomicLong();
  final AtomicLong largestWrite = new AtomicLong();

  private final Map<Ino, Inode> inodes = new HashMap<>();
  private long lastIno = Ino.ROOT.value();
  private long lastHandle;
  private long lastCookie;

  HeapTree() {
    inodes.put(Ino.ROOT, new Inode(Kind.DIRECTORY, new NewNode(new Name("root"), 0755, 0, 0)));
  }

  private Node node(Ino ino) {
    Inode inode = inode(ino);
    return new Node(
        ino,
        ino,
        inode.kind,
        inode.size,
        inode.mode,
        inode.uid,
        inode.gid,
        inode.links,
        inode.accessed,
        inode.modified,
        inode.modified,
        (inode.size + 511L) / 512);
  }

  private Inode inode(Ino ino) {
    Inode inode = inodes.get(ino);
    if (inode == null) {
      throw new IllegalStateException("no inode " + ino);
    }
    return inode;
  }

  private Node counted(Ino ino) {
    lookups.merge(ino, 1L, Long::sum);
    return node(ino);
  }

  private @Nullable Ino child(Ino parent, Name name) {
    Inode directory = inode(parent);
    Long cookie = directory.byName.get(name);
    Entry entry = cookie == null ? null : directory.byCookie.get(cookie);
    return entry == null ? null : entry.ino();
  }

  private void enter(Ino parent, Name name, Ino ino) {
    remove(parent, name);
    Inode directory = inode(parent);
    directory.byCookie.put(++lastCookie, new Entry(name, ino));
    directory.byName.put(name, lastCookie);
  }

  private void remove(Ino parent, Name name) {
    Inode directory = inode(parent);
    Long cookie = directory.byName.remove(name);
    if (cookie != null) {
      directory.byCookie.remove(cookie);
    }
  }

  @Override
  public synchronized Answer<Node> lookup(Ino parent, Name name) {
    Ino ino = child(parent, name);
    return ino == null ? Answer.refused(Errno.ENOENT) : Answer.given(counted(ino));
  }

  @Override
  public synchronized Answer<Node> getattr(Ino ino, OptionalLong handle) {
    getattrs.incrementAndGet();
    return Answer.given(node(ino));
  }

  @Override
  public synchronized Answer<Node> setattr(Ino ino, AttributeChange change) {
    Inode inode = inode(ino);
    if (change.size().orElse(0) > FILE_LIMIT) {
      return Answer.refused(Errno.EFBIG);
    }
    change.size().ifPresent(size -> resize(inode, (int) size));
    change.mode().ifPresent(mode -> inode.mode = mode);
    change.uid().ifPresent(uid -> inode.uid = uid);
    change.gid().ifPresent(gid -> inode.gid = gid);
    change.accessed().ifPresent(stamp -> inode.accessed = time(stamp));
    change.modified().ifPresent(stamp -> inode.modified = time(stamp));
    return Answer.given(node(ino));
  }

  private static Instant time(Stamp stamp) {
    return switch (stamp) {
      case Stamp.Exactly(Instant time) -> time;
      case Stamp.Now() -> TIME.plusSeconds(1000);
    };
  }

  private static void resize(Inode inode, int size) {
    if (size > inode.bytes.length) {
      inode.bytes = Arrays.copyOf(inode.bytes, Math.max(size, inode.bytes.length * 2));
    }
    if (size < inode.size) {
      Arrays.fill(inode.bytes, size, inode.size, (byte) 0);
    }
    inode.size = size;
  }

  @Override
  public synchronized Answer<Created> create(Ino parent, NewNode made, OpenFlags flags) {
    return switch (make(parent, made, Kind.FILE)) {
      case Answer.Given<Node>(Node node) ->
          Answer.given(new Created(node, Opened.of(newHandle(flags))));
      case Answer.Refused<Node>(Errno errno) -> Answer.refused(errno);
      case Answer.Later<Node> _ -> throw new IllegalStateException("never later");
    };
  }

  private Answer<Node> make(Ino parent, NewNode made, Kind kind) {
    if (child(parent, made.name()) != null) {
      return Answer.refused(Errno.EEXIST);
    }
    Ino ino = new Ino(++lastIno);
    inodes.put(ino, new Inode(kind, made));
    enter(parent, made.name(), ino);
    return Answer.given(counted(ino));
  }

  private long newHandle(OpenFlags flags) {
    long handle = 0xF000000000000000L | ++lastHandle;
    handles.put(handle, flags);
    return handle;
  }

  @Override
  public synchronized Answer<Node> mkdir(Ino parent, NewNode made) {
    return make(parent, made, Kind.DIRECTORY);
  }

  @Override
  public synchronized Answer<Node> mknod(Ino parent, NewNode made) {
    return make(parent, made, Kind.FILE);
  }

  @Override
  public synchronized Answer<Node> symlink(Ino parent, NewNode made, byte[] target) {
    Answer<Node> answer = make(parent, made, Kind.SYMLINK);
    if (answer instanceof Answer.Given<Node>(Node node)) {
      inode(node.ino()).bytes = target.clone();
      inode(node.ino()).size = target.length;
      return Answer.given(node(node.ino()));
    }
    return answer;
  }

  @Override
  public synchronized Answer<byte[]> readlink(Ino ino) {
    return Answer.given(Arrays.copyOf(inode(ino).bytes, inode(ino).size));
  }

  @Override
  public synchronized Answer<Done> unlink(Ino parent, Name name) {
    Ino ino = child(parent, name);
    if (ino == null) {
      return Answer.refused(Errno.ENOENT);
    }
    remove(parent, name);
    inode(ino).links--;
    return Answer.done();
  }

  @Override
  public synchronized Answer<Done> rmdir(Ino parent, Name name) {
    Ino ino = child(parent, name);
    if (ino == null) {
      return Answer.refused(Errno.ENOENT);
    }
    if (!inode(ino).byName.isEmpty()) {
      return Answer.refused(Errno.ENOTEMPTY);
    }
    remove(parent, name);
    return Answer.done();
  }

  @Override
  public synchronized Answer<Done> rename(Rename r) {
    Ino ino = child(r.parent(), r.name());
    Ino target = child(r.newParent(), r.newName());
    if (ino == null || (r.exchange() && target == null)) {
      return Answer.refused(Errno.ENOENT);
    }
    if (r.noReplace() && target != null) {
      return Answer.refused(Errno.EEXIST);
    }
    remove(r.parent(), r.name());
    enter(r.newParent(), r.newName(), ino);
    if (r.exchange() && target != null) {
      enter(r.parent(), r.name(), target);
    }
    return Answer.done();
  }

  @Override
  public synchronized Answer<Opened> open(Ino ino, OpenFlags flags) {
    return Answer.given(Opened.of(newHandle(flags)));
  }

  @Override
  public synchronized Answer<Integer> read(Ino ino, long handle, long offset, ByteBuffer target) {
    requireHandle(handle);
    Inode inode = inode(ino);
    largestRead.accumulateAndGet(target.remaining(), Math::max);
    int length = (int) Math.min(target.remaining(), Math.max(0, inode.size - offset));
    if (length > 0) {
      target.put(inode.bytes, (int) offset, length);
    }
    return Answer.given(length);
  }

  @Override
  public synchronized Answer<Integer> write(Ino ino, long handle, long offset, ByteBuffer source) {
    OpenFlags flags = requireHandle(handle);
    Inode inode = inode(ino);
    int length = source.remaining();
    largestWrite.accumulateAndGet(length, Math::max);
    long start = flags.appends() ? inode.size : offset;
    if (start + length > FILE_LIMIT) {
      return Answer.refused(Errno.EFBIG);
    }
    resize(inode, Math.max(inode.size, (int) start + length));
    source.get(inode.bytes, (int) start, length);
    return Answer.given(length);
  }

  private OpenFlags requireHandle(long handle) {
    return Objects.requireNonNull(handles.get(handle), "not an open handle");
  }

  @Override
  public Answer<Done> flush(Ino ino, long handle) {
    requireHandle(handle);
    return Answer.done();
  }

  @Override
  public Answer<Done> release(Ino ino, long handle) {
    requireHandle(handle);
    handles.remove(handle);
    return Answer.done();
  }

  @Override
  public Answer<Done> fsync(Ino ino, long handle, boolean dataOnly) {
    requireHandle(handle);
    return Answer.done();
  }

  @Override
  public synchronized Answer<Opened> opendir(Ino ino) {
    return Answer.given(Opened.of(newHandle(new OpenFlags(0))));
  }

  @Override
  public synchronized Answer<Done> readdir(Ino ino, long handle, long cookie, Listing listing) {
    requireHandle(handle);
    for (Map.Entry<Long, Entry> e : inode(ino).byCookie.tailMap(cookie, false).entrySet()) {
      if (!listing.add(e.getValue().name(), node(e.getValue().ino()), e.getKey())) {
        break;
      }
      if (listing.wantsNodes()) {
        plusEntries.incrementAndGet();
        lookups.merge(e.getValue().ino(), 1L, Long::sum);
      }
    }
    return Answer.done();
  }

  @Override
  public Answer<Done> releasedir(Ino ino, long handle) {
    return release(ino, handle);
  }

  @Override
  public Answer<Done> fsyncdir(Ino ino, long handle, boolean dataOnly) {
    return Answer.done();
  }

  @Override
  public Answer<Capacity> statfs() {
    return Answer.given(new Capacity(4096, 1 << 30, 1 << 29, 1 << 28, 1000, 900));
  }

  @Override
  public Answer<byte[]> getxattr(Ino ino, byte[] name) {
    return new String(name, US_ASCII).equals("user.color")
        ? Answer.given(new byte[] {'r', 'e', 'd'})
        : Answer.refused(Errno.ENODATA);
  }

  @Override
  public Answer<List<byte[]>> listxattr(Ino ino) {
    return Answer.given(List.of("user.color".getBytes(US_ASCII)));
  }

  @Override
  public synchronized void forget(Ino ino, long count) {
    lookups.compute(
        ino,
        (_, have) -> {
          long left = (have == null ? 0 : have) - count;
          return left == 0 ? null : left;
        });
    notifyAll();
  }

  /** Waits until the kernel has given every lookup back. */
  synchronized void awaitNoLookups() throws InterruptedException {
    while (!lookups.isEmpty()) {
      wait();
    }
  }

  /** Changes a file's content behind the kernel's back. */
  synchronized void overwrite(Ino ino, byte[] bytes) {
    inode(ino).bytes = bytes.clone();
    inode(ino).size = bytes.length;
  }
}
