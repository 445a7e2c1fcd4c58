package io.arvfs.sync;

import java.util.List;

/**
 * What came of making the server agree.
 *
 * @param left what stayed here; empty: the server has everything, and it is checked
 */
public record Outcome(List<Left> left) {

  /** The server has everything. */
  public static final Outcome DONE = new Outcome(List.of());

  public Outcome {
    left = List.copyOf(left);
  }

  /** Something stayed here. */
  static Outcome stayed(String what, String reason) {
    return new Outcome(List.of(new Left(what, reason)));
  }

  public boolean isDone() {
    return left.isEmpty();
  }

  /**
   * One thing that is not on the server.
   *
   * @param what a collection, or a path in one
   * @param reason why, in one line
   */
  public record Left(String what, String reason) {}
}
