package io.arvfs.cli.journal;

/** Words of findings. */
final class Findings {

  private Findings() {}

  /** What an exception says, in one line. */
  static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message.lines().findFirst().orElse("");
  }
}
