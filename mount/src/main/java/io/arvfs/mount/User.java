package io.arvfs.mount;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who runs this process. */
public final class User {

  private User() {}

  /** The user's number. */
  public static int id() {
    return number("unix:uid");
  }

  /** The number of the user's group. */
  public static int group() {
    return number("unix:gid");
  }

  private static int number(String attribute) {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), attribute);
    } catch (IOException e) {
      throw new UncheckedIOException("who runs this process cannot be told", e);
    }
  }
}
