package io.arvfs.fs.manifest;

/**
 * Whether two locators are the same string for the server, which says whether a line lists a block
 * once or twice.
 */
@FunctionalInterface
public interface Sameness {

  /** By the strings that there are. */
  Sameness OF_TEXTS = (_, left, _, right) -> left.equals(right);

  /**
   * Whether they are.
   *
   * @param leftOrigin where the left one comes from, as whoever wrote it said
   */
  boolean same(int leftOrigin, LocatorToken left, int rightOrigin, LocatorToken right);
}
