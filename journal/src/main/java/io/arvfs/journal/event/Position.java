package io.arvfs.journal.event;

/**
 * The place of an entry in the journal: 1, 2, 3 and so on without a gap. {@link #NONE} (0) stands
 * before the first entry.
 */
public record Position(long value) implements Comparable<Position> {

  /** Before the first entry. */
  public static final Position NONE = new Position(0);

  /**
   * @throws IllegalArgumentException if {@code value} is negative
   */
  public Position {
    if (value < 0) {
      throw new IllegalArgumentException("position " + value);
    }
  }

  public Position next() {
    return new Position(Math.addExact(value, 1));
  }

  public boolean isAfter(Position other) {
    return value > other.value;
  }

  @Override
  public int compareTo(Position other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
