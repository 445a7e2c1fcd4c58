package io.arvfs.fs;

import io.arvfs.journal.event.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;

/** An entry can be read, but does not fit to those before it, or names what is not there. */
public final class UnfoldableEntryException extends IOException {

  private static final long serialVersionUID = 1L;

  private final long position;

  UnfoldableEntryException(Position position, Exception cause) {
    super("the entry " + position + " cannot be folded: " + reason(cause), cause);
    this.position = position.value();
  }

  private static String reason(Exception cause) {
    Throwable real =
        cause instanceof UncheckedIOException && cause.getCause() != null
            ? cause.getCause()
            : cause;
    if (real instanceof NoSuchElementException) {
      return "it names what is not there";
    }
    String message = real.getMessage() == null ? real.toString() : real.getMessage();
    return message.lines().findFirst().orElse("");
  }

  /** The entry. */
  public Position position() {
    return new Position(position);
  }
}
