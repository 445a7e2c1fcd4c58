package io.arvfs.cli.journal;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What an exception says to people, in one line. Pure. */
public final class Reason {

  private Reason() {}

  public static String of(Throwable failure) {
    Throwable real =
        failure instanceof UncheckedIOException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (real) {
      case NoSuchFileException missing -> missing.getFile() + " does not exist";
      case AccessDeniedException denied ->
          denied.getFile() + " may not be opened or made by this user";
      case FileAlreadyExistsException there -> there.getFile() + " is in the way";
      case NotDirectoryException file -> file.getFile() + " is no directory";
      case FileSystemException plain when plain.getReason() != null ->
          plain.getFile() + ": " + firstLine(plain.getReason());
      default -> real.getMessage() == null ? real.toString() : firstLine(real.getMessage());
    };
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("failed");
  }
}
