package io.arvfs.fs.manifest;

import java.util.Arrays;

/**
 * Paths as bytes whose order is that of a manifest's lines: a directory, the files in it, then each
 * directory in it with everything below. A name is preceded by what it names and ends in a zero
 * byte, which no name has. The root is empty.
 */
public final class StreamKeys {

  /** The root's key. */
  public static final byte[] ROOT = {};

  private static final byte FILE = 1;
  private static final byte DIRECTORY = 2;

  private StreamKeys() {}

  /** The key of the directory that is at {@code path}, as {@link PathKeys} spells it. */
  public static byte[] directory(byte[] path) {
    return path.length == 0 ? ROOT : key(path, DIRECTORY);
  }

  /** The key of the file that is at {@code path}, as {@link PathKeys} spells it. */
  public static byte[] file(byte[] path) {
    return key(path, FILE);
  }

  /** One marker before each name, one zero byte after each. */
  private static byte[] key(byte[] path, byte last) {
    byte[] key = new byte[path.length + PathKeys.depth(path) + 1];
    int at = 1;
    int marker = 0;
    for (byte b : path) {
      key[at++] = b;
      if (b == 0) {
        key[marker] = DIRECTORY;
        marker = at++;
      }
    }
    key[marker] = last;
    return key;
  }

  /** The key of a file in the directory with this key. */
  static byte[] fileIn(byte[] directory, byte[] name) {
    byte[] key = Arrays.copyOf(directory, directory.length + name.length + 2);
    key[directory.length] = FILE;
    System.arraycopy(name, 0, key, directory.length + 1, name.length);
    return key;
  }

  /** Whether this is a directory's. */
  public static boolean isDirectory(byte[] key) {
    return key.length == 0 || key[lastStart(key)] == DIRECTORY;
  }

  /** Whether {@code key} is {@code directory} or below it. */
  public static boolean isWithin(byte[] key, byte[] directory) {
    return key.length >= directory.length
        && Arrays.equals(key, 0, directory.length, directory, 0, directory.length);
  }

  /** The key of the directory that {@code key}, which is not the root's, is in. */
  static byte[] parent(byte[] key) {
    return Arrays.copyOf(key, lastStart(key));
  }

  /** Where the last name's marker is. */
  static int lastStart(byte[] key) {
    int start = key.length - 1;
    while (start > 0 && key[start - 1] != 0) {
      start--;
    }
    return start;
  }

  /** The path, as {@link PathKeys} spells it. */
  public static byte[] path(byte[] key) {
    byte[] path = new byte[key.length];
    int length = 0;
    boolean marker = true;
    for (byte b : key) {
      if (!marker) {
        path[length++] = b;
      }
      marker = !marker && b == 0;
    }
    return Arrays.copyOf(path, Math.max(0, length - 1));
  }
}
