package io.arvfs.minicluster;

/**
 * The way out of a request that is refused: an HTTP status and what to say. {@code relayed} tells a
 * refusal of Rails, whose text the controller wraps, from one of the controller's own.
 */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final boolean relayed;

  private Refusal(int status, String message, boolean relayed) {
    super(message, null, false, false);
    this.status = status;
    this.relayed = relayed;
  }

  static Refusal controller(int status, String message) {
    return new Refusal(status, message, false);
  }

  static Refusal rails(int status, String message) {
    return new Refusal(status, message, true);
  }

  static Refusal notFound() {
    return rails(404, "Path not found");
  }

  int status() {
    return status;
  }

  boolean relayed() {
    return relayed;
  }

  String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
