package io.arvfs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a command's results go, in UTF-8 whatever the locale is. A {@link PrintWriter} says nothing
 * of why it cannot write; this remembers it, so that a full disk does not pass for success.
 * Confined to one thread.
 */
final class Results {

  private final Remembering stream;
  private final PrintWriter writer;

  Results(OutputStream out) {
    this.stream = new Remembering(out);
    this.writer = new PrintWriter(new OutputStreamWriter(stream, UTF_8));
  }

  /** Passes bytes on, and keeps the first failure. */
  private static final class Remembering extends OutputStream {

    private final OutputStream out;
    private @Nullable IOException failure;

    Remembering(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        throw e;
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }

  PrintWriter writer() {
    return writer;
  }

  /**
   * Writes what waits; why not all could be written, if that is so. A reader that went away, as
   * {@code head} does, wanted no more: that is none.
   */
  Optional<String> finish() {
    writer.flush();
    return Optional.ofNullable(stream.failure)
        .map(e -> String.valueOf(e.getMessage()))
        .filter(why -> !why.contains("Broken pipe"));
  }
}
