package io.arvfs.mount.fuse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/**
 * The native functions this package calls. Arguments are numbers and addresses of memory we own, so
 * the binding makes no temporaries that could be collected during a call.
 */
final class Native {

  /** libfuse3, as its headers declare it. */
  public interface Fuse {
    int fuse_version();

    long fuse_session_new(long args, long operations, long operationsSize, long userData);

    int fuse_session_mount(long session, long mountPoint);

    void fuse_session_unmount(long session);

    void fuse_session_destroy(long session);

    void fuse_session_exit(long session);

    int fuse_session_receive_buf(long session, long buffer);

    void fuse_session_process_buf(long session, long buffer);

    int fuse_reply_err(long request, int errno);

    void fuse_reply_none(long request);

    int fuse_reply_entry(long request, long entry);

    int fuse_reply_create(long request, long entry, long fileInfo);

    int fuse_reply_attr(long request, long stat, double timeoutSeconds);

    int fuse_reply_open(long request, long fileInfo);

    int fuse_reply_write(long request, long count);

    int fuse_reply_buf(long request, long buffer, long size);

    int fuse_reply_statfs(long request, long statvfs);

    int fuse_reply_xattr(long request, long count);

    long fuse_req_ctx(long request);

    void fuse_req_interrupt_func(long request, long function, long data);

    int fuse_lowlevel_notify_inval_inode(long session, long ino, long offset, long length);

    int fuse_lowlevel_notify_inval_entry(long session, long parent, long name, long nameLength);

    long fuse_add_direntry(long req, long buffer, long size, long name, long stat, long offset);

    long fuse_add_direntry_plus(
        long request, long buffer, long size, long name, long entry, long offset);

    void fuse_set_log_func(long function);
  }

  /** The C library. */
  public interface C {
    long malloc(long size);

    void free(long memory);

    int geteuid();

    int open(long path, int flags);

    int close(int descriptor);

    int mount(long source, long target, long type, long flags, long data);

    int umount2(long target, int flags);

    int vsnprintf(long buffer, long size, long format, long arguments);
  }

  /** What {@link #fuse} found: the library, or why there is none. */
  record Loaded(@Nullable Fuse fuse, String problem) {}

  private static final String STUBS = "jnr.ffi.x86asm.enabled";
  private static final List<String> LIBRARY_NAMES =
      List.of("libfuse3.so.3", "libfuse3.so.4", "fuse3");

  static {
    // jnr-ffi's x86-64 stubs pass garbage as the sixth argument; this must precede its first class.
    System.setProperty(STUBS, "false");
  }

  static final C LIBC = LibraryLoader.create(C.class).load("c");

  private static final Loaded FUSE = load();

  private Native() {}

  /** libfuse3, loaded and tested once. */
  static Loaded fuse() {
    return FUSE;
  }

  /** The number of the error of this thread's last call. */
  static int lastError() {
    return Runtime.getSystemRuntime().getLastError();
  }

  private static Loaded load() {
    String problem = "not found";
    for (String name : LIBRARY_NAMES) {
      try {
        Fuse fuse =
            LibraryLoader.create(Fuse.class)
                .option(LibraryOption.LoadNow, true)
                .failImmediately()
                .load(name);
        return selfTest(fuse)
            ? new Loaded(fuse, "")
            : new Loaded(null, "calls garble their arguments; run with -D" + STUBS + "=false");
      } catch (LinkageError | RuntimeException e) {
        problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("not loadable");
      }
    }
    return new Loaded(null, problem);
  }

  /** Whether a call of six arguments arrives whole: packs one entry and looks at its last field. */
  private static boolean selfTest(Fuse fuse) {
    long offset = 0x1122334455667788L;
    long memory = LIBC.malloc(1024);
    try {
      Memory.clear(memory, 1024);
      Memory.putString(memory + 512, "name".getBytes(US_ASCII));
      long length = fuse.fuse_add_direntry(0, memory, 512, memory + 512, memory + 600, offset);
      return length == DirectoryReply.entrySize(4)
          && Memory.getLong(memory + DirectoryReply.NEXT) == offset
          && Memory.getInt(memory + DirectoryReply.NAME_LENGTH) == 4;
    } finally {
      LIBC.free(memory);
    }
  }
}
