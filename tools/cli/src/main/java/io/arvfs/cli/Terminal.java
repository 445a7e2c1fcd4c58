package io.arvfs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which of a process's streams are a terminal. */
final class Terminal {

  static final int STDIN = 0;
  static final int STDOUT = 1;
  static final int STDERR = 2;

  private Terminal() {}

  static boolean is(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException _) {
      return false; // No such stream, or a system that does not tell.
    }
  }
}
