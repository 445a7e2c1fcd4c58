package io.arvfs.cli.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * What was found: the first of it one by one, the rest as a number, so that memory is bounded
 * whatever the damage is. Confined to one thread.
 */
final class Findings {

  /** So many are enough for people. */
  static final int MAX_KEPT = 1000;

  private final int max;
  private final List<Finding> kept = new ArrayList<>();
  private long more;
  private int status;

  /**
   * @param max so many are kept
   */
  Findings(int max) {
    this.max = max;
  }

  /** What an exception says, in one line. */
  static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message.lines().findFirst().orElse("");
  }

  void add(Finding finding) {
    status = Math.max(status, finding.severity().status());
    if (kept.size() < max) {
      kept.add(finding);
    } else {
      more++;
    }
  }

  /** The first of them. */
  List<Finding> kept() {
    return List.copyOf(kept);
  }

  /** How many are not kept. */
  long more() {
    return more;
  }

  /** The exit status that they ask for. */
  int status() {
    return status;
  }
}
