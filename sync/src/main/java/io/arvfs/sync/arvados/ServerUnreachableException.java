package io.arvfs.sync.arvados;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * No answer came: the name did not resolve, nobody listened, TLS failed, the connection broke or
 * the time was up. What the request did, if it was more than a read, is not known.
 */
public final class ServerUnreachableException extends IOException {

  private static final long serialVersionUID = 1L;

  private final boolean permanent;

  /**
   * @param permanent whether trying again without changing a setting is useless (a certificate that
   *     is not trusted)
   */
  public ServerUnreachableException(String message, boolean permanent, @Nullable Throwable cause) {
    super(message, cause);
    this.permanent = permanent;
  }

  /** Whether trying again without changing a setting is useless. */
  public boolean isPermanent() {
    return permanent;
  }
}
