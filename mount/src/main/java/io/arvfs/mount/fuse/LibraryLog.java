package io.arvfs.mount.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What libfuse has to say, which it would write to standard error: into our log, and its last line
 * kept for whoever must explain a failure. One for the process, as the library has one.
 */
final class LibraryLog {

  private static final Logger LOG = LoggerFactory.getLogger(LibraryLog.class);
  private static final int LINE_LIMIT = 1024;
  private static final Closures CLOSURES = new Closures();

  private static volatile String lastLine = "";

  private LibraryLog() {}

  /** Has the library report here from now on. */
  static void attach(Native.Fuse fuse) {
    fuse.fuse_set_log_func(CLOSURES.address(Callbacks.ILL.class, LibraryLog::line));
  }

  /** Takes the last line said since the last call, or an empty one. */
  static String takeLastLine() {
    String line = lastLine;
    lastLine = "";
    return line;
  }

  /** {@code arguments} is a {@code va_list}, which both ABIs we run on pass by address. */
  private static void line(int level, long format, long arguments) {
    try {
      long memory = Native.LIBC.malloc(LINE_LIMIT);
      var _ = Native.LIBC.vsnprintf(memory, LINE_LIMIT, format, arguments);
      String line = new String(Memory.getString(memory), UTF_8).strip();
      Native.LIBC.free(memory);
      lastLine = line;
      LOG.debug("{}", line);
    } catch (Throwable _) {
      // A callback lets nothing out, and this one is about messages only.
    }
  }
}
