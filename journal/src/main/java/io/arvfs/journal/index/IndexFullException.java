package io.arvfs.journal.index;

/**
 * The disk has no room for the index: nothing was written. It can be written again some seconds
 * after there is room.
 */
public final class IndexFullException extends IndexFailedException {

  private static final long serialVersionUID = 1L;

  public IndexFullException(String what, Throwable cause) {
    super(what, cause);
  }
}
