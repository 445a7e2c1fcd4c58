package io.arvfs.fs.manifest;

import io.arvfs.journal.event.Name;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Paths as bytes whose order is the order of a walk: names with a zero byte between them, which no
 * name has. A directory comes before what is in it, and that before the directory's next neighbour.
 * The root is empty.
 */
public final class PathKeys {

  /** The root's key. */
  public static final byte[] ROOT = {};

  private PathKeys() {}

  public static byte[] of(ManifestPath path) {
    byte[] key = ROOT;
    for (Name name : path.names()) {
      key = child(key, name.bytes());
    }
    return key;
  }

  /** The key of {@code name} in the directory {@code key}. */
  public static byte[] child(byte[] key, byte[] name) {
    if (key.length == 0) {
      return name;
    }
    byte[] child = Arrays.copyOf(key, key.length + 1 + name.length);
    System.arraycopy(name, 0, child, key.length + 1, name.length);
    return child;
  }

  /** How many names there are. */
  public static int depth(byte[] key) {
    int depth = key.length == 0 ? 0 : 1;
    for (byte b : key) {
      depth += b == 0 ? 1 : 0;
    }
    return depth;
  }

  /** The last name; {@code key} is not the root's. */
  public static Name name(byte[] key) {
    return new Name(Arrays.copyOfRange(key, nameStart(key), key.length));
  }

  /** The key of the directory that {@code key} is in; the root's is its own. */
  public static byte[] parent(byte[] key) {
    int start = nameStart(key);
    return start == 0 ? ROOT : Arrays.copyOf(key, start - 1);
  }

  /** Where the last name begins. */
  static int nameStart(byte[] key) {
    int start = key.length;
    while (start > 0 && key[start - 1] != 0) {
      start--;
    }
    return start;
  }

  public static ManifestPath path(byte[] key) {
    List<Name> names = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= key.length && key.length > 0; i++) {
      if (i == key.length || key[i] == 0) {
        names.add(new Name(Arrays.copyOfRange(key, start, i)));
        start = i + 1;
      }
    }
    return new ManifestPath(names);
  }

  /** Whether {@code key} is {@code directory} or stands below it. */
  static boolean isWithin(byte[] key, byte[] directory) {
    return directory.length == 0
        || (key.length >= directory.length
            && Arrays.equals(key, 0, directory.length, directory, 0, directory.length)
            && (key.length == directory.length || key[directory.length] == 0));
  }
}
