package io.arvfs.mount.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.mount.fuse.MountRefusedException.Reason;
import io.arvfs.mount.fuse.Structs.Args;
import io.arvfs.mount.fuse.Structs.ConnInfo;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * libfuse's session object and the callbacks it holds: made, mounted, at last destroyed. What it
 * points to stays reachable from here. Thread-safe once mounted; nobody may use it after {@link
 * #destroy}.
 */
final class NativeSession {

  /**
   * Asynchronous reads, invalidation by changed times, both ways of readdirplus, asynchronous
   * direct reads, parallel lookups in a directory. Not among them: atomic O_TRUNC (a truncation
   * comes as an attribute change), splicing (requests come in memory), killing of set-user-id bits
   * (the kernel then does it), the write-back cache (the kernel would own sizes and times), locks
   * (the kernel keeps them).
   */
  private static final int WANTED = 1 | 1 << 12 | 1 << 13 | 1 << 14 | 1 << 15 | 1 << 18;

  private static final int KIB = 1 << 10;

  private final Native.Fuse fuse;
  private final Closures closures = new Closures();
  private final CountDownLatch initialized = new CountDownLatch(1);
  private final FuseOptions options;
  private final long session;
  private boolean destroyed;

  NativeSession(Native.Fuse fuse, FuseOptions options, OperationTable operations)
      throws MountRefusedException {
    this.fuse = fuse;
    this.options = options;
    Slots slots = Slots.allocate(closures);
    operations.fill(slots);
    slots.put(Slot.INIT, Callbacks.LL.class, this::initialize);
    this.session = open(slots.table());
    Native.LIBC.free(slots.table());
    if (session == 0) {
      throw new MountRefusedException(
          Reason.OTHER, "libfuse3 refused the session: " + LibraryLog.takeLastLine());
    }
  }

  long address() {
    return session;
  }

  private long open(long table) {
    try (NativePath program = NativePath.of("arv-fs".getBytes(UTF_8));
        NativePath flag = NativePath.of("-o".getBytes(UTF_8));
        NativePath value = NativePath.of(mountOptions(options).getBytes(UTF_8));
        NativePath memory = NativePath.of(new byte[Args.SIZE + 4 * Long.BYTES])) {
      long args = memory.address();
      long vector = args + Args.SIZE;
      Memory.clear(args, Args.SIZE + 4 * Long.BYTES);
      Memory.putLong(vector, program.address());
      Memory.putLong(vector + Long.BYTES, flag.address());
      Memory.putLong(vector + 2 * Long.BYTES, value.address());
      Memory.putInt(args + Args.COUNT, 3);
      Memory.putLong(args + Args.VECTOR, vector);
      return fuse.fuse_session_new(args, table, Slot.TABLE_SIZE, 0);
    }
  }

  /** The options of the mount; a comma or a backslash in a value needs a backslash before it. */
  static String mountOptions(FuseOptions options) {
    String source = options.source().replace("\\", "\\\\").replace(",", "\\,");
    String access =
        switch (options.access()) {
          case OWNER -> "";
          case ROOT -> ",allow_root";
          case ALL -> ",allow_other";
        };
    return "default_permissions,subtype=arv-fs,fsname="
        + source
        + access
        + (options.readOnly() ? ",ro" : "");
  }

  private void initialize(long userData, long connection) {
    try {
      int capable = Memory.getInt(connection + ConnInfo.CAPABLE);
      Memory.putInt(connection + ConnInfo.WANT, capable & WANTED);
      Memory.putInt(connection + ConnInfo.MAX_WRITE, FuseOptions.MAX_WRITE);
      int background = options.backgroundLimit();
      Memory.putInt(connection + ConnInfo.MAX_BACKGROUND, background);
      Memory.putInt(connection + ConnInfo.CONGESTION_THRESHOLD, background * 3 / 4);
      // The kernel offers what it would read ahead by itself; a larger wish it cuts down.
      int readAhead = Math.multiplyExact(options.readAheadKib(), KIB);
      Memory.putInt(connection + ConnInfo.MAX_READAHEAD, readAhead);
    } catch (Throwable _) {
      // The library's defaults serve as well, only slower.
    }
    initialized.countDown();
  }

  /** Mounts; requests wait until loop threads run. */
  void mount(Path point) throws MountRefusedException {
    var _ = LibraryLog.takeLastLine();
    try (NativePath path = NativePath.of(MountTable.bytes(point))) {
      if (fuse.fuse_session_mount(session, path.address()) != 0) {
        String line = LibraryLog.takeLastLine();
        fuse.fuse_session_destroy(session);
        Reason reason = line.contains("busy") ? Reason.BUSY : Reason.OTHER;
        throw new MountRefusedException(reason, "cannot mount on " + point + ": " + line);
      }
    }
  }

  /** Waits for the kernel's first request to be answered. */
  boolean awaitInitialized(long seconds) throws InterruptedException {
    return initialized.await(seconds, TimeUnit.SECONDS);
  }

  /** Has the loop threads end after the request they serve. */
  synchronized void exit() {
    if (!destroyed) {
      fuse.fuse_session_exit(session);
    }
  }

  /** Frees everything; no thread may be in a call, no request unanswered. */
  synchronized void destroy() {
    destroyed = true;
    fuse.fuse_session_destroy(session);
  }
}
