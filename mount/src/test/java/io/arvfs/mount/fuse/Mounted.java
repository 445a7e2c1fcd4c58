package io.arvfs.mount.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A tree mounted for one test, and programs run in it. */
record Mounted(FuseSession session, Path root) implements AutoCloseable {

  static final Duration GRACE = Duration.ofSeconds(5);

  private static final long PROGRAM_SECONDS = 30;

  /** What a program printed, both streams, and its exit status. */
  record Ran(int status, String output) {}

  static Mounted at(Path point, InodeOperations operations) throws IOException {
    return at(point, operations, FuseOptions.of("test").withLoopThreads(4).withGrace(GRACE));
  }

  static Mounted at(Path point, InodeOperations operations, FuseOptions options)
      throws IOException {
    FuseSession session = FuseSession.mount(point, options, operations, SessionListener.SILENT);
    return new Mounted(session, session.mountPoint());
  }

  /** Runs a bash script with the mount as its working directory. */
  Ran bash(String script) throws IOException, InterruptedException {
    Process process = start(script);
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(PROGRAM_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("hangs: " + script);
    }
    return new Ran(process.exitValue(), output);
  }

  /** Starts a bash script with the mount as its working directory. */
  Process start(String script) throws IOException {
    return new ProcessBuilder("bash", "-c", script)
        .directory(root.toFile())
        .redirectErrorStream(true)
        .start();
  }

  @Override
  public void close() {
    session.close();
  }
}
