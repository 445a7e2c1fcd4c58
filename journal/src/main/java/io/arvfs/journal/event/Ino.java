package io.arvfs.journal.event;

/**
 * The number of an inode: positive, given once, never used again within its volume. The kernel sees
 * it as {@code st_ino}.
 */
public record Ino(long value) implements Comparable<Ino> {

  /** The root directory of the volume. */
  public static final Ino ROOT = new Ino(1);

  /**
   * @throws IllegalArgumentException if {@code value} is not positive
   */
  public Ino {
    if (value < 1) {
      throw new IllegalArgumentException("inode number " + value);
    }
  }

  /** The number after this one. */
  public Ino next() {
    return new Ino(value + 1);
  }

  /** This number and {@code count} more. */
  public Ino plus(long count) {
    return new Ino(Math.addExact(value, count));
  }

  @Override
  public int compareTo(Ino other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
