package io.arvfs.mount;

import io.arvfs.mount.fuse.SessionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log why a request was answered with EIO. */
final class LoggedFailures implements SessionListener {

  private static final Logger LOG = LoggerFactory.getLogger(LoggedFailures.class);

  @Override
  public void failed(String operation, Throwable failure) {
    LOG.error("{} failed and was answered with EIO", operation, failure);
  }
}
